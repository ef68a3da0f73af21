"""The rows that an export starts from: each funding of the ledger with the sentences that tell it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import lexicon, tables
from pipeline.records import ActorRow, ArticleRow, FundingRow, LedgerRow, StakeRow

STANDARDS = ("360giving", "scdl-subventions", "ftm", "ocds")


class ExportError(ValueError):
    """An export that cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One funding of the ledger and the rows of its events."""

    row: LedgerRow
    events: tuple[FundingRow, ...]

    @property
    def funders(self) -> list[str]:
        """Names of the payers."""
        return [name for name in self.row.funder.split("; ") if name]

    @property
    def recipients(self) -> list[str]:
        """Names of the recipients."""
        return [name for name in self.row.recipient.split("; ") if name]

    @property
    def purpose(self) -> str:
        """What the money is for, in the words of the article that says most about it."""
        return max((e.object for e in self.events), key=len, default="")

    @property
    def evidence(self) -> str:
        """The sentence of the surest event."""
        best = max(self.events, key=lambda e: (e.confidence, len(e.evidence), e.event_id), default=None)
        return " ".join(best.evidence.split()) if best else ""

    @property
    def day(self) -> str:
        """The day of the funding, when the articles tell one."""
        first, last = self.row.date_start, self.row.date_end
        return first.isoformat() if first and first == last else ""

    def actor_id(self, name: str) -> str:
        """The id of a payer or recipient, empty for one that the articles describe without naming it."""
        for e in self.events:
            for found, actor_id in ((e.funder, e.funder_id), (e.recipient, e.recipient_id)):
                if found == name and actor_id:
                    return actor_id
        return ""


@dataclass(frozen=True, slots=True)
class Content:
    """The tables of an output folder, as exports need them."""

    items: tuple[Item, ...]
    actors: Mapping[str, ActorRow]
    articles: Mapping[str, ArticleRow]
    stakes: tuple[StakeRow, ...]


@dataclass(slots=True)
class Report:
    """What an export could not say.

    ``rows``: written. ``left_out``: how many fundings were left out, by reason. ``missing``: mandatory fields that
    were left empty, with the number of rows; ``why`` tells the reason of each.
    """

    standard: str
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def why(self) -> dict[str, str]:
        """The reason of every missing field."""
        told = settings(self.standard).get("why", {})
        return {name: told.get(name, "the articles do not say") for name in self.missing}

    def lines(self) -> list[str]:
        """The report in sentences."""
        text = [f"{self.rows} rows in {self.standard}"]
        text += [f"{n} fundings left out: {reason}" for reason, n in sorted(self.left_out.items())]
        why = self.why
        text += [
            f"{name} is mandatory and not given in {n} rows: {why[name]}" for name, n in sorted(self.missing.items())
        ]
        return text


def settings(standard: str) -> dict[str, Any]:
    """What ``lexicon/export/standards.toml`` says of a standard."""
    found: dict[str, Any] = lexicon.toml("export/standards.toml")[standard]
    return found


def gather(folder: Path) -> Content:
    """Read the tables of an output folder.

    Raises
    ------
    ExportError
        The folder holds no ledger.
    """
    try:
        ledger = tables.read(folder, LedgerRow)
        events: dict[str, list[FundingRow]] = {}
        for row in tables.iter_rows(folder, FundingRow):
            events.setdefault(row.event_id, []).append(row)
        actors = {a.actor_id: a for a in tables.iter_rows(folder, ActorRow)}
        articles = {a.article_id: a for a in tables.iter_rows(folder, ArticleRow)}
        stakes = tuple(tables.iter_rows(folder, StakeRow))
    except tables.TableError as error:
        raise ExportError(str(error)) from None
    items = (Item(r, tuple(e for i in r.event_ids.split("|") for e in events.get(i, ()))) for r in ledger)
    return Content(tuple(items), actors, articles, stakes)


def wanted(content: Content, standard: str, report: Report) -> list[Item]:
    """The fundings that the standard is made for; the others are counted in ``report`` with the reason."""
    rules = settings(standard)
    totals = counted_twice(content.items)
    kept = []
    for item in content.items:
        kind, status = item.row.kind, item.row.status
        if rules["kinds"] and kind not in rules["kinds"]:
            report.left_out[f"{kind or 'unknown kind'} is not what {standard} is about"] += 1
        elif status not in rules["statuses"]:
            report.left_out[f"status {status or 'unknown'}"] += 1
        elif item.row.ledger_id in totals:
            report.left_out["a total whose parts are rows of their own"] += 1
        else:
            kept.append(item)
    return kept


def counted_twice(items: Sequence[Item]) -> set[str]:
    """Ledger ids of totals whose parts add up to them: in an export either the total or its parts may stand."""
    parts: dict[str, list[LedgerRow]] = {}
    for item in items:
        if item.row.part_of:
            parts.setdefault(item.row.part_of, []).append(item.row)
    values = {i.row.ledger_id: i.row.value for i in items}
    found = set()
    for total, rows in parts.items():
        value, told = values.get(total), [r.value for r in rows if r.value is not None]
        if value and len(told) == len(rows) and abs(sum(told) - value) * 100 <= value:
            found.add(total)
    return found


def save(path: Path, text: str) -> Path:
    """Write a whole file, or leave the former one as it was."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        os.replace(part, path)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror or error}); name another place") from None
    finally:
        part.unlink(missing_ok=True)
    return path
