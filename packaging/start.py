"""The starter of the self-contained folder."""

from __future__ import annotations

import multiprocessing

if __name__ == "__main__":
    # A child is the same starter again; it must know that it is one before anything else happens.
    multiprocessing.freeze_support()
    from kehu_batch.__main__ import main

    main()
