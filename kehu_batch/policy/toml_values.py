"""What a TOML file of a person's says: its values one by one, and in Chinese where it is no valid TOML."""

from __future__ import annotations

import re
from typing import Any

from kehu_batch.errors import PolicyError
from kehu_batch.records import dataclass

#: What ``tomllib`` says of a table or a key that a file has already.
_TWICE = re.compile(r"Cannot (?:declare .* twice|overwrite a value|mutate immutable namespace)")


def tell_syntax(error: ValueError) -> str:
    """Return in Chinese where a file is no valid TOML; what the parser says is English and of no use to a clerk.

    Args:
        error: What ``tomllib`` or reading as UTF-8 raised.

    Example:
        >>> tell_syntax(ValueError("Invalid value (at line 2, column 10)"))
        '第 2 行第 10 列写法不对'
        >>> tell_syntax(ValueError("Unclosed array (at end of document)"))
        '文件末尾写法不对'
        >>> tell_syntax(ValueError("Cannot declare ('tiers',) twice (at line 3, column 7)"))
        '第 3 行第 7 列是写了两次的一节或一项，要合为一处'
    """
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码"
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    wrong = "是写了两次的一节或一项，要合为一处" if _TWICE.match(str(error)) else "写法不对"
    return (f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾") + wrong


@dataclass(frozen=True, slots=True)
class TomlValues:
    """Reads values of one file.

    Args:
        file: Its name, for complaints.
    """

    file: str

    def fail(self, key: str, problem: str) -> PolicyError:
        """Return the error for a key, to be raised."""
        return PolicyError(
            f"词汇文件 {self.file} 的 {key}：{problem}", action="请改正后重试，写法见文件开头的说明"
        )

    def mapping(self, value: object, key: str, allowed: set[str] | None = None) -> dict[str, Any]:
        """Return a table, whose keys are among ``allowed`` where that is given."""
        if not isinstance(value, dict):
            raise self.fail(key, "应是一组键值")
        for name in value:
            if allowed is not None and name not in allowed:
                raise self.fail(f"{key}.{name}", f"不认识的键，可用：{'、'.join(sorted(allowed))}")
        return value

    def text(self, value: object, key: str) -> str:
        """Return a text that is not blank."""
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, "应是非空文字")
        return value

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        if not isinstance(value, list):
            raise self.fail(key, "应是文字列表")
        return tuple(self.text(item, key) for item in value)

    def patterns(self, value: object, key: str) -> tuple[re.Pattern[str], ...]:
        """Return a list of regular expressions."""
        try:
            return tuple(re.compile(text) for text in self.texts(value, key))
        except re.error as error:
            raise self.fail(key, f"正则写法有误：{error}") from error
