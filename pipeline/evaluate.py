"""How right the tables are: a run's output against gold passages.

Gold is a folder of JSON files, one passage each, with its amounts, dates, entities and funding events. Every figure
counts what is right, what is wrong (found, not in gold) and what is missed (in gold, not found), over all passages.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pipeline import tables
from pipeline.lexicon import toml
from pipeline.records import AmountRow, DateRow, EntityRow, FundingRow

LABELS = ("ORG", "PER", "LOC", "PROG")
SLOTS = ("funder", "recipient", "when", "status")
FIGURES = ("amounts", "dates", "entities", "event", *SLOTS, "argument", "row")
TOLERANCE = 0.005  # two amounts within half a per cent are the same
_GOLD_KEYS = {"id", "text", "amounts", "dates", "entities", "funding"}

P = TypeVar("P")
G = TypeVar("G")
Period = tuple[str, str]


class GoldError(ValueError):
    """A gold folder or file that cannot be used; the message names it."""


@dataclass(slots=True)
class Figure:
    """Counts of one part of the answer, and what follows from them."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, right: int = 0, wrong: int = 0, missed: int = 0) -> None:
        """Count more answers."""
        self.right += right
        self.wrong += wrong
        self.missed += missed

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of gold that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


@dataclass(slots=True)
class Report:
    """The figures of an evaluation, and every disagreement with gold in words."""

    figures: dict[str, Figure] = field(default_factory=lambda: {name: Figure() for name in FIGURES})
    disagreements: list[str] = field(default_factory=list)

    def note(self, passage: str, what: str, detail: object) -> None:
        """Keep one disagreement."""
        self.disagreements.append(f"{passage} {what} {detail}")

    def count(self, name: str, passage: str, wrong: Iterable[object], missed: Iterable[object], right: int) -> None:
        """Count one part of one passage, and keep what was wrong or missed in it."""
        wrong, missed = list(wrong), list(missed)
        self.figures[name].add(right, len(wrong), len(missed))
        for item in wrong:
            self.note(passage, f"{name}: wrong", item)
        for item in missed:
            self.note(passage, f"{name}: missed", item)


# --------------------------------------------------------------------------- names, amounts, pairs


def name_words(name: str) -> tuple[str, ...]:
    """Lower-case words of a name without accents and empty words.

    >>> name_words("la Région Île-de-France")
    ('region', 'ile', 'france')
    """
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    words = tuple(re.findall(r"[a-z0-9]+", plain))
    return tuple(w for w in words if w not in _empty_words()) or words


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(toml("evaluate/words.toml")["empty"])


def same_name(a: str, b: str) -> bool:
    """Whether two names agree, or one stands in the other as whole words (with at most five words around it)."""
    short, long = sorted((name_words(a), name_words(b)), key=len)
    if not short:
        return False
    if "".join(short) == "".join(long):
        return True
    if len("".join(short)) < 3 or len(long) > len(short) + 5:
        return False
    return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


@dataclass(frozen=True, slots=True)
class Sum:
    """A value or a range with its currency."""

    value: float | None
    low: float | None
    high: float | None
    currency: str
    text: str = ""

    @property
    def known(self) -> bool:
        """Whether it says any number."""
        return (self.value, self.low, self.high) != (None, None, None)

    def agrees(self, gold: Sum) -> bool:
        """Same currency, and the same value (or the same range when gold has no value)."""
        if self.currency.upper() != gold.currency.upper() or not gold.known:
            return False
        if gold.value is not None:
            return _close(self.value, gold.value)
        return _close(self.low, gold.low) and _close(self.high, gold.high)


def _close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b), 1e-9)


def _row_sum(row: AmountRow | FundingRow, text: str = "") -> Sum:
    value, low, high = (None if n is None else float(n) for n in (row.value, row.value_min, row.value_max))
    return Sum(value, low, high, row.currency, text)


def _gold_sum(item: dict[str, Any]) -> Sum:
    return Sum(item.get("value"), item.get("min"), item.get("max"), item.get("currency") or "", item.get("text") or "")


def pair_up(found: Sequence[P], gold: Sequence[G], likeness: Callable[[P, G], float]) -> list[tuple[int, int]]:
    """One-to-one pairs, the most alike first; a likeness of 0 makes no pair."""
    alike = ((likeness(f, g), i, j) for i, f in enumerate(found) for j, g in enumerate(gold))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(((s, i, j) for s, i, j in alike if s > 0), key=lambda t: (-t[0], t[1], t[2])):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [*pairs.items()]


# --------------------------------------------------------------------------- one passage


@dataclass(frozen=True, slots=True)
class Passage:
    """A gold passage; what a run found before or after the annotated stretch does not count."""

    id: str
    gold: dict[str, Any]
    start: int
    end: int | None

    def holds(self, at: int | None) -> bool:
        """Whether an offset stands in the annotated stretch."""
        return at is None or (at >= self.start and (self.end is None or at < self.end))


@dataclass(slots=True)
class EventFound:
    """The rows of one event together: each party with the names it goes by."""

    row: FundingRow
    funders: list[tuple[str, ...]] = field(default_factory=list)
    recipients: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def period(self) -> Period | None:
        """First and last day as far as the text says them."""
        row = self.row
        if row.date_start is None or row.date_source == "published":
            return None
        return row.date_start.isoformat(), (row.date_end or row.date_start).isoformat()


def events_of(rows: Iterable[FundingRow]) -> list[EventFound]:
    """Group funding rows by event, in the order of the table."""
    events: dict[str, EventFound] = {}
    for row in rows:
        event = events.setdefault(row.event_id, EventFound(row))
        for parties, names in (
            (event.funders, (row.funder, row.funder_text)),
            (event.recipients, (row.recipient, row.recipient_text)),
        ):
            known = tuple(dict.fromkeys(filter(None, names)))
            if known and known not in parties:
                parties.append(known)
    return list(events.values())


def _score_amounts(passage: Passage, rows: Iterable[AmountRow], report: Report) -> None:
    distinct: dict[tuple[str, str], Sum] = {}
    for row in rows:
        distinct.setdefault((re.sub(r"\s+", " ", row.text), row.currency), _row_sum(row, row.text))
    found = list(distinct.values())
    gold = [_gold_sum(item) for item in passage.gold["amounts"]]
    pairs = pair_up(found, gold, lambda f, g: (1 + (f.text == g.text)) if f.agrees(g) else 0)
    # Another mention of an amount that gold holds is neither wrong nor missed.
    wrong = [f for f in found if not any(f.agrees(g) for g in gold)]
    missed = [g for g in gold if not any(f.agrees(g) for f in found)]
    report.count("amounts", passage.id, wrong, missed, len(pairs))


def _score_dates(passage: Passage, rows: Iterable[DateRow], report: Report) -> None:
    known = [d for d in passage.gold["dates"] if d.get("start") and d.get("end")]
    open_texts = {_loose(d["text"]) for d in passage.gold["dates"] if d not in known}
    want = {(d["start"], d["end"]) for d in known}
    have = {(str(r.date_start), str(r.date_end)) for r in rows if r.date_start and _loose(r.text) not in open_texts}
    report.count("dates", passage.id, sorted(have - want), sorted(want - have), len(have & want))


def _loose(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower())


def _score_entities(passage: Passage, rows: Iterable[EntityRow], report: Report) -> None:
    want = {(" ".join(name_words(e["name"])), e["type"]) for e in passage.gold["entities"]}
    have = {(" ".join(name_words(r.text)), r.label) for r in rows if r.label in LABELS}
    report.count("entities", passage.id, sorted(have - want), sorted(want - have), len(have & want))


def _score_events(passage: Passage, rows: Iterable[FundingRow], report: Report) -> None:
    found, gold = events_of(rows), passage.gold["funding"]
    pairs = pair_up(found, gold, _likeness)
    figures = report.figures
    figures["event"].add(len(pairs), len(found) - len(pairs), len(gold) - len(pairs))
    for i, j in pairs:
        _score_pair(passage, found[i], gold[j], report)
    for event in (e for i, e in enumerate(found) if i not in dict(pairs)):
        sizes = (len(event.funders), len(event.recipients), int(event.period is not None), 1, 1)
        for name, size in zip((*SLOTS, "row"), sizes, strict=True):
            figures[name].add(wrong=size)
        report.note(passage.id, "event: wrong", event)
    for item in (g for j, g in enumerate(gold) if j not in dict(pairs).values()):
        sizes = (len(item["funders"]), len(item["recipients"]), int(_gold_period(item) is not None), 1, 1)
        for name, size in zip((*SLOTS, "row"), sizes, strict=True):
            figures[name].add(missed=size)
        report.note(passage.id, "event: missed", item)


def _score_pair(passage: Passage, event: EventFound, gold: dict[str, Any], report: Report) -> None:
    right: dict[str, bool] = {}
    for slot, have, want in (
        ("funder", event.funders, gold["funders"]),
        ("recipient", event.recipients, gold["recipients"]),
    ):
        n = _in_common(have, want)
        report.figures[slot].add(n, len(have) - n, len(want) - n)
        right[slot] = n == len(have) == len(want)
    have_day, want_day = event.period, _gold_period(gold)
    right["when"] = have_day == want_day
    agreed = right["when"] and want_day is not None
    report.figures["when"].add(
        int(agreed), int(have_day is not None and not right["when"]), int(want_day is not None and not right["when"])
    )
    right["status"] = event.row.status == gold["status"]
    for name, is_right in (("status", right["status"]), ("row", all(right.values()))):
        report.figures[name].add(int(is_right), int(not is_right), int(not is_right))
    if not all(right.values()):
        report.note(passage.id, f"event: differs in {', '.join(s for s in SLOTS if not right[s])}", (event, gold))


def _likeness(event: EventFound, gold: dict[str, Any]) -> float:
    """How well an event found fits one of gold: their amounts must agree or, without one, both parties."""
    funders = _in_common(event.funders, gold["funders"])
    recipients = _in_common(event.recipients, gold["recipients"])
    amount = _gold_sum(gold)
    if not (_row_sum(event.row).agrees(amount) if amount.known else funders and recipients):
        return 0.0
    same_period = event.period == _gold_period(gold)
    return 1 + funders + recipients + 0.5 * same_period + 0.25 * (event.row.status == gold.get("status"))


def _in_common(found: list[tuple[str, ...]], gold: list[list[str]]) -> int:
    return len(pair_up(found, gold, lambda f, g: float(any(same_name(a, b) for a in f for b in g))))


def _gold_period(item: dict[str, Any]) -> Period | None:
    period = item.get("date") or {}
    return (period["start"], period["end"]) if period.get("start") and period.get("end") else None


# --------------------------------------------------------------------------- all passages


def load_gold(folder: Path) -> list[Passage]:
    """The gold passages of a folder, by file name.

    Raises
    ------
    GoldError
        There are none, or a file is not a passage.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise GoldError(f"{folder}: no gold in it (one .json file a passage is expected)")
    return [p for p in map(_load_passage, paths) if p is not None]


def _load_passage(path: Path) -> Passage | None:
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GoldError(f"{path}: not a gold file ({error})") from None
    if not isinstance(gold, dict) or "id" not in gold:
        return None  # a file about the gold, such as its floors
    if missing := _GOLD_KEYS - gold.keys():
        raise GoldError(f"{path}: not a gold file: it lacks {', '.join(sorted(missing))}")
    start = gold["text"].find(gold["body_start"]) if gold.get("body_start") else 0
    end = gold["text"].find(gold["body_end"]) + len(gold["body_end"]) if gold.get("body_end") else None
    return Passage(gold["id"], gold, start, end)


def compare(
    passage: Passage,
    report: Report,
    amounts: Iterable[AmountRow] = (),
    dates: Iterable[DateRow] = (),
    entities: Iterable[EntityRow] = (),
    funding: Iterable[FundingRow] = (),
) -> None:
    """Count the rows of one article against its passage, in ``report``; ``argument`` is left to ``evaluate``."""
    _score_amounts(passage, (r for r in amounts if passage.holds(r.char_start)), report)
    _score_dates(passage, (r for r in dates if passage.holds(r.char_start)), report)
    _score_entities(passage, (r for r in entities if passage.holds(r.char_start)), report)
    _score_events(passage, (r for r in funding if passage.holds(r.evidence_start)), report)


def evaluate(gold: Path, output: Path) -> Report:
    """Figures of the tables in ``output`` against the passages in ``gold``.

    ``argument`` pools events, funders, recipients, periods and statuses; a ``row`` is right when all of them are.

    Raises
    ------
    GoldError
        The gold cannot be used, or the tables cannot.
    """
    passages = load_gold(Path(gold))
    try:
        amounts, dates = _by_article(output, AmountRow), _by_article(output, DateRow)
        entities, funding = _by_article(output, EntityRow), _by_article(output, FundingRow)
    except tables.TableError as error:
        raise GoldError(str(error)) from None
    report = Report()
    for p in passages:
        compare(p, report, amounts[p.id], dates[p.id], entities[p.id], funding[p.id])
    for name in ("event", *SLOTS):
        part = report.figures[name]
        report.figures["argument"].add(part.right, part.wrong, part.missed)
    return report


def graded(gold: Path, output: Path) -> list[tuple[float, bool]]:
    """Confidence of each event found in the gold passages, and whether its row is right, for a calibration curve.

    A row is right when the event is in gold with the same payers, recipients, period and status.

    Raises
    ------
    GoldError
        The gold cannot be used.
    """
    funding = _by_article(output, FundingRow)
    found: list[tuple[float, bool]] = []
    for p in load_gold(Path(gold)):
        events = events_of(r for r in funding[p.id] if p.holds(r.evidence_start))
        pairs = dict(pair_up(events, p.gold["funding"], _likeness))
        for i, event in enumerate(events):
            report = Report()
            if i in pairs:
                _score_pair(p, event, p.gold["funding"][pairs[i]], report)
            found.append((event.row.confidence, report.figures["row"].right == 1))
    return found


def _by_article(output: Path, row_type: Any) -> defaultdict[str, list[Any]]:
    grouped: defaultdict[str, list[Any]] = defaultdict(list)
    for row in tables.iter_rows(Path(output), row_type):
        grouped[row.article_id].append(row)
    return grouped
