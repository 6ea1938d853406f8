"""Every KPI of the month's page, sheet and JSON is a measure, and its printed formula gives the printed number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import golden_drops
import pytest
from support.chinese_formulas import work_out

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.measures import MEASURE_BY_CODE, MEASURES
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy
from kehu_batch.report.tiles.values import collect_values
from kehu_batch.summary.summarise import summarise as summarise_drop

Json = Mapping[str, Any]
Month = tuple[Analysis, Json]

#: Measures that come from others; counts and sums are told as they are.
COMPUTED = {one.code for one in MEASURES if one.expression.sign}


@pytest.fixture(scope="module")
def month() -> Month:
    """Return the figures of October and the JSON made from them."""
    (drop,) = resolve_drops([golden_drops.SAMPLES / "month"])
    seen: list[Analysis] = []

    def summarise(analysis: Analysis, *more: Any) -> Any:  # noqa: ANN401 - passed on as it came
        seen.append(analysis)
        return summarise_drop(analysis, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kehu_batch.pipeline.summarise", summarise)
        request = DropRequest(files=drop.files, finance_files=drop.finance_files, today=date(2026, 11, 3))
        summary = process_drop(request).summary
    return seen[0], summary


def _pair(part: object, whole: object) -> dict[str, Any]:
    return {"part": part, "whole": whole}


def _inputs(analysis: Analysis, summary: Json) -> dict[str, dict[str, Any]]:
    """Return what each measure comes from: from the JSON where it is told there."""
    satisfaction, issues, demands = analysis.satisfaction, analysis.issues, analysis.demands
    assert satisfaction is not None
    assert issues is not None
    assert demands is not None
    told = {section: summary[section] for section in ("satisfaction", "issues", "complaints", "follow_ups")}
    kept, quality, relation = told["follow_ups"], summary["data_quality"], summary["retention"]
    known = issues.items["resolved"].dropna()
    return {
        "satisfaction.mean": _pair(satisfaction.total.points, told["satisfaction"]["scored"]),
        "satisfaction.csat": _pair(satisfaction.total.satisfied, told["satisfaction"]["scored"]),
        "issues.resolution_rate": _pair(int(known.sum()), len(known)),
        "issues.per_100": _pair(told["issues"]["total"], told["satisfaction"]["called"]),
        "demands.conversion": _pair(demands.followed, demands.passed),
        "complaints.resolution_rate": _pair(told["complaints"]["resolved"], told["complaints"]["received"]),
        "follow_ups.kept_rate": _pair(kept["kept"], kept["due"]),
        "follow_ups.completion_rate": _pair(kept["made"], kept["planned"]),
        "follow_ups.plan_completeness": _pair(kept["plans"] - len(kept["incomplete_plans"]), kept["plans"]),
        "retention.repurchase_rate": _pair(relation["repeat_customers"], relation["buying_customers"]),
        "retention.growth_rate": {"now": relation["customers_now"], "before": relation["customers_before"]},
        "data_quality.accuracy": _pair(quality["right"], quality["required"]),
        "payment_risk.net": {
            code: Fraction(Decimal(summary["payment_risk"][code]))
            for code in ("outstanding", "credit_notes", "unallocated")
        },
    }


def test_the_printed_formula_gives_the_printed_number(month: Month) -> None:
    analysis, summary = month
    found = _inputs(analysis, summary)
    for code, values in found.items():
        section, _, key = code.partition(".")
        measure = MEASURE_BY_CODE[code]
        names = {measure.terms.names[name]: value for name, value in values.items()}
        worked, shown = work_out(measure.formula, names), summary[section][key]
        assert shown is not None, code
        assert (float(worked) if isinstance(shown, float) else worked) == (
            shown if isinstance(shown, float) else Fraction(Decimal(shown))
        ), code
    of_payment = {f"payment_risk.{kpi['code']}" for kpi in summary["payment_risk"]["kpis"]}
    # What the month cannot tell is worked out from rows in tests/analysis.
    untold = {code for code in COMPUTED if summary[code.split(".")[0]][code.split(".")[1]] is None}
    assert found.keys() | of_payment | untold == COMPUTED
    assert untold == {
        "satisfaction.nps",
        "retention.core_repurchase_growth",
        "retention.core_lifetime_growth",
    }


def test_the_formula_of_a_payment_kpi_gives_its_number_from_the_inputs_beside_it(month: Month) -> None:
    _, summary = month
    kpis = summary["payment_risk"]["kpis"]
    assert len(kpis) > 10
    for kpi in kpis:
        values = {one["name"]: Fraction(str(one["value"])) for one in kpi["inputs"]}
        assert kpi["formula"] == MEASURE_BY_CODE[f"payment_risk.{kpi['code']}"].formula
        assert float(work_out(kpi["formula"], values)) == pytest.approx(kpi["value"], rel=1e-12), kpi["code"]
        assert summary["payment_risk"][kpi["code"]] == kpi["value"]


def _is_figure(declared: Json) -> bool:
    """Whether a key is a number that may not be computable: a figure, and no property of the drop."""
    return {one.get("type") for one in declared.get("anyOf", ())} == {"number", "null"}


def test_every_figure_of_a_section_is_a_measure() -> None:
    schema = summary_schema()
    figures = set()
    for section, declared in schema["properties"].items():
        references = [one["$ref"] for one in declared.get("anyOf", [declared]) if "$ref" in one]
        for reference in references:
            keys = schema["$defs"][reference.rpartition("/")[2]]["properties"]
            figures |= {f"{section}.{key}" for key, kind in keys.items() if _is_figure(kind)}
    assert figures == COMPUTED - {"payment_risk.net"}


def test_what_page_and_sheet_show_are_measures(month: Month) -> None:
    analysis, _ = month
    tiles = {value.code for value in collect_values(analysis, load_policy().policy)}
    assert len(tiles) > 8
    assert tiles <= set(MEASURE_BY_CODE)
