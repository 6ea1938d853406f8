"""Kinds of values that records of ``summary.json`` have, and the keys that many of them share."""

from __future__ import annotations

from typing import Annotated

from kehu_batch.model.schema.record import Keywords, Record

_MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$"

Count = Annotated[int, Keywords(minimum=0)]
Share = Annotated[float, Keywords(minimum=0, maximum=1)]
#: A decimal string of yuan; read from the frame's column of fen, ``<key>_fen``.
Money = Annotated[str, Keywords(pattern=r"^-?\d+\.\d{2}$")]
Day = Annotated[str, Keywords(format="date")]
#: A day, with its time to the minute where it is known.
Moment = Annotated[str, Keywords(pattern=_MOMENT)]
Hash = Annotated[str, Keywords(pattern="^[0-9a-f]{64}$")]
Interval = Annotated[list[float], Keywords(minItems=2, maxItems=2)]
Counts = dict[str, Count]
Shares = dict[str, Share]
MoneyByName = dict[str, Money]


class Customer(Record):
    """Who it is."""

    customer_id: str | None
    customer_name: str | None


class Owned(Customer):
    """Who it is, and in whose charge."""

    owner: str | None


class Place(Record):
    """Where it stands; these keys end a record."""

    file: str | None
    cell: str | None
