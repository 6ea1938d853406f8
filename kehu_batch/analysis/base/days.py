"""Days as numbers: days since 1970-01-01 in int64, for keys, sums and comparisons over columns.

Frames and figures hold ``datetime64``; why the steps between them count in numbers is measured in
``docs/architecture.md``.
"""

from __future__ import annotations

import numpy as np

#: No day: what ``NaT`` of ``datetime64[D]`` is as a number, so that a column goes over into days and back unchanged.
NO_DAY = int(np.datetime64("NaT", "D").astype(np.int64))
