"""How the labels of aging buckets are shown, as a table's header has them."""

from __future__ import annotations

import re

#: What a header in two rows puts before each bucket, and the lines of the rest.
_SPREAD_NAME = re.compile(r"^[^\d（(]*(?:账龄|分布|区间|分段)(?=\d)")
_LABEL_LINES = re.compile(r"^[^\d（(]{2,}(?=\d)|[（(].*|.+?(?=[（(]|(?:缺失|以[上内下])$|$)")


def bucket_name(label: str) -> str:
    """Return a bucket's label without what a header in two rows puts before each of them.

    Example:
        >>> bucket_name("账龄分布1-30天"), bucket_name("逾期30天内")
        ('1-30天', '逾期30天内')
    """
    return _SPREAD_NAME.sub("", label)


def days_bucket(label: str) -> str:
    """Return the name of one of our own buckets by days overdue, which ``summary.json`` calls by its bounds alone.

    Example:
        >>> [days_bucket(label) for label in ("未到期", "1-30", ">180", "到期日缺失")]
        ['未到期', '1-30天', '>180天', '到期日缺失']
    """
    return f"{label}天" if label[-1:].isdigit() else label


def lines_of(label: str) -> tuple[str, ...]:
    """Return a bucket's label in lines that fit a phone: words before its numbers, what follows, a note in brackets.

    What is spread over all buckets (账龄分布) is left out; the chart says it.
    """
    return tuple(_LABEL_LINES.findall(bucket_name(label))) or (label,)
