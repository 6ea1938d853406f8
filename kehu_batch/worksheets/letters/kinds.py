"""The kinds of letters and their texts, which a department can edit (docs/rules.md, 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from kehu_batch.errors import UsageError
from kehu_batch.records import dataclass
from kehu_batch.resources import templates_dir

#: The line of a template where its table of documents stands.
TABLE_LINE = "[单据表]"
_FIELD = re.compile(r"\{([^{}]+)\}")

#: What a template may name.
FIELDS = (
    "客户名称",
    "客户编号",
    "截止日",
    "币种",
    "我方名称",
    "未收余额",
    "逾期金额",
    "贷项",
    "未分配回款",
    "净额",
    "催款金额",
    "最长逾期天数",
)


class LetterKind(StrEnum):
    """A kind of letter."""

    STATEMENT = "statement"
    CONFIRMATION = "confirmation"
    DUNNING = "dunning"

    @property
    def label(self) -> str:
        """Return its Chinese name."""
        return {"statement": "对账单", "confirmation": "询证函", "dunning": "催款函"}[self.value]


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """The text of a kind of letter.

    Args:
        title: Its first line.
        before: The lines above the table of documents.
        after: Those below it.
    """

    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def fill(self, lines: tuple[str, ...], values: Mapping[str, str]) -> list[str]:
        """Return lines with their fields filled in."""
        return [_FIELD.sub(lambda found: values[found[1]], line) for line in lines]


def load_template(kind: LetterKind, path: Path | None) -> LetterTemplate:
    """Return the template of a kind, or that of a file.

    Raises:
        UsageError: The file cannot be read, has no line for the table, or names what there is not.
    """
    source = path or templates_dir() / "letters" / f"{kind.value}.txt"
    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"函件模板“{source.name}”读不出来", action="请给出存在的、UTF-8 编码的文本文件"
        ) from error
    unknown = [name for line in lines for name in _FIELD.findall(line) if name not in FIELDS]
    if unknown:
        raise UsageError(
            f"函件模板“{source.name}”里的“{{{unknown[0]}}}”不是可填的项目",
            action=f"可填的项目：{'、'.join(FIELDS)}",
        )
    if lines.count(TABLE_LINE) != 1 or not lines[0].strip() or lines[0] == TABLE_LINE:
        raise UsageError(
            f"函件模板“{source.name}”要以标题开头，并有一行“{TABLE_LINE}”",
            action=f"请补上标题和单独一行的“{TABLE_LINE}”",
        )
    place = lines.index(TABLE_LINE)
    return LetterTemplate(lines[0].strip(), tuple(lines[1:place]), tuple(lines[place + 1 :]))
