"""From the results of all articles to the tables of the run: one actor for all its names, one ledger, fixed order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline import clean, entities, ledger, tables
from pipeline.ledger.corrections import Correction, Plan
from pipeline.records import (
    ROW_TYPES,
    ActorRow,
    ArticleRow,
    ArticleTables,
    EntityRow,
    FundingRow,
    LedgerRow,
    StakeRow,
)
from pipeline.run.codec import PER_ARTICLE

Results = Callable[[], Iterator[ArticleTables]]  # the results in input order; may be called again


@dataclass(slots=True)
class Written:
    """What was written: rows by table, and the warnings of the articles."""

    counts: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def write_tables(folder: Path, results: Results, fixes: Sequence[Correction] = ()) -> Written:
    """Write every table of a run and ``texts/`` into ``folder``, a person's corrections replayed.

    The results are gone through twice, one article at a time: first for the actors of all articles, then for the rows.
    """
    census = entities.ActorCensus()
    for found in results():
        census.add(found.entities, on_funding=found.on_funding)
    registry = census.registry()
    plan = Plan(fixes, registry.rows)
    written = Written()
    articles: list[ArticleRow] = []
    funding: list[FundingRow] = []
    seen = clean.DuplicateIndex()
    texts = folder / "texts"
    texts.mkdir()
    with ExitStack() as files:
        writers = {name: files.enter_context(tables.Writer(folder, kind)) for name, kind in PER_ARTICLE.items()}
        for found in results():
            named = plan.article(renamed(found, registry))
            for name, writer in writers.items():
                writer.add_all(getattr(named, name))
            earlier = seen.add(named.article.article_id, bytes.fromhex(found.fingerprint))
            articles.append(replace(named.article, duplicate_of=earlier))
            funding.extend(named.funding)
            written.warnings += [f"{named.article.file}: {text}" for text in named.warnings]
            save_text(texts, named)
    tables.write(folder, ArticleRow, articles)
    actors = plan.actors(registry.rows)
    tables.write(folder, ActorRow, actors)
    ledger_rows = ledger.build(funding, articles)
    tables.write(folder, LedgerRow, ledger_rows)
    written.counts.update({name: writer.rows for name, writer in writers.items()})
    written.counts.update(articles=len(articles), actors=len(actors), ledger=len(ledger_rows))
    written.warnings += [f"corrections: {effect}" for effect in plan.effects() if not effect.rows]
    written.counts["events"] = len({row.event_id for row in funding})
    return written


def save_text(folder: Path, found: ArticleTables) -> None:
    """The source text that the offsets of an article's rows point into."""
    if found.source:
        path = folder / tables.text_name(found.article.article_id)
        path.write_text(found.source.encode("utf-8", "replace").decode("utf-8"), encoding="utf-8", newline="")


# --------------------------------------------------------------------------- actors


def renamed(found: ArticleTables, registry: Any) -> ArticleTables:
    """The article's rows with the ids and names that its actors have over all articles."""

    def actor(old_id: str, old_name: str) -> tuple[str, str]:
        known = registry.actor(old_id) if old_id else None
        return (known.actor_id, known.name) if known else (old_id, old_name)

    return replace(
        found,
        entities=tuple(_entity(row, *actor(row.actor_id, row.name)) for row in found.entities),
        funding=tuple(_funding(row, actor) for row in found.funding),
        stakes=tuple(_stake(row, actor) for row in found.stakes),
    )


def _entity(row: EntityRow, actor_id: str, name: str) -> EntityRow:
    return row if (row.actor_id, row.name) == (actor_id, name) else replace(row, actor_id=actor_id, name=name)


def _funding(row: FundingRow, actor: Callable[[str, str], tuple[str, str]]) -> FundingRow:
    funder_id, funder = actor(row.funder_id, row.funder)
    recipient_id, recipient = actor(row.recipient_id, row.recipient)
    return replace(row, funder_id=funder_id, funder=funder, recipient_id=recipient_id, recipient=recipient)


def _stake(row: StakeRow, actor: Callable[[str, str], tuple[str, str]]) -> StakeRow:
    owner_id, owner = actor(row.owner_id, row.owner)
    company_id, company = actor(row.company_id, row.company)
    return replace(row, owner_id=owner_id, owner=owner, company_id=company_id, company=company)


def add_parquet(folder: Path) -> None:
    """A Parquet file beside every CSV table."""
    for row_type in ROW_TYPES:
        tables.to_parquet(folder, row_type)
