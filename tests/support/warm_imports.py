"""All that a child of the program may come to import, for the server of ``warm_children.py`` to import once."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # as the program's children have it, and a fork bears no threads

import kehu_batch

for found in pkgutil.walk_packages(kehu_batch.__path__, "kehu_batch."):
    if not found.name.startswith(("kehu_batch.cli", "kehu_batch.__main__")):
        importlib.import_module(found.name)
for name in ("chinese_calendar", "isal.isal_zlib", "opencc", "openpyxl", "python_calamine", "xlsxwriter"):
    importlib.import_module(name)
gc.freeze()  # what has been imported stays, and children share it
