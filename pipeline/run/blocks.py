"""A block of articles: what one process, or one machine of a cluster, does with the kept results of some of them.

Two steps go over the results, each block by block: `survey` counts who is named and gives the marks that tell copies,
`tell` writes rows once all articles have their actors. Neither needs more than its block and what is handed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from pipeline import entities, tables
from pipeline.ledger.corrections import Plan
from pipeline.records import ArticleRow, ArticleTables, EntityRow, FundingRow, StakeRow
from pipeline.run import codec
from pipeline.run.settings import Layout

Blob = bytes  # the packed tables of one article
PARTS: dict[str, Any] = {"articles": ArticleRow, **codec.PER_ARTICLE}  # the tables that are written block by block


@dataclass(frozen=True, slots=True)
class TextRow:
    """The source text that the offsets of an article's rows point into, where tables are folders of parts."""

    TABLE: ClassVar[str] = "texts"
    article_id: str
    text: str


# --------------------------------------------------------------------------- first step


def survey(blobs: Sequence[Blob]) -> tuple[entities.ActorCensus, list[tuple[str, str]]]:
    """The mentions of a block, counted; and id and fingerprint of each of its articles."""
    census = entities.ActorCensus()
    marks = []
    for blob in blobs:
        found = codec.unpack(blob, only=("entities",))
        census.add(found.entities, on_funding=found.on_funding)
        marks.append((found.article.article_id, found.fingerprint))
    return census, marks


# --------------------------------------------------------------------------- second step


@dataclass(frozen=True, slots=True)
class Naming:
    """What every block is written with: the actors of the run, a person's corrections, and how tables lie."""

    registry: entities.ActorRegistry
    plan: Plan
    layout: Layout


@dataclass(frozen=True, slots=True)
class Block:
    """A block as written: the lines (or the whole part) of each table, their number, and what the ledger is made of."""

    written: dict[str, bytes]
    rows: dict[str, int]
    texts: tuple[TextRow, ...]
    funding: tuple[FundingRow, ...]
    articles: tuple[ArticleRow, ...]  # those with funding
    warnings: tuple[str, ...]


def tell(naming: Naming, block: tuple[Sequence[Blob], Sequence[str]]) -> Block:
    """The rows of a block: each article's results, and the id of the earlier article that it repeats."""
    found = [_told(naming, codec.unpack(blob), earlier) for blob, earlier in zip(*block, strict=True)]
    rows: dict[str, list[Any]] = {
        name: [row for one in found for row in getattr(one, name)] for name in codec.PER_ARTICLE
    }
    rows["articles"] = [one.article for one in found]
    texts = [TextRow(one.article.article_id, one.source) for one in found if one.source]
    kinds = dict(PARTS)
    if naming.layout.parts:
        rows["texts"], kinds["texts"] = texts, TextRow
    return Block(
        written={name: _written(kind, rows[name], naming.layout) for name, kind in kinds.items()},
        rows={name: len(rows[name]) for name in kinds},
        texts=() if naming.layout.parts else tuple(texts),
        funding=tuple(rows["funding"]),
        articles=tuple(one.article for one in found if one.funding),
        warnings=tuple(f"{one.article.file}: {text}" for one in found for text in one.warnings),
    )


def _told(naming: Naming, found: ArticleTables, earlier: str) -> ArticleTables:
    named = naming.plan.article(renamed(found, naming.registry))
    return replace(named, article=replace(named.article, duplicate_of=earlier)) if earlier else named


def _written(kind: type[tables.Record], rows: Iterable[tables.Record], layout: Layout) -> bytes:
    text = tables.lines(rows)
    if not layout.parts:
        return text.encode("utf-8")
    return part(kind, text, layout)


def part(kind: type[tables.Record], text: str, layout: Layout) -> bytes:
    """The bytes of one part, from the lines of its rows."""
    data = (tables.header(kind) + text).encode("utf-8")
    if not layout.parquet:
        return data
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "part.csv", Path(folder) / "part.parquet"
        source.write_bytes(data)
        tables.csv_to_parquet(source, target, kind)
        return target.read_bytes()


# --------------------------------------------------------------------------- actors


def renamed(found: ArticleTables, registry: entities.ActorRegistry) -> ArticleTables:
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
