"""Number formats that web pages and XML spreadsheets call by a name, as Excel writes them there."""

from __future__ import annotations

_CODES = {
    "general": "",
    "general number": "",
    "general date": "yyyy/m/d h:mm",
    "long date": "yyyy/m/d",
    "medium date": "yyyy/m/d",
    "short date": "yyyy/m/d",
    "long time": "h:mm:ss",
    "medium time": "h:mm",
    "short time": "h:mm",
    "currency": "#,##0.00",
    "euro currency": "[$€-2] #,##0.00",
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "scientific": "0.00E+00",
    "yes/no": "",
    "true/false": "",
    "on/off": "",
    "text": "@",
}


def format_code(name: str) -> str:
    """Return the format code of a name; a code comes back as it is.

    Example:
        >>> format_code("Short Date"), format_code("0.00"), format_code("General")
        ('yyyy/m/d', '0.00', '')
    """
    return _CODES.get(name.strip().lower(), name.strip())
