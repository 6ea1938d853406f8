"""Settings of the program: what it may read and what that may cost. Every one has a default.

They are kept apart from the policy: a policy says what the business decides and its hash stands on every output;
settings say what a machine is given to do, and change no figure.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kehu_batch.errors import UsageError
from kehu_batch.model.limits import MEBIBYTE, DropLimits, ReadLimits
from kehu_batch.model.publishing import Publishing
from kehu_batch.policy.toml_values import tell_syntax
from kehu_batch.records import dataclass, field, replace

_SHOW = "kehu-batch settings"


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """How a workspace is watched.

    Args:
        policy: Preset name or policy file, relative to the workspace.
        still_seconds: How long a file's size and time must stand still before it is taken.
        rescan_seconds: How often the inbox is looked through, whatever the system tells of changes.
        polling: ``auto`` asks the system and looks itself on network shares; ``yes`` always looks itself.
        log: ``text`` or ``json``: the form of a line of the log.
        lease_minutes: How long another machine's claim stands without a sign of life.
    """

    policy: str = "annual-spend"
    still_seconds: float = 2.0
    rescan_seconds: float = 30.0
    polling: str = "auto"
    log: str = "text"
    lease_minutes: float = 15.0


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Who does the work of a workspace.

    Args:
        jobs: Drops at a time.
        executor: ``process``, ``serial`` or ``dask``.
        scheduler: Address of Dask's scheduler; empty starts a cluster on this machine.
        drops: Drops that a worker process does before a fresh one takes its place.
    """

    jobs: float = 1
    executor: str = "process"
    scheduler: str = ""
    drops: float = 200


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Whom a workspace tells of a drop that is done or refused.

    Args:
        kind: ``off``, ``command``, ``wecom``, ``dingtalk`` or ``feishu``.
        command: Program that gets the text on its standard input.
        url_env: Environment variable with the robot's address, which holds its key.
        secret_env: Environment variable with the secret that 钉钉 and 飞书 sign with.
        results_at: Where readers of the message find the results, e.g. a share's path; the folder itself where empty.
    """

    kind: str = "off"
    command: str = ""
    url_env: str = "KEHU_NOTIFY_URL"
    secret_env: str = "KEHU_NOTIFY_SECRET"  # noqa: S105 - a variable's name
    results_at: str = ""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What is forwarded says of itself, and what it hides.

    Args:
        unit: Name of the department in the page's head; empty for a general one.
        contacts: ``masked`` or ``shown``: names and phone numbers of contact persons.
    """

    unit: str = ""
    contacts: str = "masked"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force.

    Args:
        reading: Bounds on one input file.
        drop: What one drop may cost.
        folder: How a workspace is watched.
        workers: Who does the work of a workspace.
        notify: Whom it tells.
        page: How what is forwarded presents itself.
    """

    reading: ReadLimits = field(default_factory=ReadLimits)
    drop: DropLimits = field(default_factory=DropLimits)
    folder: FolderSettings = field(default_factory=FolderSettings)
    workers: WorkerSettings = field(default_factory=WorkerSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)
    page: PageSettings = field(default_factory=PageSettings)


@dataclass(frozen=True, slots=True)
class _Setting:
    """One line of a settings file.

    Args:
        section: Its table in the file; an attribute of ``Settings`` as well.
        key: Its name in the file.
        attribute: Its attribute in the section.
        meaning: What it bounds, for the user.
        unit: How many of the attribute's units make one of the file's.
        choices: Words that it may be; empty for a number, or for any text where its default is text.
    """

    section: str
    key: str
    attribute: str
    meaning: str
    unit: int = 1
    choices: tuple[str, ...] = ()


_TITLES: Mapping[str, str] = {
    "reading": "单个输入文件的上限，超过的不读，并说明超过了哪一项",
    "drop": "一次投递可用的时间和内存，超过的停止处理，不影响其他投递",
    "folder": "工作文件夹（kehu-batch init 建立）怎样看守",
    "workers": "工作文件夹由谁来处理",
    "page": "月报、群消息和 summary.json：抬头写谁，是否显示客户联系人",
    "notify": "处理完一次投递后通知谁；默认不通知。密钥只从环境变量读取，不写在这里",
}
_SETTINGS = (
    _Setting("reading", "file_mb", "file_bytes", "文件大小，MB", MEBIBYTE),
    _Setting("reading", "unpacked_mb", "unpacked_bytes", "解压后的总大小，MB", MEBIBYTE),
    _Setting("reading", "ratio", "ratio", "单个部件的压缩比（防压缩炸弹）"),
    _Setting("reading", "ratio_from_mb", "ratio_floor_bytes", "解压后超过多大的部件才看压缩比，MB", MEBIBYTE),
    _Setting("reading", "members", "members", "压缩包内的部件个数"),
    _Setting("reading", "sheets", "sheets", "工作表张数"),
    _Setting("reading", "rows", "rows", "一张工作表的行数"),
    _Setting("reading", "columns", "columns", "一张工作表的列数"),
    _Setting("reading", "cells", "cells", "各工作表行数×列数之和"),
    _Setting("reading", "sparse_cells", "sparse_cells", "几乎全空的工作表的行数×列数"),
    _Setting("reading", "strings", "strings", "文件中各单元格共用的文本条数"),
    _Setting("reading", "text_kb", "text_bytes", "一个单元格的文本长度，KB", 1024),
    _Setting("reading", "nesting", "nesting", "XML 元素的嵌套层数"),
    _Setting("drop", "seconds", "seconds", "每个文件可用的处理器秒数（机器忙、等网络不计）"),
    _Setting("drop", "seconds_per_mb", "seconds_per_mebibyte", "输入每 1 MB 另加的处理器秒数"),
    _Setting("drop", "memory_mb", "memory_bytes", "可用内存，MB（仅 Linux 生效）", MEBIBYTE),
    _Setting("drop", "memory_times", "memory_per_byte", "另加输入大小的多少倍（仅 Linux 生效）"),
    _Setting("folder", "policy", "policy", "策略预设名，或相对本文件夹的策略文件"),
    _Setting("folder", "still_seconds", "still_seconds", "文件大小和时间多少秒不变才算放好"),
    _Setting("folder", "rescan_seconds", "rescan_seconds", "至少每隔多少秒看一遍收件箱"),
    _Setting("folder", "polling", "polling", "yes 自己定时看（网络盘）", choices=("auto", "yes", "no")),
    _Setting("folder", "log", "log", "日志每行的格式", choices=("text", "json")),
    _Setting("folder", "lease_minutes", "lease_minutes", "另一台机器多少分钟没有动静，就接手它的投递"),
    _Setting("workers", "jobs", "jobs", "同时处理几次投递"),
    _Setting("workers", "executor", "executor", "执行方式", choices=("process", "serial", "dask")),
    _Setting("workers", "scheduler", "scheduler", "Dask 调度器地址，如 tcp://10.0.0.5:8786"),
    _Setting("workers", "drops", "drops", "一个处理进程做多少次后换新的"),
    _Setting("page", "unit", "unit", "月报抬头上的单位或部门；空着写“客户回访与运营”"),
    _Setting(
        "page",
        "contacts",
        "contacts",
        "客户联系人的姓名和电话：masked 遮住，shown 显示",
        choices=("masked", "shown"),
    ),
    _Setting("notify", "kind", "kind", "方式", choices=("off", "command", "wecom", "dingtalk", "feishu")),
    _Setting("notify", "command", "command", "command 方式所运行的程序，文字从标准输入给它"),
    _Setting("notify", "url_env", "url_env", "存放机器人地址的环境变量名"),
    _Setting("notify", "secret_env", "secret_env", "存放加签密钥的环境变量名（钉钉、飞书）"),
    _Setting("notify", "results_at", "results_at", "消息里写的结果位置，如共享路径；空为本文件夹"),
)


def load_settings(path: Path | None) -> Settings:
    """Read a settings file, TOML; what it leaves out keeps its default.

    Raises:
        UsageError: It cannot be read, is no TOML, or has a key or value that does not fit.
    """
    if path is None:
        return Settings()
    values = _read(path)
    known = {
        section: {item.key: item for item in _SETTINGS if item.section == section} for section in _TITLES
    }
    _check(path, values, known)
    changed = {
        section: {
            item.attribute: _scaled(item, values[section][key])
            for key, item in items.items()
            if key in values.get(section, {})
        }
        for section, items in known.items()
    }
    return Settings(
        reading=replace(ReadLimits(), **{key: int(value) for key, value in changed["reading"].items()}),
        drop=replace(DropLimits(), **changed["drop"]),
        folder=replace(FolderSettings(), **changed["folder"]),
        workers=replace(WorkerSettings(), **changed["workers"]),
        notify=replace(NotifySettings(), **changed["notify"]),
        page=replace(PageSettings(), **changed["page"]),
    )


def publishing_of(settings: Settings, batch: str) -> Publishing:
    """Return how the outputs of a drop present themselves."""
    return Publishing(settings.page.unit.strip(), batch, settings.page.contacts == "shown")


def describe_settings(settings: Settings) -> str:
    """Return the settings in force as the text of a settings file, each with what it means and its default."""
    lines = ["# kehu-batch 运行设置：另存为 kehu.toml，改好后用 --settings kehu.toml 指定"]
    for section, title in _TITLES.items():
        lines += ["", f"# {title}", f"[{section}]"]
        for item in _SETTINGS:
            if item.section == section:
                value, default = (_shown(given, item) for given in (settings, Settings()))
                lines.append(f"{f'{item.key} = {value}':<23} # {item.meaning}；默认 {default}")
    return "\n".join(lines) + "\n"


def _shown(settings: Settings, item: _Setting) -> str:
    value = _current(settings, item)
    if isinstance(value, str):
        return f'"{value}"'
    amount = value / item.unit
    return f"{amount:g}" if amount != int(amount) else str(int(amount))


def _current(settings: Settings, item: _Setting) -> float | str:
    value: float | str = getattr(getattr(settings, item.section), item.attribute)
    return value


def _scaled(item: _Setting, value: Any) -> Any:  # noqa: ANN401 - checked
    return value if isinstance(value, str) else value * item.unit


def _check(path: Path, values: Mapping[str, Any], known: Mapping[str, Mapping[str, _Setting]]) -> None:
    """Refuse what is no setting, or none of its values, naming it.

    Raises:
        UsageError: The file says something that does not fit.
    """
    from kehu_batch.batch.settings_file import check_settings

    forms = {
        section: [
            (key, item.choices if isinstance(_current(Settings(), item), str) else None)
            for key, item in items.items()
        ]
        for section, items in known.items()
    }
    fault = check_settings(values, forms)
    if fault is None:
        return
    section, *keys = map(str, fault["loc"])
    if not keys:
        raise _wrong(path, f"没有名为“{section}”的部分", f"可用的部分有：{'、'.join(known)}")
    item = known[section].get(keys[0])
    if item is None:
        raise _wrong(path, f"{section} 中没有设置项“{keys[0]}”", f"可用的有：{'、'.join(known[section])}")
    seen = f"{section}.{item.key} 写的是 {fault['input']!r}，{_wanted(item)}"
    raise _wrong(path, seen, f"它的意思是：{item.meaning}")


def _wanted(item: _Setting) -> str:
    if not isinstance(_current(Settings(), item), str):
        return "应为大于 0 的数"
    return f"应为 {'、'.join(item.choices)} 之一" if item.choices else "应为引号中的文字"


def _read(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _wrong(path, "打不开", "请检查路径是否正确、文件是否存在") from error
    # PowerShell 5 writes UTF-16 where output goes to a file.
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return tomllib.loads(data.decode("utf-16" if wide else "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _wrong(path, "不是有效的 TOML：不是 UTF-8 编码", "请另存为 UTF-8 后重试") from error
    except tomllib.TOMLDecodeError as error:
        raise _wrong(
            path,
            f"不是有效的 TOML：{tell_syntax(error)}",
            "文字要放在英文双引号里，一行一项，方括号要成对；也可以删去这个文件，按默认设置运行",
        ) from error


def _wrong(path: Path, what: str, action: str) -> UsageError:
    return UsageError(
        f"设置文件 {path.name} {what}", action=f"{action}；用 {_SHOW} 查看全部设置项", code="settings"
    )
