"""What must hold for every article's rows, whatever the text: checked at each run, at small cost.

A row that breaks a rule is left out, and the article says so: a wrong row would be worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipeline.records import AmountRow, ArticleTables, DateRow, FundingRow

_SPANS = {
    "skipped": ("char_start", "char_end", "text"),
    "entities": ("char_start", "char_end", "text"),
    "amounts": ("char_start", "char_end", "text"),
    "dates": ("char_start", "char_end", "text"),
    "funding": ("evidence_start", "evidence_end", "evidence"),
    "stakes": ("evidence_start", "evidence_end", "evidence"),
}


def checked(tables: ArticleTables) -> ArticleTables:
    """The tables without the rows that break a rule; the article's warning names what was left out."""
    broken: list[str] = []
    kept: dict[str, Any] = {}
    for name in _SPANS:
        rows = getattr(tables, name)
        faults = {i: fault for i, row in enumerate(rows) if (fault := fault_of(name, row, tables.source))}
        broken += [f"{name} row left out: {fault}" for fault in faults.values()]
        kept[name] = tuple(row for i, row in enumerate(rows) if i not in faults)
    if not broken:
        return _with_known_events(tables)
    text = "; ".join(filter(None, [tables.article.warning, *broken]))
    article = replace(tables.article, warning=text)
    return _with_known_events(replace(tables, article=article, warnings=(*tables.warnings, *broken), **kept))


def _with_known_events(tables: ArticleTables) -> ArticleTables:
    """No amount names an event that has no row."""
    known = {row.event_id for row in tables.funding}
    if all(row.event_id in known or not row.event_id for row in tables.amounts):
        return tables
    amounts = tuple(row if row.event_id in known else replace(row, event_id="") for row in tables.amounts)
    return replace(tables, amounts=amounts)


def fault_of(table: str, row: Any, source: str) -> str:
    """What is wrong with a row, in words; empty when nothing is."""
    return next(_faults(table, row, source), "")


def _faults(table: str, row: Any, source: str) -> Iterator[str]:
    start, end, text = (getattr(row, name) for name in _SPANS[table])
    if start is None or end is None or not 0 <= start < end <= len(source):
        yield f"offsets {start}-{end} are not in the text"
    elif source[start:end][: len(text)] != text or (table != "skipped" and len(text) != end - start):
        yield f"offsets {start}-{end} do not hold « {text[:40]} »"
    rule = _RULES.get(table)
    if rule is not None:
        yield from rule(row)


def _amount_faults(row: AmountRow | FundingRow) -> Iterator[str]:
    for value in (row.value, row.value_min, row.value_max):
        if value is not None and not (value.is_finite() and value > 0):
            yield f"amount {value} is not positive and finite"
    if not _ordered(row.value_min, row.value_max):
        yield f"range {row.value_min}-{row.value_max} is not ordered"
    if row.value is not None and (row.value_min is not None or row.value_max is not None):
        yield "both a value and a range"


def _ordered(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low <= high


def _date_faults(row: DateRow) -> Iterator[str]:
    if (row.date_start is None) != (row.date_end is None):
        yield "one bound without the other"
    elif row.date_start and row.date_end and row.date_start > row.date_end:
        yield f"date {row.date_start} is after {row.date_end}"
    if row.edtf and row.date_start is None:
        yield f"EDTF {row.edtf} without bounds"


def _funding_faults(row: FundingRow) -> Iterator[str]:
    yield from _amount_faults(row)
    if not 0 <= row.confidence <= 1:
        yield f"confidence {row.confidence} is not between 0 and 1"
    if row.date_start and row.date_end and row.date_start > row.date_end:
        yield f"date {row.date_start} is after {row.date_end}"


_RULES: dict[str, Callable[[Any], Iterator[str]]] = {
    "amounts": _amount_faults,
    "dates": _date_faults,
    "funding": _funding_faults,
}
