"""What the vocabulary does not say of a field: how it is read beside its kind, and what its table means."""

from __future__ import annotations

from collections.abc import Mapping

#: Tables of which a row equal to another in every field counts once (docs/rules.md, 1.7).
REPEATS_EXCLUDED = frozenset({"callbacks", "followups", "complaints"})

#: Date fields whose year-less or relative text is resolved against another date of the same row.
REFERENCE_FIELD: Mapping[str, Mapping[str, str]] = {
    "callbacks": {"next_callback_on": "called_on", "plan_due_on": "called_on", "resolved_at": "called_on"},
    "complaints": dict.fromkeys(("responded_at", "planned_at", "resolved_at", "confirmed_at"), "received_at"),
}

#: Fields that keep the time of day, for clocks that count hours.
TIMED_FIELDS: Mapping[str, frozenset[str]] = {
    "complaints": frozenset({"received_at", "responded_at", "planned_at", "resolved_at", "confirmed_at"}),
}

#: Days of which only month and day matter, so that one written without its year is read, too.
ANNUAL_FIELDS: Mapping[str, frozenset[str]] = {"ledger": frozenset({"birthday_on"})}

#: Days on which a term ends: the later end where the cell holds the whole term, none where it has no end.
TERM_FIELDS: Mapping[str, frozenset[str]] = {"ledger": frozenset({"contract_end_on"})}

#: Days by which something is due: a month alone does not tell them.
DEADLINE_FIELDS: Mapping[str, frozenset[str]] = {
    "callbacks": frozenset({"next_callback_on", "plan_due_on"}),
    "ledger": frozenset({"contract_end_on"}),
    "invoices": frozenset({"due_on"}),
}

#: Composite fields of the worksheet, taken apart by ``callbacks``.
COMPOSITE_FIELDS: Mapping[str, frozenset[str]] = {"callbacks": frozenset({"score", "feedback", "plan"})}

#: Text fields that a printed form offers choices for (``☑电话 □上门``). In free text a tick says that it is done.
CHOICE_FIELDS = frozenset(
    [
        "method",
        "result",
        "call_state",
        "issue_type",
        "resolution_status",
        "status",
        "industry",
        "stated_tier",
        "manual_tier",
        "industry_position",
        "expansion_potential",
        "referral_potential",
        "stability",
        "credit_rating",
        "payment_terms",
        "need_type",
        "follow_status",
        "lifecycle_stage",
        "loss_reason",
        "branch",
        "risk_grade",
        "currency",
        "direction",
    ]
)

#: Those of them where ``无``, ``否`` or ``暂无需求`` says that there is none; of 扩展需求 it is an answer.
NONE_FIELDS = frozenset(
    {"stated_tier", "manual_tier", "need_type", "lifecycle_stage", "loss_reason", "currency"}
)

#: Fields that name a person; ``无`` and ``待定`` are nobody.
PERSON_FIELDS = frozenset({"owner", "called_by"})

#: Tables whose rows each have a currency of their own: an amount in a foreign one is as good as any.
CURRENCY_TABLES = frozenset({"invoices", "receipts", "balances"})

#: Fields with several columns, read by the stage that needs them.
MANY_FIELDS: Mapping[str, frozenset[str]] = {"balances": frozenset({"buckets"})}
