"""Names of annotated copies: ``回访_批注.xlsx`` is the copy of ``回访.xlsx``."""

from __future__ import annotations

from pathlib import PurePath

_SUFFIX = "_批注"


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
        >>> original_stem("财务/应收_批注.xlsx"), original_stem("应收.csv")
        ('应收', '应收')
    """
    return without_mark(PurePath(name).stem)


def without_mark(stem: str) -> str:
    """Return a name that has no ending, of a file or a drop, without the mark of an annotated copy."""
    return stem.removesuffix(_SUFFIX)
