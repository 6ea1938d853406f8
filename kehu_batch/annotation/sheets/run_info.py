"""运行信息: with what the figures were made, from what, and what each of them means. No clock time."""

from __future__ import annotations

from kehu_batch import __version__
from kehu_batch.annotation.donor.layout import Cell, Column, Kind, Part, ResultTable
from kehu_batch.annotation.drop import ComputedDrop, choose_host, shown_file
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.cells import column_letter
from kehu_batch.model.figures.measures import MEASURES
from kehu_batch.model.tables.recognition import Region
from kehu_batch.policy.describing import find_settings
from kehu_batch.policy.marks import UNSET_DEFAULT
from kehu_batch.policy.own_sheets import INPUT_FILES, SIDES
from kehu_batch.wording.labels import table_label
from kehu_batch.wording.numbers import format_day


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet, the longest last: printed, its header stands above each page of it."""
    drop = context.drop
    return (_run(drop), _inputs(drop), _tables(drop), _measures(), _unset(drop), _columns(context))


def brief(context: Context) -> tuple[Part, ...]:
    """Return the parts where another workbook of the drop has the whole: what made the marks, and where the rest is."""
    drop = context.drop
    host = choose_host((one.file for one in drop.dataset.inputs), drop.recognition)
    results = ("结果工作表", f"在“{shown_file(host)}”的批注工作簿里")
    return (_run(drop, results),)


def _run(drop: ComputedDrop, *more: tuple[str, Cell]) -> ResultTable:
    period, policy = drop.analysis.period, drop.policy
    entries: tuple[tuple[str, Cell], ...] = (
        ("程序", f"kehu-batch {__version__}"),
        ("统计期", f"{period.label}（{format_day(period.first)} 至 {format_day(period.last)}）"),
        ("截止日", format_day(period.as_of)),
        ("策略", f"{policy.policy.name}（{policy.policy.title}）"),
        ("策略指纹", policy.sha256),
        *more,
    )
    return _pairs("run", "本次运行", "项目", "内容", entries)


def _unset(drop: ComputedDrop) -> ResultTable:
    policy = drop.policy.policy
    entries = find_settings(policy, policy.unset_defaults)
    table = _pairs("unset", f"使用出厂值的设置（{UNSET_DEFAULT}）", "设置项", "当前值", entries)
    return ResultTable(table.key, table.title, table.columns, empty="没有：各项均已由部门设定")


def _inputs(drop: ComputedDrop) -> ResultTable:
    inputs = drop.dataset.inputs
    return ResultTable(
        "inputs",
        INPUT_FILES,
        (
            Column("file", "文件", [shown_file(one.file) for one in inputs], width=24),
            Column(
                "sha256",
                "内容指纹（SHA-256，不含本程序写入的部分）",
                [one.content_sha256 for one in inputs],
                Kind.FLOW,
            ),
        ),
    )


def _tables(drop: ComputedDrop) -> ResultTable:
    regions = drop.recognition.regions
    return ResultTable(
        "tables",
        "识别出的表",
        (
            Column("file", "文件", [shown_file(one.file) for one in regions]),
            Column("what", "表", [_summary(one) for one in regions], Kind.LONG, width=60),
            Column("sheet", "工作表", [one.sheet for one in regions], width=14),
            Column("side", "来源", [SIDES[one.side] for one in regions]),
            Column("header", "表头行", [one.header_row for one in regions], Kind.COUNT),
            Column("rows", "数据行", [len(one.data_rows) for one in regions], Kind.COUNT),
        ),
        empty="没有识别出表",
    )


def _summary(region: Region) -> str:
    label = table_label(region.table)
    unknown = "、".join(one.header for one in region.unknown)
    return f"{label}，识别 {len(region.columns)} 列" + (f"；未识别：{unknown}" if unknown else "")


def _columns(context: Context) -> ResultTable:
    drop = context.drop
    rows = [(region, match) for region in drop.recognition.regions for match in region.columns]
    places = [
        context.place(region.file, f"{region.sheet}!{column_letter(match.column)}{region.header_row}")
        for region, match in rows
    ]
    return ResultTable(
        "columns",
        "识别出的列",
        (
            Column("header", "表头", [" ".join(match.header.split()) for _, match in rows]),
            Column(
                "field", "对应字段", [_field(drop, region, match.field) for region, match in rows], Kind.LONG
            ),
            Column("reason", "依据", [match.reason for _, match in rows]),
            Column("unit", "单位", [match.unit or "" for _, match in rows]),
            Column("place", "位置", places),
        ),
        empty="没有识别出列",
    )


def _field(drop: ComputedDrop, region: Region, field: str) -> str:
    return f"{table_label(region.table)} · {drop.field_label(region.table, field)}"


def _measures() -> ResultTable:
    return ResultTable(
        "measures",
        "指标口径",
        (
            Column("name", "指标", [one.name for one in MEASURES]),
            Column("definition", "口径", [one.definition for one in MEASURES], Kind.LONG),
            Column("unit", "单位", [one.unit or "无单位" for one in MEASURES]),
        ),
    )


def _pairs(
    key: str, title: str, name: str, content: str, entries: tuple[tuple[str, Cell], ...]
) -> ResultTable:
    return ResultTable(
        key,
        title,
        (
            Column("name", name, [entry[0] for entry in entries]),
            Column("content", content, [entry[1] for entry in entries], Kind.LONG, width=60, widest=72),
        ),
    )
