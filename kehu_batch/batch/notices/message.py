"""What is told about a drop: its headline text and where the report lies, in the form that each receiver takes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from urllib.parse import quote_plus

from kehu_batch.batch.history.records import HEADLINES, Record, Status
from kehu_batch.batch.workspace.deciding import show_figure
from kehu_batch.records import dataclass

_SHOWN = ("csat", "issues", "overdue", "accuracy")


@dataclass(frozen=True, slots=True)
class Post:
    """One request to a robot: where to add to its address, and the body."""

    query: str
    body: str


def headline_text(record: Record, place: str) -> str:
    """Return the text about a drop; it names no customer.

    Args:
        record: The drop.
        place: Where its results, or the reason for its refusal, lie.
    """
    if record.status == Status.REJECTED:
        return f"【退回】{record.name}：{record.message}\n怎么改：{place}"
    revision = f"（第 {record.revision} 版）" if record.revision and record.revision > 1 else ""
    shown = [
        f"{label} {show_figure(record.figures.get(name), unit)}"
        for name, _, label, unit, _ in HEADLINES
        if name in _SHOWN and record.figures.get(name) is not None
    ]
    return f"【回访结果】{record.name} {record.period}{revision}\n{'，'.join(shown)}\n结果：{place}"


def _wecom(text: str, _secret: str, _second: int) -> Post:
    return Post("", _json({"msgtype": "text", "text": {"content": text}}))


def _dingtalk(text: str, secret: str, second: int) -> Post:
    query = ""
    if secret:
        stamp = second * 1000
        sign = base64.b64encode(_hmac(secret, f"{stamp}\n{secret}"))
        query = f"&timestamp={stamp}&sign={quote_plus(sign)}"
    return Post(query, _json({"msgtype": "text", "text": {"content": text}}))


def _feishu(text: str, secret: str, second: int) -> Post:
    content: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        # The secret is part of the key here, and nothing is signed.
        sign = base64.b64encode(_hmac(f"{second}\n{secret}", "")).decode("ascii")
        content = {"timestamp": str(second), "sign": sign, **content}
    return Post("", _json(content))


def _hmac(key: str, text: str) -> bytes:
    return hmac.new(key.encode("utf-8"), text.encode("utf-8"), hashlib.sha256).digest()


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


#: How each kind of robot takes a text: text, secret (empty for none) and the time in seconds give the request.
FORMS: Mapping[str, Callable[[str, str, int], Post]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}
