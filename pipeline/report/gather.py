"""What goes into a report: rows, articles and texts of an output folder, within what a browser holds well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pipeline import tables
from pipeline.records import AmountRow, ArticleRow, DateRow, EntityRow, FundingRow, LedgerRow, SkippedRow

# A page of this size still opens in about a second; beyond it the largest amounts go in, and the page says so.
MAX_ROWS = 20_000
MAX_ARTICLES = 5_000
MAX_TEXT = 12_000_000  # characters of all texts together

R = TypeVar("R", bound=tables.Record)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The content of a report, each part in the order of its table.

    ``texts`` holds, for each article with a source text, the text and what was found in it (offsets in code points);
    ``total_rows`` and ``total_articles`` count the tables, of which the page may hold only a part.
    """

    funding: list[FundingRow]
    articles: list[ArticleRow]
    ledger: list[LedgerRow]
    texts: list[dict[str, Any]]
    total_rows: int
    total_articles: int


def gather(output_dir: Path, sources: Mapping[str, str]) -> Gathered:
    """Read the tables of ``output_dir`` and choose what the page will hold.

    Raises
    ------
    pipeline.tables.TableError
        ``funding.csv`` or ``articles.csv`` is missing, or a table holds a cell that its column does not allow.
    """
    all_rows = tables.read(output_dir, FundingRow)
    all_articles = tables.read(output_dir, ArticleRow)
    funding = _largest(all_rows)
    articles = _articles_of(funding, all_articles)
    events = {row.event_id for row in funding}
    ledger = [row for row in _optional(output_dir, LedgerRow) if events.intersection(row.event_ids.split("|"))]
    texts = list(_texts(output_dir, articles, sources))
    return Gathered(funding, articles, ledger, texts, len(all_rows), len(all_articles))


def _optional(output_dir: Path, row_type: type[R]) -> Iterator[R]:
    if tables.path_of(output_dir, row_type).is_file():
        yield from tables.iter_rows(output_dir, row_type)


def _largest(rows: list[FundingRow]) -> list[FundingRow]:
    if len(rows) <= MAX_ROWS:
        return rows
    by_size = sorted(range(len(rows)), key=lambda i: -(rows[i].value_eur or rows[i].value or Decimal(0)))
    return [rows[i] for i in sorted(by_size[:MAX_ROWS])]


def _articles_of(funding: list[FundingRow], articles: list[ArticleRow]) -> list[ArticleRow]:
    """Every article with a row, then the others as far as there is room, in the order of the table."""
    told = {row.article_id for row in funding}
    room = max(0, MAX_ARTICLES - len(told))
    silent = {row.article_id for row in [a for a in articles if a.article_id not in told][:room]}
    return [row for row in articles if row.article_id in told or row.article_id in silent]


def _texts(output_dir: Path, articles: list[ArticleRow], sources: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    budget = MAX_TEXT
    for article in articles:
        text = _source_text(output_dir, article.article_id, sources)
        if text is not None and len(text) <= budget:
            budget -= len(text)
            entries[article.article_id] = {"id": article.article_id, "text": text}
    found = {name: _by_article(rows, entries) for name, rows in _marks(output_dir).items()}
    for article_id, entry in entries.items():
        yield entry | {name: rows[article_id] for name, rows in found.items()}


def _source_text(output_dir: Path, article_id: str, sources: Mapping[str, str]) -> str | None:
    path = output_dir / "texts" / tables.text_name(article_id)
    if path.is_file():
        return path.read_bytes().decode("utf-8", "replace")
    return sources.get(article_id)


Mark = tuple[str, list[Any]]


def _marks(output_dir: Path) -> dict[str, Iterator[Mark]]:
    """What is marked in a text, one list of cells a mention, offsets first (the page reads them by position)."""
    return {
        "entities": (
            (r.article_id, [r.char_start, r.char_end, r.label, r.name]) for r in _optional(output_dir, EntityRow)
        ),
        "dates": (
            (r.article_id, [r.char_start, r.char_end, _plain(r.date_start), _plain(r.date_end)])
            for r in _optional(output_dir, DateRow)
        ),
        "amounts": (
            (r.article_id, [r.char_start, r.char_end, *_amount(r), r.currency, r.qualifier, r.role, r.reason])
            for r in _optional(output_dir, AmountRow)
        ),
        "skipped": ((r.article_id, [r.char_start, r.char_end, r.kind]) for r in _optional(output_dir, SkippedRow)),
    }


def _amount(row: AmountRow) -> list[str]:
    return [_plain(row.value), _plain(row.value_min), _plain(row.value_max)]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return tables.plain_decimal(value) if isinstance(value, Decimal) else str(value)


def _by_article(marks: Iterable[Mark], wanted: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for article_id, cells in marks:
        if article_id in wanted:
            found[article_id].append(cells)
    return found
