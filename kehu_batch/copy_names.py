"""Names of annotated copies, ``回访_批注.xlsx`` being that of ``回访.xlsx``, and the mark of what is ours in them."""

from __future__ import annotations

import re
from pathlib import PurePath

#: By this our notes and rules are known again on the next run; it must never change.
OWN_MARK = "kehu-batch"
_SUFFIX = "_批注"
#: What people and programs put behind a name for another version of the same thing.
_VERSION = re.compile(
    r"(?:[\s_-]*(?:副本|复件|copy)(?:\s*[(（]?\d+[)）]?)?|\s*[(（]\d{1,3}[)）]|_第\d+版"
    r"|[\s_-]*(?:修改|改|更正|最终|最新)版?|[\s_-]+[新终]|[\s_-]*[新终]版|[\s_-]*[(（](?:修改|改|已改|更正|最终|最新|新|终|定稿)版?[)）]|[\s_-]+定稿)$"
    r"|^(?:副本|复件)(?:\s*[(（]\d+[)）])?[\s_-]*|^复制[\s_-]+|^copy (?:[(（]\d+[)）] )?of ",
    re.IGNORECASE,
)


def copy_name(name: str, ending: str, number: int = 1) -> str:
    """Return what a file's annotated copy is called; that of a copy is called as it is.

    Args:
        name: The file's name.
        ending: The copy's, with its point.
        number: The how many-th file of that stem it is.

    Example:
        >>> copy_name("回访.csv", ".xlsx"), copy_name("回访_批注.xlsx", ".xlsx"), copy_name("回访.ods", ".xlsx", 2)
        ('回访_批注.xlsx', '回访_批注.xlsx', '回访(2)_批注.xlsx')
    """
    counted = f"({number})" if number > 1 else ""
    return f"{original_stem(name)}{counted}{_SUFFIX}{ending}"


def is_copy_name(name: str) -> bool:
    """Tell whether a file is called an annotated copy, or as what people and programs make of such a name.

    Example:
        >>> is_copy_name("回访_批注.xlsx"), is_copy_name("回访_批注 (1).xlsx"), is_copy_name("回访.xlsx")
        (True, True, False)
    """
    return _SUFFIX in PurePath(name).stem


def original_name(name: str) -> str:
    """Return a file's name without the mark of an annotated copy.

    Example:
        >>> original_name("客户回访_批注.xlsx"), original_name("客户回访.xlsx")
        ('客户回访.xlsx', '客户回访.xlsx')
    """
    return f"{original_stem(name)}{PurePath(name).suffix}"


def original_stem(name: str) -> str:
    """Return a file's name without folder, ending and the mark of an annotated copy.

    Example:
        >>> original_stem("财务/应收_批注.xlsx"), original_stem("应收_批注 (1).xlsx"), original_stem("应收.csv")
        ('应收', '应收', '应收')
    """
    return without_mark(PurePath(name).stem)


def without_mark(stem: str) -> str:
    """Return a name that has no ending, of a file or a drop, without the mark of an annotated copy.

    What a browser or a person put behind the mark goes with it.

    Example:
        >>> without_mark("回访_批注"), without_mark("回访_批注 (1)"), without_mark("回访_批注-最终版 - 副本"), without_mark("回访(2)")
        ('回访', '回访', '回访', '回访(2)')
    """
    name, mark, behind = stem.rpartition(_SUFFIX)
    while mark and behind:
        shorter = without_version(mark + behind).removeprefix(_SUFFIX)
        if shorter == behind:
            return stem
        behind = shorter
    return name or stem


def without_version(name: str) -> str:
    """Return a name without the outermost of what says that it is another version of the same thing.

    Example:
        >>> without_version("回访 - 副本(2)"), without_version("回访-最终版 (1)"), without_version("副本")
        ('回访', '回访-最终版', '')
    """
    return _VERSION.sub("", name).strip()
