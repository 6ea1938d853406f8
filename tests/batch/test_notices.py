"""Messages take each receiver's form, carry no secret of ours in what is shown, and stop nothing when they fail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from batch.test_history import record

from kehu_batch.batch.notices.message import FORMS, headline_text
from kehu_batch.batch.notices.sending import NotSent, describe, send
from kehu_batch.batch.settings import NotifySettings

TEXT = "【回访结果】回访 2023-11"
Heard = list[tuple[str, dict[str, object]]]


@pytest.fixture
def robot() -> Iterator[tuple[str, Heard]]:
    heard: Heard = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, json.loads(body)))
            self.send_response(500 if "broken" in self.path else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_text_has_figures_and_a_place_and_no_customer() -> None:
    text = headline_text(record(), "\\\\share\\结果\\2023-11\\回访")
    assert text == "【回访结果】回访 2023-11（第 2 版）\n满意率 90.0%\n结果：\\\\share\\结果\\2023-11\\回访"
    refused = headline_text(record(status="已退回", message="回访.xlsx 已损坏"), "退回/回访")
    assert refused == "【退回】回访：回访.xlsx 已损坏\n怎么改：退回/回访"


def test_each_robot_gets_its_form(robot: tuple[str, Heard]) -> None:
    url, heard = robot
    for kind in FORMS:
        send(NotifySettings(kind=kind), TEXT, 1_700_000_000, {"KEHU_NOTIFY_URL": f"{url}/send?key=k"})
    assert [body for _, body in heard] == [
        {"msgtype": "text", "text": {"content": TEXT}},
        {"msgtype": "text", "text": {"content": TEXT}},
        {"msg_type": "text", "content": {"text": TEXT}},
    ]


def test_signatures_are_those_that_the_robots_ask_for(robot: tuple[str, Heard]) -> None:
    url, heard = robot
    known = {"KEHU_NOTIFY_URL": f"{url}/send?key=k", "KEHU_NOTIFY_SECRET": "SEC123"}
    send(NotifySettings(kind="dingtalk"), TEXT, 1_700_000_000, known)
    send(NotifySettings(kind="feishu"), TEXT, 1_700_000_000, known)
    asked = parse_qs(urlsplit(heard[0][0]).query)
    wanted = hmac.new(b"SEC123", b"1700000000000\nSEC123", hashlib.sha256).digest()
    assert asked["timestamp"] == ["1700000000000"]
    assert base64.b64decode(asked["sign"][0]) == wanted
    signed = hmac.new(b"1700000000\nSEC123", b"", hashlib.sha256).digest()
    assert heard[1][1]["sign"] == base64.b64encode(signed).decode()
    assert heard[1][1]["timestamp"] == "1700000000"


def test_a_failure_names_neither_address_nor_secret(robot: tuple[str, Heard]) -> None:
    url, _ = robot
    known = {"KEHU_NOTIFY_URL": f"{url}/broken?key=topsecret"}
    with pytest.raises(NotSent) as caught:
        send(NotifySettings(kind="wecom"), TEXT, 0, known)
    assert "topsecret" not in str(caught.value)
    assert "500" in str(caught.value)
    with pytest.raises(NotSent, match="KEHU_NOTIFY_URL"):
        send(NotifySettings(kind="wecom"), TEXT, 0, {})
    with pytest.raises(NotSent):
        send(NotifySettings(kind="wecom"), TEXT, 0, {"KEHU_NOTIFY_URL": "file:///etc/passwd"})


def test_a_program_gets_the_text_on_its_standard_input(tmp_path: Path) -> None:
    script = tmp_path / "tell.py"
    script.write_text("import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())", encoding="utf-8")
    target = tmp_path / "heard"
    command = f"'{sys.executable}' '{script}' '{target}'"
    send(NotifySettings(kind="command", command=command), TEXT, 0, {})
    assert target.read_text(encoding="utf-8") == TEXT
    with pytest.raises(NotSent):
        send(NotifySettings(kind="command", command="/no/such/program"), TEXT, 0, {})
    with pytest.raises(NotSent):
        send(NotifySettings(kind="command", command=""), TEXT, 0, {})


def test_a_dry_run_shows_what_would_be_sent_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHU_NOTIFY_URL", "https://example.com/?key=topsecret")
    monkeypatch.setenv("KEHU_NOTIFY_SECRET", "topsecret")
    for kind in ("off", "command", *FORMS):
        shown = describe(NotifySettings(kind=kind, command="tell"), TEXT)
        assert "topsecret" not in shown
        assert (TEXT in shown) == (kind != "off")
