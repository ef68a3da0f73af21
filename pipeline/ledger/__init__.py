"""From rows to knowledge: one row per real-world funding, what the papers disagree on, and a person's corrections.

>>> from pipeline.records import ArticleRow, FundingRow
>>> told = dict(funder="Région Bretagne", recipient="Naval Group", value=Decimal(2_000_000), currency="EUR")
>>> rows = [FundingRow("e1", "a1", status="planned", **told), FundingRow("e2", "a2", status="done", **told)]
>>> [(r.articles, r.status, r.value) for r in build(rows, [ArticleRow("a1"), ArticleRow("a2")])]
[(2, 'done', Decimal('2000000'))]
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from pipeline.ledger import corrections
from pipeline.ledger.claims import claims_of
from pipeline.ledger.cluster import Spread, groups
from pipeline.ledger.findings import Finding, Quote, check
from pipeline.ledger.parts import part_of, splits, with_parts
from pipeline.ledger.rows import ledger_row, with_ids
from pipeline.records import ArticleRow, FundingRow, LedgerRow

__all__ = ["Decimal", "Finding", "Quote", "Spread", "build", "check", "corrections"]


def build(funding: Iterable[FundingRow], articles: Iterable[ArticleRow], *, spread: Spread = map) -> list[LedgerRow]:
    """The ledger: one row per real-world funding over all articles, in a fixed order.

    The order of the input says nothing: the same rows give the same ledger. Work grows like n log n.

    Parameters
    ----------
    funding
        Rows of the funding table; several rows of one event are taken together.
    articles
        Rows of the articles table, for their publication dates; those of articles without funding say nothing.
    spread
        Calls a function on items and gives the results in order, as ``map`` does: on the machines of a cluster,
        perhaps.

    Returns
    -------
    list of LedgerRow
        Sorted by first publication, payer and recipient. « 150 millions d'euros » told by five papers is one row with
        ``articles=5``; a total and its parts are rows of their own, tied by ``part_of``.
    """
    with _collector_paused():
        return _build(funding, list(articles), spread)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: every claim lives to the end, and walking them over and over is not n log n."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _build(funding: Iterable[FundingRow], sources: Sequence[ArticleRow], spread: Spread) -> list[LedgerRow]:
    claims = claims_of(funding, sources)
    divided = splits(claims)
    found = groups(with_parts(claims, divided), spread)
    published = {a.article_id: a.published for a in sources}
    rows = [ledger_row(group, published) for group in found]
    ids = with_ids(rows)
    owner = {c.event_id: i for i, group in enumerate(found) for c in group.claims}
    parts = part_of(divided, owner)
    rows = [replace(r, ledger_id=ids[i], part_of=ids[parts[i]] if i in parts else "") for i, r in enumerate(rows)]
    return sorted(rows, key=lambda r: (r.first_published, r.funder, r.recipient, r.ledger_id))
