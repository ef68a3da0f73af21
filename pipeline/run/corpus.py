"""From the results of all articles to the tables of the run: one actor for all its names, one ledger, fixed order.

Every step goes over blocks of articles (blocks.py), here or on the machines of a cluster: ``spread`` calls a function
on each block and gives the answers in their order, so that the tables do not depend on who did the work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pipeline import clean, entities, ledger, tables
from pipeline.ledger.corrections import Correction, Plan
from pipeline.records import ROW_TYPES, ActorRow, ArticleRow, FundingRow, LedgerRow
from pipeline.run.blocks import PARTS, Blob, Block, Naming, TextRow, part, survey, tell
from pipeline.run.settings import Layout

T = TypeVar("T")
BLOCK = 250  # articles a block where tables are single files
Results = Callable[[], Iterator[Blob]]  # the packed results in input order; may be called again


@dataclass(slots=True)
class Written:
    """What was written: rows by table, and the warnings of the articles."""

    counts: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def write_tables(
    folder: Path,
    results: Results,
    fixes: Sequence[Correction] = (),
    layout: Layout | None = None,
    spread: ledger.Spread = map,
) -> Written:
    """Write every table of a run and its texts into ``folder``, a person's corrections replayed.

    The results are gone through twice: first for the actors of all articles, then for the rows.
    """
    layout = layout or Layout()
    size = layout.parts or BLOCK
    registry, earlier = _survey(results(), size, spread)
    plan = Plan(fixes, registry.rows)
    # Corrections count what they change, article after article: such a run is written here.
    told = (map if fixes else spread)(
        partial(tell, Naming(registry, plan, layout)),
        zip(_blocks(results(), size), _blocks(iter(earlier), size), strict=True),
    )
    written = Written()
    articles: list[ArticleRow] = []
    funding: list[FundingRow] = []
    with _writer(folder, layout) as writer:
        for block in told:
            writer.add(block)
            funding.extend(block.funding)
            articles.extend(block.articles)
            written.warnings += block.warnings
            written.counts.update(block.rows)
    actors = plan.actors(registry.rows)
    _write_whole(folder, ActorRow, actors, layout)
    rows = ledger.build(funding, articles, spread=spread)
    _write_whole(folder, LedgerRow, rows, layout)
    written.counts.update(actors=len(actors), ledger=len(rows), events=len({row.event_id for row in funding}))
    del written.counts["texts"]
    written.warnings += [f"corrections: {effect}" for effect in plan.effects() if not effect.rows]
    return written


def _survey(blobs: Iterator[Blob], size: int, spread: ledger.Spread) -> tuple[entities.ActorRegistry, list[str]]:
    """The actors of all articles, and of each article the id of the earlier one that it repeats."""
    census, seen = entities.ActorCensus(), clean.DuplicateIndex()
    earlier: list[str] = []
    for counted, marks in spread(survey, _blocks(blobs, size)):
        census.update(counted)
        earlier += [seen.add(article_id, bytes.fromhex(mark)) for article_id, mark in marks]
    return census.registry(), earlier


def _blocks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while block := list(islice(items, size)):
        yield block


# --------------------------------------------------------------------------- files


def _writer(folder: Path, layout: Layout) -> _Files | _Parts:
    return _Parts(folder, layout) if layout.parts else _Files(folder)


class _Files:
    """One file a table, to which blocks are added; a text is a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._texts = folder / "texts"
        self._texts.mkdir()
        self._open = ExitStack()
        self._tables = {name: self._open.enter_context(tables.Writer(folder, kind)) for name, kind in PARTS.items()}

    def add(self, block: Block) -> None:
        """Add the rows of a block."""
        for name, table in self._tables.items():
            table.add_lines(block.written[name].decode("utf-8"), block.rows[name])
        for row in block.texts:
            path = self._texts / tables.text_name(row.article_id)
            path.write_text(row.text.encode("utf-8", "replace").decode("utf-8"), encoding="utf-8", newline="")

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


class _Parts:
    """A folder a table, with a file a block."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder, self._layout, self._number = folder, layout, 0
        for name in (*PARTS, TextRow.TABLE):
            (folder / name).mkdir()

    def add(self, block: Block) -> None:
        """Write the parts of a block."""
        for name, data in block.written.items():
            (self._folder / name / tables.part_name(self._number, self._layout.suffix)).write_bytes(data)
        self._number += 1

    def __enter__(self) -> _Parts:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._number:  # a table without rows still has its columns
            empty = {name: part(kind, "", self._layout) for name, kind in {**PARTS, TextRow.TABLE: TextRow}.items()}
            self.add(Block(empty, {}, (), (), (), ()))


def _write_whole(folder: Path, kind: type[tables.Record], rows: Iterable[tables.Record], layout: Layout) -> None:
    """A table that is made of all articles at once: one file, or the only part of its folder."""
    if not layout.parts:
        tables.write(folder, kind, rows)
        return
    place = folder / kind.TABLE
    place.mkdir()
    (place / tables.part_name(0, layout.suffix)).write_bytes(part(kind, tables.lines(rows), layout))


def add_parquet(folder: Path) -> None:
    """A Parquet file beside every CSV table."""
    for row_type in ROW_TYPES:
        tables.to_parquet(folder, row_type)
