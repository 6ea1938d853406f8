"""Why an input cannot be read, each with a stable code and what the user can do."""

from __future__ import annotations

from kehu_batch.errors import InputRejected

_RESAVE = "请用 Excel 或 WPS 打开它，确认内容完好后“另存为”.xlsx 再提交"


def empty_workbook(file: str) -> InputRejected:
    """No cell has content on any sheet."""
    return InputRejected(
        f"{file} 是空的：没有任何单元格有内容", action="请确认提交的是填写好的文件", code="empty_workbook"
    )


def encrypted(file: str) -> InputRejected:
    """A password is needed to read it."""
    return InputRejected(
        f"{file} 设有打开密码，无法读取",
        action="请用 Excel 或 WPS 打开，在“文件 → 信息 → 保护工作簿”中去掉密码，保存后再提交",
        code="encrypted",
    )


def damaged(file: str, reason: str = "") -> InputRejected:
    """It is a spreadsheet by its first bytes, but its content is broken."""
    detail = f"（{reason}）" if reason else ""
    return InputRejected(f"{file} 已损坏，无法读取{detail}", action=_RESAVE, code="damaged")


def not_a_spreadsheet(file: str, seen: str, action: str = "") -> InputRejected:
    """Its content is something else, whatever its suffix says."""
    return InputRejected(
        f"{file} 不是电子表格：内容是{seen}",
        action=action or "请提交 .xlsx、.xlsm、.xls、.xlsb、.ods 或 .csv 文件",
        code="not_a_spreadsheet",
    )


def declares_entities(file: str) -> InputRejected:
    """Its XML declares a document type, which no spreadsheet program writes."""
    return not_a_spreadsheet(file, "含有实体声明的 XML（可能是恶意文件）", "请勿打开；向提供者核实后重新导出")


def unknown_markup(file: str) -> InputRejected:
    """A system exported XML of its own under a spreadsheet's suffix."""
    return not_a_spreadsheet(file, " XML 文本（常见于从系统导出的“假 Excel”）", _RESAVE)


def flat_open_document(file: str) -> InputRejected:
    """An OpenDocument spreadsheet written as one XML file (.fods)."""
    return other_spreadsheet(file, "单文件的 OpenDocument 表格（.fods）", "LibreOffice 或 WPS")


def other_spreadsheet(file: str, seen: str, program: str, save: str = "另存为") -> InputRejected:
    """A table in another program's form; ``program`` opens it and can ``save`` it anew."""
    return InputRejected(
        f"{file} 是{seen}，这种格式不能直接读取",
        action=f"请用 {program} 打开它，“{save}”.xlsx 后提交",
        code="not_a_spreadsheet",
    )


def no_table_in_page(file: str, seen: str) -> InputRejected:
    """A web page without a table that holds data; ``seen`` is how its text begins."""
    quoted = f"，页面文字是“{seen}”" if seen else ""
    return InputRejected(
        f"{file} 是网页，里面没有带数据的表格{quoted}",
        action="多半是导出时登录已过期，存下来的是登录页；请重新登录系统再导出，并先打开核对",
        code="not_a_spreadsheet",
    )


def saved_frameset(file: str) -> InputRejected:
    """The first page of a workbook saved as web pages, whose sheets stand in a folder beside it."""
    return InputRejected(
        f"{file} 是工作簿“另存为网页”后的首页，各工作表存在旁边的文件夹里，不在这个文件中",
        action="请用 Excel 或 WPS 打开它，“另存为”.xlsx 后提交",
        code="not_a_spreadsheet",
    )


def too_large(file: str, what: str) -> InputRejected:
    """A bound of ``ReadLimits`` is passed; ``what`` says which, with both numbers."""
    return InputRejected(
        f"{file} 超出可处理的大小：{what}",
        action="请删去多余的空白行列与格式，或按月份、区域拆成几个文件后提交；上限可用 --settings 调整",
        code="too_large",
    )


def too_deep(file: str, most: int) -> InputRejected:
    """Its markup is nested deeper than any program writes."""
    return too_large(file, f"XML 元素嵌套超过 {most:,} 层（可能是恶意文件）")


def locked(file: str) -> InputRejected:
    """Another program holds it open, or we may not read it."""
    return InputRejected(
        f"{file} 正被其他程序占用，或没有读取权限", action="请在 Excel 或 WPS 中关闭它后重试", code="locked"
    )


def unreadable(file: str, reason: str) -> InputRejected:
    """The operating system could not read it."""
    return InputRejected(
        f"{file} 无法读取（{reason}）", action="请确认文件仍在原处、网络盘已连接后重试", code="unreadable"
    )


def unknown_encoding(file: str, spoilt: str = "") -> InputRejected:
    """A text file in an encoding that cannot be told with certainty, or with bytes that none has."""
    if spoilt:
        return InputRejected(
            f"{file} 的 {spoilt}",
            action="请从原来的系统重新导出，或重新复制后再提交",
            code="unknown_encoding",
        )
    return InputRejected(
        f"{file} 的文字编码无法确定，强行读取会得到乱码",
        action="请用 Excel 或 WPS 打开，“另存为”.xlsx 或“CSV UTF-8”后再提交",
        code="unknown_encoding",
    )
