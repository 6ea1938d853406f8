"""One recipe for each kind of difference and each hint; each stands on customers of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from .hints import TAXES, pair_hints, to_yuan
from .positions import FEN, ZERO, to_fen
from .sides import Draft, Planted

Pair = tuple[Decimal, Decimal]
UNREADABLE = ("待核实", "1234.5O", "#REF!", "见附件", "约三万多")


def draw_pair(draft: Draft, hint: str | None) -> Pair:
    """Draw (right, wrong) amounts that suggest exactly the one hint, or none."""
    wanted = set() if hint is None else {hint}
    while True:
        right = draft.amount()
        wrong = _spoil(draft, right, hint)
        if hint == "wan":
            right = wrong * 10_000
        if right != wrong and pair_hints(right, wrong) == wanted:
            return right, wrong


def _spoil(draft: Draft, right: Decimal, hint: str | None) -> Decimal:
    """Return the amount that a slip of a kind makes of the right one."""
    if hint in TAXES:
        return to_fen(right / TAXES[hint])
    simple: dict[str | None, Callable[[], Decimal]] = {
        None: lambda: right + draft.amount(10, 900),
        "times_10": lambda: to_fen(right * 10),
        "times_100": lambda: to_fen(right * 100),
        "wan": lambda: to_fen(right / 10_000),
        "rounded_to_yuan": lambda: to_yuan(right),
        "opposite_sign": lambda: -right,
        "swapped_digits": lambda: _swap(draft, right),
    }
    return simple[hint]()


def _swap(draft: Draft, amount: Decimal) -> Decimal:
    """Exchange two neighbouring digits before the point."""
    digits = str(int(amount / FEN))
    at = draft.rng.randrange(len(digits) - 3)
    return Decimal(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) * FEN


def _document(draft: Draft, number: str) -> str | None:
    """Return the document that a difference bears: none where only balances are compared."""
    return number if draft.documents else None


def amounts_differ(draft: Draft, hint: str | None) -> None:
    """One amount is wrong on one side; without a scale or tax slip it may be a residual after payment."""
    ours, theirs = draw_pair(draft, hint)
    if hint not in {"wan", "rounded_to_yuan"} and draft.rng.random() < 0.4:
        ours, theirs = theirs, ours
    who = draft.customer()
    draft.companion(who)
    kind = "sign" if hint == "opposite_sign" else "amount_differs"
    if kind == "sign":
        ours, theirs = abs(ours), -abs(ours)
    number, days = draft.number(), draft.dates()
    paid = draft.amount(50, 500) if hint in {None, "swapped_digits", "rounded_to_yuan"} else ZERO
    draft.ops(who, ours + paid, days, number)
    if paid:
        draft.receive(who, number, days[0], paid)
    if draft.documents:
        draft.finance(who, theirs + paid, days, number, paid)
    else:
        draft.balance(who, theirs)
    tolerable = hint == "rounded_to_yuan"
    found = Planted(kind, hint, who, _document(draft, number), ours, theirs, tolerable=tolerable)
    draft.plant(found)


def two_swapped(draft: Draft) -> None:
    """Finance exchanged the amounts of two customers, or of two documents of one."""
    first, second = draft.amount(), draft.amount()
    if pair_hints(first, second) or first == second:
        return two_swapped(draft)
    one = draft.customer()
    other = one if draft.documents and draft.rng.random() < 0.5 else draft.customer()
    for who, ours, theirs in ((one, first, second), (other, second, first)):
        number = draft.both(who, ours, draft.dates(), theirs)
        draft.plant(Planted("amount_differs", "two_swapped", who, _document(draft, number), ours, theirs))
    return None


def net_of_advances(draft: Draft) -> None:
    """Finance states the balance net of an unnamed receipt (balances only)."""
    who, amount, advance = draft.customer(), draft.amount(), draft.amount(100, 900)
    draft.receive(who, None, draft.as_of - timedelta(days=3), advance)
    draft.both(who, amount, draft.dates(), amount - advance)
    draft.plant(Planted("amount_differs", "net_of_advances", who, None, amount, amount - advance))


def net_of_credits(draft: Draft) -> None:
    """Finance states the balance net of a credit note (balances only)."""
    who, amount, note = draft.customer(), draft.amount(), draft.amount(100, 900)
    draft.ops(who, -note, draft.dates())
    draft.both(who, amount, draft.dates(), amount - note)
    draft.plant(Planted("amount_differs", "net_of_credits", who, None, amount, amount - note))


def only_ops(draft: Draft) -> None:
    """Finance lacks a document, or the customer."""
    who, amount = draft.customer(), draft.amount()
    draft.companion(who)
    number = draft.ops(who, amount, draft.dates())
    draft.plant(Planted("only_ops", None, who, _document(draft, number), amount, None))


def only_finance(draft: Draft) -> None:
    """Ops lacks a document, or any document of a customer that its ledger has."""
    who, amount, number = draft.customer(), draft.amount(), draft.number()
    draft.companion(who)
    number = draft.number()
    _finance_only(draft, who, amount, number)
    draft.plant(Planted("only_finance", None, who, _document(draft, number), None, amount))


def unknown_customer(draft: Draft) -> None:
    """Finance has a customer that ops' ledger and documents do not know."""
    who, amount, number = draft.customer(known=False), draft.amount(), draft.number()
    _finance_only(draft, who, amount, number)
    draft.plant(Planted("unknown_customer", None, who, _document(draft, number), None, amount))


def _finance_only(draft: Draft, who: str, amount: Decimal, number: str) -> None:
    """Add a document or a balance on finance's side alone."""
    if draft.documents:
        draft.finance(who, amount, draft.dates(), number)
    else:
        draft.balance(who, amount)


def duplicate_in_finance(draft: Draft) -> None:
    """Finance lists one document twice."""
    who, amount, days = draft.customer(), draft.amount(), draft.dates()
    draft.companion(who)
    number = draft.both(who, amount, days, amount)
    draft.finance(who, amount, days, number)
    draft.plant(Planted("duplicate_document", None, who, number, amount, amount * 2, sure=False))


def duplicate_in_ops(draft: Draft) -> None:
    """Ops lists one document twice: equal invoices are kept, so it counts twice."""
    who, amount, days = draft.customer(), draft.amount(), draft.dates()
    draft.companion(who)
    number = draft.both(who, amount, days, amount)
    draft.ops(who, amount, days, number)
    draft.plant(Planted("duplicate_document", None, who, number, amount * 2, amount, sure=False))


def overdue_differs(draft: Draft) -> None:
    """Both sides agree on what is owed but not on what of it is overdue."""
    who, amount, days = draft.customer(), draft.amount(), draft.dates(overdue=True)
    draft.companion(who)
    number = draft.ops(who, amount, days)
    if draft.documents:
        draft.finance(who, amount, (days[0], draft.as_of + timedelta(days=20)), number)
    else:
        draft.balance(who, amount)
    draft.plant(Planted("overdue_differs", None, who, _document(draft, number), amount, ZERO))


def cut_off_in_ops(draft: Draft) -> None:
    """Ops dates after as_of what finance dates before it (documents only)."""
    who, amount = draft.customer(), draft.amount()
    draft.companion(who)
    later = draft.as_of + timedelta(days=2)
    number = draft.ops(who, amount, (later, later + timedelta(days=60)))
    draft.finance(who, amount, (draft.as_of, later + timedelta(days=60)), number)
    draft.plant(Planted("cut_off", None, who, number, None, amount))


def cut_off_in_finance(draft: Draft) -> None:
    """Finance dates after as_of what ops dates before it (documents only)."""
    who, amount = draft.customer(), draft.amount()
    draft.companion(who)
    later = draft.as_of + timedelta(days=3)
    number = draft.ops(who, amount, (draft.as_of, later + timedelta(days=60)))
    draft.finance(who, amount, (later, later + timedelta(days=60)), number)
    draft.plant(Planted("cut_off", None, who, number, amount, None))


def cut_off_of_receipt(draft: Draft) -> None:
    """Finance has already booked a receipt that is dated after as_of."""
    who, amount, later = draft.customer(), draft.amount(), draft.amount(100, 900)
    draft.companion(who)
    number, days = draft.number(), draft.dates()
    draft.ops(who, amount, days, number)
    draft.receive(who, number, draft.as_of + timedelta(days=1), later)
    if draft.documents:
        draft.finance(who, amount, days, number, later)
    else:
        draft.balance(who, amount - later)
    found = Planted("cut_off", None, who, _document(draft, number), amount, amount - later)
    draft.plant(_accepting(found, "amount_differs"))


def _accepting(planted: Planted, kind: str) -> Planted:
    """Return a planted difference that another kind may bear too."""
    one = planted
    kinds = frozenset({kind})
    return Planted(one.kind, one.hint, one.customer, one.document, one.ops, one.finance, kinds)


def unreadable_in_finance(draft: Draft) -> None:
    """Finance's figure is a text that is no amount: never 0."""
    who, amount, days = draft.customer(), draft.amount(), draft.dates()
    draft.companion(who)
    number, text = draft.ops(who, amount, days), draft.rng.choice(UNREADABLE)
    if draft.documents:
        draft.finance(who, text, days, number)
    else:
        draft.balance(who, text)
    draft.plant(Planted("unreadable", None, who, _document(draft, number), amount, None))


def unreadable_in_ops(draft: Draft) -> None:
    """Ops' figure is a text that is no amount: never 0."""
    who, amount, days = draft.customer(), draft.amount(), draft.dates()
    draft.companion(who)
    number = draft.both(who, amount, days, amount)
    draft.unreadable[number] = draft.rng.choice(UNREADABLE)
    draft.plant(Planted("unreadable", None, who, _document(draft, number), None, amount))


SLIPS = (
    *("swapped_digits", "times_10", "times_100", "tax_13", "tax_9", "tax_6"),
    *("wan", "rounded_to_yuan", "opposite_sign"),
)
RECIPES: dict[str, Callable[[Draft], None]] = {
    one.__name__: one
    for one in (two_swapped, only_ops, only_finance, unknown_customer, overdue_differs, cut_off_of_receipt)
}
RECIPES |= {one.__name__: one for one in (unreadable_in_finance, unreadable_in_ops)}
DOCUMENT_RECIPES: dict[str, Callable[[Draft], None]] = {
    one.__name__: one for one in (duplicate_in_finance, duplicate_in_ops, cut_off_in_ops, cut_off_in_finance)
}
BALANCE_RECIPES: dict[str, Callable[[Draft], None]] = {
    one.__name__: one for one in (net_of_advances, net_of_credits)
}


def plan(seed: int) -> list[str]:
    """Name the recipes of a seed, going round so that each comes again and again; every 20th book has none."""
    if seed % 20 in {0, 1} and seed > 1:
        return []
    special = DOCUMENT_RECIPES if seed % 2 == 0 else BALANCE_RECIPES
    names = ["plain", *SLIPS, *RECIPES, *special]
    start = seed // 2 * 5
    return [names[(start + step) % len(names)] for step in range(5)]


def sow(draft: Draft, name: str) -> None:
    """Plant the difference of a name."""
    if name == "plain" or name in SLIPS:
        amounts_differ(draft, None if name == "plain" else name)
    else:
        (RECIPES | DOCUMENT_RECIPES | BALANCE_RECIPES)[name](draft)
