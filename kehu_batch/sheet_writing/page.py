"""How a sheet prints: A4, so many pages wide, its margins and its footer."""

from __future__ import annotations

from kehu_batch.sheet_writing.book import CheckedSheet

_A4 = 9
PAGE_NUMBERS = "&C第 &P 页，共 &N 页"

#: Left, right, top and bottom in inches.
Margins = tuple[float, float, float, float]
NARROW: Margins = (0.4, 0.4, 0.5, 0.6)


def set_up_page(
    sheet: CheckedSheet,
    margins: Margins = NARROW,
    footer: str = PAGE_NUMBERS,
    *,
    landscape: bool = True,
    wide: int = 1,
) -> None:
    """Set up how a sheet prints.

    Args:
        sheet: To be set up.
        margins: Of its pages.
        footer: In xlsxwriter's codes.
        landscape: Which way its pages lie.
        wide: Pages side by side; below one another as many as it takes.
    """
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    left, right, top, bottom = margins
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.fit_to_pages(wide, 0)
    # As high as it says, however much smaller the page is printed to fit.
    sheet.set_footer(footer, {"scale_with_doc": False})
