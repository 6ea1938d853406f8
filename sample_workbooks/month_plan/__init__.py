"""The plan of one realistic month: what is true of it, how its clerks wrote it down, and what follows from it.

Nothing here knows the program. The truth is decided first (``roster``, ``contacts``, ``orders``, ``complaints``,
``receivables``), then written out the way people write (``spelling``, ``books``), and the figures that must come out
are computed from the truth (``figures``), never read back from the workbooks.
"""
