"""The bytes of an original, the same that its cells were read from."""

from __future__ import annotations

import hashlib

from kehu_batch.errors import InputRejected
from kehu_batch.model.tables.source import Workbook


def original_bytes(workbook: Workbook) -> bytes:
    """Return the bytes of a workbook's file, proved to be those that were read.

    Marks are placed by what was read; on another version of the file they would stand beside other cells.

    Raises:
        InputRejected: ``changed``: the file is gone or holds something else now.
    """
    try:
        data = workbook.path.read_bytes()
    except OSError as error:
        raise changed(workbook.path.name) from error
    if hashlib.sha256(data).hexdigest() != workbook.sha256:
        raise changed(workbook.path.name)
    return data


def changed(file: str) -> InputRejected:
    """A file was replaced, saved or removed while its drop was processed."""
    return InputRejected(
        f"{file} 在处理过程中被修改、替换或移走，本次没有输出任何结果",
        action="请等文件保存或复制完成后再运行一次",
        code="changed",
    )
