"""kehu-batch (客户回访批处理): a customer-care department's month, computed from its own spreadsheets."""

from __future__ import annotations

__version__ = "0.1.0"
