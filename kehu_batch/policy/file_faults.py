"""What pydantic refuses of a file that a person wrote, in words: its place in the file, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError

#: What pydantic calls an error.
_REASONS = {
    "missing": "缺少该项",
    "extra_forbidden": "没有这个设置项，请检查拼写",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "不能为空",
    "string_too_long": "文字太长",
    "tuple_type": "应为词语列表",
    "list_type": "应为列表",
    "dict_type": "应为一组键值",
    "model_type": "应为一组键值",
    "bool_type": "应为 true 或 false",
    "too_short": "至少要有一项",
    "int_type": "应为整数",
    "greater_than_equal": "太小",
    "literal_error": "不是可用的取值",
    "enum": "不是可用的取值",
}


def tell_faults(error: ValidationError) -> str:
    """Return every fault with its key; what stands in a list is counted from 1, as people count."""
    faults = []
    for item in error.errors(include_url=False):
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in item["loc"])
        reason = _REASONS.get(item["type"], item["msg"].removeprefix("Value error, "))
        faults.append(f"{place} {reason}".strip())
    return "；".join(faults)
