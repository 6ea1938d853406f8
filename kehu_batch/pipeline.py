"""The stages in order: the one module that knows the way of a drop."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from kehu_batch.analysis.analyse import analyse
from kehu_batch.analysis.answered_matters import answered_matters
from kehu_batch.analysis.base.quality import with_changes, with_findings
from kehu_batch.analysis.contacts_hidden import hide_contacts, mask_contacts
from kehu_batch.analysis.hidden_keys import reveal_answers
from kehu_batch.analysis.issues.lexicon import lexicon_of
from kehu_batch.analysis.issues.text import forget_readings
from kehu_batch.analysis.questions import ask
from kehu_batch.analysis.receivables.general_ledger import given_balance
from kehu_batch.annotation import shipped_patterns as of_sheets
from kehu_batch.annotation.annotate import annotate
from kehu_batch.annotation.drop import ComputedDrop, choose_host
from kehu_batch.copy_names import copy_name
from kehu_batch.errors import InputRejected
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.recorded import under_policy
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import Answers, AnswerSource
from kehu_batch.model.next_month import NextMonth
from kehu_batch.model.outcome import ROWS_NAME, SUMMARY_NAME, DropRequest, Outcome, Outputs
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.model.tables.source import FileFormat, Workbook
from kehu_batch.normalisation import shipped_patterns as of_cells
from kehu_batch.normalisation.gathering.drop_cells import every_sheet
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.normalisation.statements.letters import read_letters
from kehu_batch.normalisation.tables.closings import read_closings
from kehu_batch.policy.answered_states import state_words, with_answered_states
from kehu_batch.policy.answers import join_answers, load_answers
from kehu_batch.policy.headers.own_headers import answered_headers, extend_vocabulary
from kehu_batch.policy.loading import LoadedPolicy, load_policy
from kehu_batch.policy.taxonomy import Taxonomy, load_taxonomy
from kehu_batch.policy.vocabulary import Vocabulary, load_vocabulary
from kehu_batch.recognition.answer_choices import understand
from kehu_batch.recognition.answers import read_answers, tell_contradictions
from kehu_batch.recognition.copies import leave_out_repeated_tables, prefer_annotated_copies
from kehu_batch.recognition.hidden import leave_out_hidden
from kehu_batch.recognition.own_copies import stated_originals
from kehu_batch.recognition.recognise import recognise, require_tables
from kehu_batch.recognition.table_span.row_words import find_measures, find_row_words
from kehu_batch.recognition.unfit_answers import tell_unfit
from kehu_batch.records import dataclass, replace
from kehu_batch.released_memory import release_memory
from kehu_batch.report.headlines import build_headlines
from kehu_batch.report.messages.digest import write_digest
from kehu_batch.report.render import ReportLinks, render_report, report_name
from kehu_batch.source.earlier_summary import read_summary
from kehu_batch.source.opening import open_workbook
from kehu_batch.summary.json_text import write_json
from kehu_batch.summary.listing import complete, shorten, write_rows
from kehu_batch.summary.summarise import summarise
from kehu_batch.summary.understanding import describe_understanding
from kehu_batch.worksheets.write import write_worksheets

if TYPE_CHECKING:
    from kehu_batch.worksheets.letters.render import LetterRequest

_LEDGER = "ledger"
#: Packages of which some modules are imported only when they are needed.
_STAGES = ("source", "recognition", "normalisation", "analysis", "annotation", "ooxml", "report")


@dataclass(frozen=True, slots=True)
class _Rules:
    """All that the business decides, loaded once for a drop."""

    policy: LoadedPolicy
    vocabulary: Vocabulary
    taxonomy: Taxonomy


@dataclass(frozen=True, slots=True)
class _Drop:
    """A drop after analysis: what every output is made from.

    The workbooks that staff work with are made from ``analysis``; what is forwarded, the page, the digest and
    ``summary.json``, from ``forwarded``, in which contact persons are masked unless they are to be shown.
    """

    workbooks: tuple[Workbook, ...]
    recognition: Recognition
    dataset: Dataset
    analysis: Analysis
    forwarded: Analysis
    notices: tuple[str, ...] = ()
    mask: Callable[[str], str] | None = None


def compile_patterns() -> Iterator[None]:
    """Compile the patterns that else are compiled when first needed, by modules or of what the program ships.

    It takes a second, and is for keeping them; a step for each part of the program.
    """
    for stage in _STAGES:
        for module in pkgutil.walk_packages([str(Path(__file__).with_name(stage))], f"kehu_batch.{stage}."):
            importlib.import_module(module.name)
        yield
    find_row_words(["回访"], load_vocabulary().words, dates=False)
    find_measures(["回访"], load_vocabulary().words)
    vocabulary = load_vocabulary()
    vocabulary.knows("天气")
    for table in vocabulary.tables.values():
        table.alike.field_of("天气")
    of_cells.compile_patterns(load_policy().policy.satisfaction.words)
    lexicon_of(load_taxonomy())
    yield
    of_sheets.compile_patterns()
    yield


def process_drop(request: DropRequest) -> Outcome:
    """Read, compute and, where ``request.output`` is given, write one drop.

    Raises:
        KehuError: A reason to stop; nothing is then left half done outside ``request.output``.
    """
    policy = load_policy(request.policy)
    rules = _Rules(policy, extend_vocabulary(load_vocabulary(), policy.policy.headers), load_taxonomy())
    drop = _compute(request, rules)
    outputs, next_month, notices = (
        (Outputs(), None, ()) if request.output is None else _write(drop, rules, request, request.output)
    )
    notices = (*request.notices, *policy.notices, *drop.notices, *notices)
    if request.output is not None and request.json_rows:
        outputs = replace(outputs, rows=ROWS_NAME)
    listed = summarise(drop.forwarded, drop.dataset, rules.policy, outputs, notices, drop.mask, next_month)
    summary = shorten(listed)
    if request.output is not None:
        if outputs.rows is not None:
            _write_lines(request.output / outputs.rows, write_rows(listed))
        _write_lines(request.output / SUMMARY_NAME, write_json(summary))
    if request.whole_summary:
        summary = complete(listed)
    understanding = describe_understanding(drop.recognition, drop.dataset, rules.vocabulary)
    digest = write_digest(drop.forwarded, rules.policy.policy, rules.policy.stamp)
    used = drop.dataset.answers.met(drop.analysis.answered)
    originals = stated_originals(drop.workbooks)
    return Outcome(summary, outputs, understanding, notices, digest, used, originals)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def hand_over(request: DropRequest, owner: str) -> bytes:
    """Read and compute one drop and return the handover workbook of a person; nothing is written.

    Raises:
        KehuError: A reason to stop, among them that nobody of that name has a customer.
    """
    policy = load_policy(request.policy)
    rules = _Rules(policy, extend_vocabulary(load_vocabulary(), policy.policy.headers), load_taxonomy())
    drop = _compute(request, rules)
    from kehu_batch.worksheets.handover import render_handover

    return render_handover(drop.analysis, drop.dataset, owner, stamp=policy.stamp)


def write_to_customers(request: DropRequest, wanted: LetterRequest) -> dict[str, bytes]:
    """Read and compute one drop and return the letters wanted, and their register; nothing is written.

    Raises:
        KehuError: A reason to stop, among them that there is nobody to write to.
    """
    policy = load_policy(request.policy)
    rules = _Rules(policy, extend_vocabulary(load_vocabulary(), policy.policy.headers), load_taxonomy())
    from kehu_batch.worksheets.letters.render import render_letters

    return render_letters(_compute(request, rules).analysis, wanted, stamp=policy.stamp)


def _compute(request: DropRequest, rules: _Rules) -> _Drop:
    workbooks, notices = _open_with_ledger(request, rules)
    # Before hidden sheets are left out, and before companions, which hold nothing else to read.
    summaries = [read_summary(path) for path in request.closings]
    kept = (closing for closing, _ in summaries if closing is not None)
    closings = (*read_closings(every_sheet(workbooks)), *kept)
    letters = read_letters(every_sheet(workbooks))
    hidden: tuple[Finding, ...] = ()
    if not rules.policy.policy.quality.read_hidden:
        workbooks, hidden = leave_out_hidden(workbooks)
    answers, of_answers = _answers(request, workbooks, rules)
    vocabulary = extend_vocabulary(rules.vocabulary, answered_headers(rules.vocabulary, answers))
    recognition = recognise(workbooks, vocabulary, answers)
    recognition = replace(recognition, findings=(*recognition.findings, *hidden, *of_answers))
    require_tables(recognition)
    workbooks, recognition = prefer_annotated_copies(workbooks, recognition)
    workbooks, recognition = leave_out_repeated_tables(workbooks, recognition)
    dataset = normalise(workbooks, recognition, rules.policy.policy, vocabulary, answers)
    masking = mask_contacts(dataset)
    revealed = reveal_answers(dataset, rules.taxonomy, masking.text)
    if revealed is not answers:
        recognition = replace(
            recognition, findings=(*recognition.findings, *_contradicting(answers, revealed))
        )
        answers = revealed
        dataset = normalise(workbooks, recognition, rules.policy.policy, vocabulary, answers)
    dataset = replace(dataset, closings=closings, letters=letters)
    _release(workbooks)
    analysis = analyse(
        dataset,
        with_answered_states(rules.policy.policy, answers),
        rules.taxonomy,
        period=request.period,
        as_of=request.as_of,
        today=request.today,
        recorded=under_policy(request.history, rules.policy.sha256),
    )
    analysis = _with_answers(analysis, dataset, workbooks, rules.taxonomy)
    analysis = with_changes(analysis, [run for _, run in summaries if run is not None], masking.text)
    analysis = _with_ledger(analysis, request.ledger_balance_fen)
    analysis = ask(analysis, rules.taxonomy, answers)
    forwarded = analysis if request.publishing.contacts else hide_contacts(analysis, masking)
    forget_readings()
    _release(workbooks)
    mask = None if request.publishing.contacts else masking.text
    return _Drop(workbooks, recognition, dataset, analysis, forwarded, notices, mask)


def _with_ledger(analysis: Analysis, fen: int | None) -> Analysis:
    """Tie what is owed to a balance of the general ledger that was given with the call."""
    risk, stated = analysis.payment_risk, analysis.stated
    if fen is None:
        return analysis
    return replace(
        analysis,
        payment_risk=None if risk is None else given_balance(risk, fen),
        stated=None if stated is None else given_balance(stated, fen),
    )


def _answers(
    request: DropRequest, workbooks: Sequence[Workbook], rules: _Rules
) -> tuple[Answers, tuple[Finding, ...]]:
    """Return the answers in force, and the findings about those that are none or contradict each other."""
    kept = (load_answers(path, AnswerSource.KEPT) for path in request.kept_answers)
    typed = chain(read_answers(workbooks), *map(load_answers, request.answers), *kept)
    words = state_words(rules.policy.policy)
    known, told = understand(typed, rules.taxonomy.names, rules.vocabulary, words)
    answers = join_answers(known)
    return answers, (*tell_contradictions(answers), *told)


def _contradicting(before: Answers, revealed: Answers) -> tuple[Finding, ...]:
    """Return the findings about answers that contradict each other only now that their keys are known."""
    new = revealed.contradicting[len(before.contradicting) :]
    return tell_contradictions(Answers(contradicting=new))


def _release(workbooks: Sequence[Workbook]) -> None:
    """Give back what a stage freed, where it was much."""
    release_memory(sum(len(sheet.rows) for book in workbooks for sheet in book.sheets))


def _with_answers(
    analysis: Analysis, dataset: Dataset, workbooks: Sequence[Workbook], taxonomy: Taxonomy
) -> Analysis:
    """Return the analysis with the matters that were answered and met, and with what it tells of the other answers."""
    if not dataset.answers.given:
        return analysis
    met = answered_matters(dataset, taxonomy)
    unfit = tell_unfit(dataset.answers, met, workbooks, analysis.period.label)
    return replace(analysis, answered=met, quality=with_findings(analysis.quality, unfit))


def _open_with_ledger(request: DropRequest, rules: _Rules) -> tuple[tuple[Workbook, ...], tuple[str, ...]]:
    """Open the drop's files and, where they hold tables but no ledger, the ledger that is at hand; say which."""
    workbooks = _open_all(request)
    if request.ledger is None:
        return workbooks, ()
    tables = {region.table for region in recognise(workbooks, rules.vocabulary).regions}
    if not tables or _LEDGER in tables:
        return workbooks, ()
    name = request.ledger.name
    try:
        ledger = open_workbook(request.ledger, limits=request.limits)
    except InputRejected as error:
        return workbooks, (f"投递中没有客户台账；台账文件夹中最新的“{name}”也没有并入：{error.message}",)
    if all(region.table != _LEDGER for region in recognise([ledger], rules.vocabulary).regions):
        return workbooks, (f"投递中没有客户台账；台账文件夹中最新的“{name}”里也没有认识的台账，没有并入",)
    notice = f"投递中没有客户台账，已并入台账文件夹中最新的“{name}”"
    return _name_apart([*workbooks, ledger]), (notice,)


def _open_all(request: DropRequest) -> tuple[Workbook, ...]:
    finance = set(request.finance_files)
    opened = [open_workbook(path, limits=request.limits, finance=path in finance) for path in request.files]
    return _name_apart(opened)


def _name_apart(workbooks: Sequence[Workbook]) -> tuple[Workbook, ...]:
    """Give files of one name in different folders names of their own, as places are told by file name."""
    names = [book.file for book in workbooks]
    return tuple(
        _renamed(book, f"{book.path.parent.name}/{book.file}") if names.count(book.file) > 1 else book
        for book in workbooks
    )


def _renamed(book: Workbook, file: str) -> Workbook:
    return replace(book, file=file, sheets=tuple(replace(sheet, file=file) for sheet in book.sheets))


def _write(
    drop: _Drop, rules: _Rules, request: DropRequest, folder: Path
) -> tuple[Outputs, NextMonth, tuple[str, ...]]:
    folder.mkdir(parents=True, exist_ok=True)
    first = tuple(one.sentence for one in build_headlines(drop.analysis, rules.policy.policy))
    computed = ComputedDrop(
        drop.recognition, drop.dataset, drop.analysis, rules.policy, rules.vocabulary, first
    )
    written: dict[str, str] = {}
    notices: list[str] = []
    for book in drop.workbooks:
        name = _copy_name(book, written.values())
        annotated = annotate(book, folder / name, computed, limits=request.limits)
        notices += annotated.notices
        _release(drop.workbooks)
        if annotated.written:
            written[book.file] = name
    lists = write_worksheets(
        drop.analysis, drop.dataset, rules.policy, rules.vocabulary, rules.taxonomy, folder
    )
    report = report_name(drop.analysis.period)
    host = choose_host((book.file for book in drop.workbooks), drop.recognition)
    page = render_report(
        drop.forwarded,
        drop.dataset,
        rules.policy,
        links=ReportLinks(written, written[host], lists.next_month),
        publishing=request.publishing,
    )
    (folder / report).write_text(page, encoding="utf-8", newline="\n")
    outputs = Outputs(
        workbooks=tuple(written.values()),
        report=report,
        next_worksheet=lists.next_worksheet,
        owner_lists=lists.owner_lists,
        summary=SUMMARY_NAME,
    )
    return outputs, lists.next_month, tuple(notices)


def _copy_name(book: Workbook, taken: Collection[str]) -> str:
    """Return a name for the annotated copy that no other of this drop has."""
    ending = f".{book.format if book.format.patchable else FileFormat.XLSX}"
    names = (copy_name(book.path.name, ending, number) for number in count(1))
    return next(name for name in names if name not in taken)
