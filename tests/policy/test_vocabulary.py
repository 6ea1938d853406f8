from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.drops import WORKSHEET_FIELDS, WORKSHEET_HEADER

from kehu_batch.errors import ExitCode, PolicyError
from kehu_batch.folding import fold_header
from kehu_batch.policy import vocabulary
from kehu_batch.policy.headers.vocabulary_file import check_vocabulary
from kehu_batch.policy.vocabulary import FieldKind, load_vocabulary

SHIPPED = Path(vocabulary.__file__).parent / "data" / "vocabulary.toml"
TABLES = ("callbacks", "ledger", "followups", "orders", "complaints", "invoices", "receipts", "balances")
FIELD_CODES = {
    "callbacks": "customer_id customer_name contact industry stated_tier last_deal_on deal_history "
    "called_on method called_by summary result call_state feedback pending_issues plan plan_owner "
    "plan_due_on plan_content next_callback_on notes score recommendation issue_type resolution_status "
    "resolved_at",
    "followups": "customer_id customer_name followed_on content owner status",
    "orders": "order_id customer_id customer_name ordered_on product amount currency status",
    "complaints": "complaint_id customer_id customer_name received_at content issue_type responded_at "
    "planned_at resolved_at confirmed_at owner status",
    "invoices": "invoice_no customer_id customer_name instalment issued_on due_on payment_terms written_off_on "
    "cleared_by cleared_on amount credit_amount paid paid_on open_amount stated_age disputed currency status direction",
    "receipts": "receipt_no invoice_no customer_id customer_name received_on amount applied settled "
    "unsettled currency status",
    "balances": "customer_id customer_name receivable_balance credit_balance overdue_balance buckets currency "
    "stated_on stated_age direction credit_limit account_code account_name risk_grade",
    "ledger": "customer_id customer_name contact phone industry stated_tier manual_tier "
    "manual_tier_reason owner signed_on annual_amount annual_profit industry_position "
    "expansion_potential referral_potential stability credit_rating credit_limit "
    "payment_terms receivable_balance last_contact_on need_type follow_status lifecycle_stage "
    "contract_end_on birthday_on founded_on reviewed_on loss_reason "
    "branch preferences tags currency notes",
}

MINIMAL = """
version = 1
[words]
totals = ["合计"]
notes = ["注"]
examples = ["示例"]
guide_sheets = ["填写说明"]
finance = ["财务"]
money_units = ["元"]
serials = ["序号"]
[shared.customer]
synonyms = ["客户"]
[tables.ledger]
label = "台账"
needs = [["name"]]
[tables.ledger.fields]
name = { label = "客户名称", kind = "name", shared = "customer" }
owner = { label = "负责人" }
"""


def test_tables_and_fields() -> None:
    shipped = load_vocabulary()
    assert tuple(shipped.tables) == TABLES
    for table, codes in FIELD_CODES.items():
        assert list(shipped.tables[table].fields) == codes.split(), table


def test_labels_are_the_fifteen_columns() -> None:
    shipped = load_vocabulary()
    labels = [shipped.field_label("callbacks", field) for field in WORKSHEET_FIELDS]
    assert labels == list(WORKSHEET_HEADER)


@pytest.mark.parametrize("table", TABLES)
def test_every_label_means_its_own_field(table: str) -> None:
    entry = load_vocabulary().tables[table]
    for field in entry.fields.values():
        if not field.many:
            assert entry.field_of(fold_header(field.label)) == field.code


def test_required_cells() -> None:
    shipped = load_vocabulary()
    identity = ("customer_id", "customer_name")
    assert shipped.required_fields("callbacks") == (
        identity,
        ("called_on",),
        ("method",),
        ("called_by",),
        ("feedback",),
    )
    assert shipped.required_fields("ledger") == (identity,)
    assert shipped.required_fields("followups") == (identity, ("followed_on",), ("content", "status"))


def test_missing_says_what_a_header_lacks() -> None:
    tables = load_vocabulary().tables
    assert tables["callbacks"].missing({"customer_id", "method"}) == ["本次回访时间"]
    assert tables["ledger"].missing({"customer_name", "owner"}) == ["另外1列"]
    assert tables["ledger"].missing({"customer_name", "owner", "phone"}) == []
    assert tables["ledger"].missing({"customer_id", "customer_name", "owner"}) == []
    assert tables["ledger"].missing({"customer_id", "customer_name", "phone"}) == ["另外1列"]
    assert tables["invoices"].missing(set()) == ["单据号", "应收金额", "开票日期或到期日"]


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        *[(text, True) for text in (
            "0-30天", "1～30天", "31～60天", "181~365天", ">365天", ">90天合计", "180天以上", "账龄0_30", "账龄90以上", "1年以内",
            "1-2年", "未逾期金额", "未到期", "逾期1-30天", "一年以内", "一至二年", "5年以上", "超过180天", "账龄（31-60天）", "到期日缺失",
        )],
        *[(text, False) for text in ("逾期天数", "账期(天)", "2023-11", "30天", "客户编号", "年合作金额", "1")],
    ],
)  # fmt: skip
def test_aging_buckets(text: str, bucket: bool) -> None:
    assert (load_vocabulary().tables["balances"].field_of(fold_header(text)) == "buckets") is bucket


def test_the_shipped_vocabulary_has_its_form() -> None:
    data = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    check_vocabulary(data, SHIPPED.name)
    data["tables"]["ledger"]["fields"]["owner"]["label"] = "客户编号"
    with pytest.raises(PolicyError, match="同时属于"):
        check_vocabulary(data, SHIPPED.name)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "词汇.toml"
    path.write_text(MINIMAL, encoding="utf-8-sig")
    own = load_vocabulary(path)
    assert own.tables["ledger"].field_of("客户") == "name"
    assert own.tables["ledger"].fields["name"].kind is FieldKind.NAME


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("version = 1", "version = 2", "version"),
        ('kind = "name"', 'kind = "nom"', "kind"),
        ('shared = "customer"', 'shared = "owner"', "shared.owner"),
        ('needs = [["name"]]', 'needs = [["id"]]', "没有字段 id"),
        ('needs = [["name"]]', "needs = []", "needs"),
        ('label = "台账"', 'label = ""', "label"),
        ('label = "负责人"', 'label = "客户"', "同时属于"),
        ('label = "负责人"', 'label = "负责人", colour = "red"', "colour"),
        ('label = "负责人"', 'label = "负责人", patterns = ["("]', "patterns"),
        ('label = "负责人"', 'label = "负责人", synonyms = "业务员"', "synonyms"),
        ('totals = ["合计"]', "totals = 1", "words.totals"),
        ('totals = ["合计"]', "", "words.totals"),
        ("[tables.ledger]", "[tables.ledger", "TOML"),
        ("[tables.ledger.fields]", "[tables.ledger.columns]", "columns"),
    ],
)
def test_contradictions_are_named(tmp_path: Path, old: str, new: str, part: str) -> None:
    assert old in MINIMAL
    path = tmp_path / "词汇.toml"
    path.write_text(MINIMAL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_vocabulary(path)
    assert "词汇.toml" in caught.value.message
    assert part in caught.value.message
    assert caught.value.exit_code is ExitCode.POLICY
    assert caught.value.action


def test_missing_or_garbled_file(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="找不到"):
        load_vocabulary(tmp_path / "没有.toml")
    path = tmp_path / "词汇.toml"
    path.write_bytes(MINIMAL.encode("gb18030"))
    with pytest.raises(PolicyError, match="UTF-8"):
        load_vocabulary(path)


def test_the_usual_run_does_not_wait_for_pydantic() -> None:
    code = (
        "import sys; from kehu_batch.batch.settings import load_settings;"
        "from kehu_batch.policy.vocabulary import load_vocabulary;"
        "load_settings(None); load_vocabulary(); sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
