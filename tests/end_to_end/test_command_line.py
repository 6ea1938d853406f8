"""The commands as a user calls them: messages, exit codes, outputs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import golden_drops
import pytest
from jsonschema import Draft202012Validator
from openpyxl import Workbook

from kehu_batch.cli import run


def _save(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _encrypted(path: Path) -> Path:
    # The least compound file that names an encrypted package: header, one directory sector.
    name = "EncryptedPackage".encode("utf-16-le")
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:32] = bytes([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0])
    header[32:34] = (6).to_bytes(2, "little")
    header[44:48] = (1).to_bytes(4, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = (0xFFFFFFFE).to_bytes(4, "little")
    header[76:80] = (0).to_bytes(4, "little")
    header[80:512] = b"\xff" * 432
    fat = bytearray(b"\xff" * 512)
    fat[0:4] = (0xFFFFFFFD).to_bytes(4, "little")
    fat[4:8] = (0xFFFFFFFE).to_bytes(4, "little")
    entries = bytearray(512)
    for index, (text, kind, child) in enumerate(
        (("Root Entry".encode("utf-16-le"), 5, 1), (name, 2, 0xFFFFFFFF))
    ):
        at = index * 128
        entries[at : at + len(text)] = text
        entries[at + 64 : at + 66] = (len(text) + 2).to_bytes(2, "little")
        entries[at + 66], entries[at + 67] = kind, 1
        entries[at + 68 : at + 76] = b"\xff" * 8
        entries[at + 76 : at + 80] = child.to_bytes(4, "little")
        entries[at + 116 : at + 120] = (0xFFFFFFFE).to_bytes(4, "little")
    path.write_bytes(bytes(header + fat + entries))
    return path


def _report(source: Path, folder: Path, *more: str) -> list[str]:
    return ["report", str(source), "-o", str(folder / "out"), *more]


def _empty(folder: Path) -> list[str]:
    return _report(_save(folder / "空表.xlsx", []), folder)


def _no_known_table(folder: Path) -> list[str]:
    return _report(_save(folder / "体检.xlsx", [["姓名", "身高", "体重"], ["张三", 170, 60]]), folder)


def _prose(folder: Path) -> list[str]:
    path = folder / "说明.xlsx"
    path.write_text("本月回访情况良好，详见下文。", encoding="utf-8")
    return _report(path, folder)


def _output_is_input(folder: Path) -> list[str]:
    target = folder / "客户回访工作表_批注.xlsx"
    shutil.copy(golden_drops.worksheet_path(), target)
    return ["report", str(target), "-o", str(folder)]


def _unwritable(folder: Path) -> list[str]:
    (folder / "file").write_text("", encoding="utf-8")
    return ["report", str(golden_drops.worksheet_path()), "-o", str(folder / "file" / "out")]


def _empty_folder(folder: Path) -> list[str]:
    (folder / "空").mkdir()
    return _report(folder / "空", folder)


WRONG_CALLS: Mapping[str, Callable[[Path], list[str]]] = {
    "empty": _empty,
    "no_known_table": _no_known_table,
    "encrypted": lambda folder: _report(_encrypted(folder / "加密.xlsx"), folder),
    "prose": _prose,
    "unknown_policy": lambda folder: _report(
        golden_drops.worksheet_path(), folder, "--policy", "没有这个策略"
    ),
    "missing_file": lambda folder: _report(folder / "没有.xlsx", folder),
    "empty_path": lambda folder: ["report", "", "-o", str(folder / "out")],
    "unwritable": _unwritable,
    "output_is_input": _output_is_input,
    "empty_folder": _empty_folder,
    "bad_period": lambda folder: _report(golden_drops.worksheet_path(), folder, "--period", "上个月"),
    "no_output_option": lambda _folder: ["report", str(golden_drops.worksheet_path())],
}


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("empty", 4, ["空表.xlsx", "没有"]),
        ("no_known_table", 4, ["体检.xlsx", "姓名", "身高"]),
        ("encrypted", 4, ["加密.xlsx", "密码"]),
        ("prose", 4, ["说明.xlsx"]),
        ("unknown_policy", 3, ["没有这个策略", "annual-spend"]),
        ("missing_file", 2, ["没有.xlsx", "找不到"]),
        ("empty_path", 2, ["路径是空的", "当前文件夹"]),
        ("unwritable", 5, ["out"]),
        ("output_is_input", 5, ["客户回访工作表_批注.xlsx", "覆盖"]),
        ("empty_folder", 7, ["空"]),
        ("bad_period", 2, ["上个月"]),
        ("no_output_option", 2, ["--help"]),
    ],
)
def test_wrong_call_says_what_and_how_to_mend(
    name: str, code: int, said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = WRONG_CALLS[name](tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert run(arguments) == code
    printed = capsys.readouterr()
    for text in said:
        assert text in printed.err
    assert "处理办法" in printed.err
    assert "Traceback" not in printed.err + printed.out
    # Nothing is left behind, and no input is touched.
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_report_says_where_the_outputs_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [str(golden_drops.SAMPLES / "worksheet"), str(golden_drops.SAMPLES / "ledger")]
    assert run(["report", *folders, "-o", str(tmp_path / "结果")]) == 0
    printed = capsys.readouterr().out
    for name in ("worksheet", "ledger"):
        assert str(tmp_path / "结果" / name) in printed
        assert (tmp_path / "结果" / name / "summary.json").is_file()


def test_json_is_what_the_summary_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "out"
    assert run(["report", str(golden_drops.worksheet_path()), "-o", str(output), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(
        (output / "summary.json").read_text(encoding="utf-8")
    )


def test_the_schema_printed_is_kept_by_what_json_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    checked = Draft202012Validator(schema)
    assert run(_report(golden_drops.worksheet_path(), tmp_path, "--json")) == 0
    summary = json.loads(capsys.readouterr().out)
    assert list(checked.iter_errors(summary)) == []
    assert not checked.is_valid({**summary, "period": "十一月"})
    assert not checked.is_valid({key: value for key, value in summary.items() if key != "tiers"})


def test_check_writes_nothing_and_names_each_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = shutil.copy(golden_drops.worksheet_path(), tmp_path / "表.xlsx")
    assert run(["check", str(source)]) == 0
    printed = capsys.readouterr().out
    for text in ("回访工作表", "表头在第 2 行", "数据 2 行", "2023-11", "回访!M3", "回访!K4", "回访!H4"):
        assert text in printed
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_fail_on_warning_ends_with_one(tmp_path: Path) -> None:
    call = ["report", str(golden_drops.worksheet_path()), "-o", str(tmp_path / "out"), "--fail-on"]
    assert run([*call, "warning"]) == 1
    assert run([*call, "error"]) == 0


def test_policy_commands(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["policy", "list"]) == 0
    assert "annual-spend" in capsys.readouterr().out
    own = tmp_path / "本部门.toml"
    own.write_text("[follow_ups.severity]\nhigh_over = 30\nmedium_over = 7\n", encoding="utf-8")
    assert run(["policy", "check", str(own)]) == 0
    assert run(["policy", "show", "--json", str(own)]) == 0
    assert '"high_over": 30' in capsys.readouterr().out
    own.write_text("[follow_ups.severity]\nhigh_ovr = 30\n", encoding="utf-8")
    assert run(["policy", "check", str(own)]) == 3
    assert "follow_ups.severity.high_ovr" in capsys.readouterr().err


def test_template_is_written_once_and_never_over_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "空白表.xlsx"
    assert run(["template", "-o", str(target)]) == 0
    assert "空白表.xlsx" in capsys.readouterr().out
    before = target.read_bytes()
    assert run(["template", "客户台账", "-o", str(target)]) == 5
    assert target.read_bytes() == before
    assert run(["template", "没有这种表", "-o", str(tmp_path / "x.xlsx")]) == 2


def test_json_carries_notices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "回访.csv"
    source.write_text("客户编号,本次回访时间\nA001,2023-11-05\n", encoding="utf-8")
    assert run(["report", str(source), "-o", str(tmp_path / "out"), "--json"]) == 0
    (notice,) = json.loads(capsys.readouterr().out)["notices"]
    assert "回访.csv" in notice
    assert "配套工作簿" in notice


if sys.platform != "win32":
    STOPPED = {
        "while it starts": (
            "import os, signal, sys; from kehu_batch.interruption import end_at_once; end_at_once();"
            "os.kill(os.getpid(), signal.{name}); print('still here')"
        ),
        "while it works": (
            "import os, signal, kehu_batch.batch.run as run\n"
            "def stop(*_): os.kill(os.getpid(), signal.{name}); return real(*_)\n"
            "real, run.compute = run.compute, stop\n"
            "if __name__ == '__main__':\n"
            "    from kehu_batch.cli import main; main(['report', {source!r}, '-o', {output!r}])"
        ),
    }

    @pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
    @pytest.mark.parametrize("moment", ["while it starts", "while it works"])
    def test_whoever_ends_it_leaves_nothing_and_no_trace(tmp_path: Path, moment: str, name: str) -> None:
        output = tmp_path / "结果"
        code = STOPPED[moment].format(
            name=name, source=str(golden_drops.worksheet_path()), output=str(output)
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 130, done.stderr
        assert "Traceback" not in done.stderr
        assert "still here" not in done.stdout
        assert list(tmp_path.iterdir()) == []

    def test_an_interrupt_that_is_ignored_stays_ignored() -> None:
        code = (
            "import os, signal; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
            "from kehu_batch.interruption import raise_interrupts; raise_interrupts();"
            "os.kill(os.getpid(), signal.SIGHUP); print('still here')"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
        )
        assert done.stdout == "still here\n"

    def test_a_full_disk_behind_standard_output_is_said(tmp_path: Path) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("there is no /dev/full")
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = subprocess.run(
                [sys.executable, "-m", "kehu_batch", "policy", "show"],
                stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False, cwd=tmp_path,
            )  # fmt: skip
        assert done.returncode == 5
        assert "磁盘已满" in done.stderr
        assert "Traceback" not in done.stderr
