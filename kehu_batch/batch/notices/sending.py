"""Sends messages: to a program, or to a group robot's webhook.

The one module that may use the network. What reads and computes must not be able to send a customer's data anywhere,
so network libraries are forbidden everywhere else by an import contract; what this one gets is a text of headline
figures and a place. It is off unless the workspace's settings name a receiver, and secrets come from the environment.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping

from kehu_batch.batch.notices.message import FORMS
from kehu_batch.batch.settings import NotifySettings

_TIMEOUT = 15.0


class NotSent(Exception):
    """A message could not be sent; the drop is none the worse."""


def describe(settings: NotifySettings, text: str) -> str:
    """Return what :func:`send` would do, without secrets: the dry run."""
    if settings.kind == "off":
        return "通知没有打开（kehu.toml 的 notify.kind 为 off）"
    if settings.kind == "command":
        return f"运行：{settings.command}\n标准输入：\n{text}"
    body = FORMS[settings.kind](text, "", 0).body
    return f"POST 到环境变量 {settings.url_env} 中的地址（{settings.kind}）：\n{body}"


def send(
    settings: NotifySettings, text: str, second: int, environment: Mapping[str, str] | None = None
) -> None:
    """Send a text.

    Args:
        settings: To whom.
        text: What.
        second: The time, for the signature, in seconds since 1970.
        environment: Where secrets are; the process's own where ``None``.

    Raises:
        NotSent: Naming the reason, never an address or a secret.
    """
    known = os.environ if environment is None else environment
    if settings.kind == "off":
        return
    if settings.kind == "command":
        _run(settings.command, text)
        return
    url = known.get(settings.url_env, "")
    if not url.startswith(("https://", "http://")):
        raise NotSent(f"环境变量 {settings.url_env} 中没有机器人地址")
    post = FORMS[settings.kind](text, known.get(settings.secret_env, ""), second)
    _post(url + post.query, post.body)


def _run(command: str, text: str) -> None:
    words = shlex.split(command, posix=os.name != "nt")
    if not words:
        raise NotSent("没有写 notify.command")
    try:
        done = subprocess.run(  # noqa: S603 - the user's own program
            words, input=text, encoding="utf-8", capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSent(f"程序没有运行成功（{type(error).__name__}）") from error
    if done.returncode:
        raise NotSent(f"程序以 {done.returncode} 结束")


def _post(url: str, body: str) -> None:
    request = urllib.request.Request(  # noqa: S310 - http and https only, see above
        url, body.encode("utf-8"), {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - as above
            answer.read(4096)
    except urllib.error.HTTPError as error:
        with error:
            raise NotSent(f"机器人回答 {error.code}") from None
    except (OSError, ValueError) as error:
        raise NotSent(f"发送失败（{type(error).__name__}）") from None
