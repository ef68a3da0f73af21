"""Gold annotations as training targets: which candidate, date and status an event should have.

Reads the JSON of the annotation guideline (``text``, ``published``, ``amounts``, ``funding`` …). Two names agree when
one holds the other as a run of whole words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.entities.gold import annotated, rows
from pipeline.records import Amount
from pipeline.relations.candidates import Candidate, fold

_ARTICLES = frozenset(
    "l le la les un une des du de d ce cet cette ces son sa ses leur leurs notre nos au aux a et".split()
)


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """Content words of a name, folded."""
    found = re.findall(r"[a-z0-9]+", fold(name))
    return tuple(w for w in found if w not in _ARTICLES) or tuple(found)


def same_name(a: str, b: str) -> bool:
    """True when the names agree, or one holds the other as a run of whole words."""
    wa, wb = words(a), words(b)
    if not wa or not wb:
        return False
    short, long_ = sorted((wa, wb), key=len)
    if short == long_ or "".join(short) == "".join(long_):
        return True
    if sum(map(len, short)) < 3 or len(long_) > len(short) + 5:
        return False
    return any(long_[i : i + len(short)] == short for i in range(len(long_) - len(short) + 1))


def label(candidate: Candidate, participants: list[list[str]]) -> int:
    """1 when the candidate is one of the participants, -1 when it only holds one's name (ignored), else 0."""
    result = 0
    for alternatives in participants:
        for name in alternatives:
            if same_name(candidate.text, name):
                head = words(candidate.head.text)
                if candidate.mention is not None or (head and head[0] in words(name)):
                    return 1
                result = -1
    return result


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """The gold passages of a folder, by file name."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _close(a: Decimal | None, b: Decimal | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= Decimal("0.005") * max(abs(a), abs(b), Decimal("1e-9"))


def same_amount(amount: Amount, event: dict[str, Any]) -> bool:
    """True when the amount is the event's (half a percent, as the guideline allows)."""
    if "amount_text" in event:
        return str(event["amount_text"]) in amount.text or amount.text in str(event["amount_text"])
    if (event.get("currency") or "") != amount.currency:
        return False
    if event.get("value") is not None:
        return _close(amount.value, _number(event["value"]))
    if event.get("min") is None and event.get("max") is None:
        return False
    return _close(amount.value_min, _number(event.get("min"))) and _close(amount.value_max, _number(event.get("max")))


def event_of(amount: Amount, gold: dict[str, Any], text: str) -> dict[str, Any] | None:
    """The gold event of an amount mention: the one whose evidence stands nearest."""
    matching = [f for f in gold["funding"] if same_amount(amount, f)]
    return min(matching, key=lambda f: _distance(amount, f, text)) if matching else None


def _distance(amount: Amount, event: dict[str, Any], text: str) -> int:
    evidence = event.get("evidence") or ""
    start = text.find(evidence) if evidence else -1
    if start < 0:
        return 1_000_000
    if start <= amount.start < start + len(evidence):
        return 0
    return min(abs(start - amount.start), abs(start + len(evidence) - amount.start))


def standoff(annotations: Path, texts: Path) -> Iterator[dict[str, Any]]:
    """Passages whose texts are kept elsewhere: annotations by article id, texts in a (gzipped) JSONL file.

    ``annotations`` is a CSV with ``id, amount, payers, recipients, kind, status, date_start, date_end``; in a cell
    ``|`` separates names of one participant and ``&`` participants. An id without an amount is a negative.
    """
    events: dict[str, list[dict[str, Any]]] = {}
    for row in rows(annotations):
        events.setdefault(row["id"], [])
        if row["amount"]:
            events[row["id"]].append(_standoff_event(row))
    for article, text in annotated(texts):
        if article["id"] in events:
            published = (article.get("published") or "")[:10]
            funding = events[article["id"]]
            yield {"id": f"n{article['id']}", "text": text, "published": published, "funding": funding}


def standoff_weight(annotations: Path) -> float:
    """What an article of ``annotations`` weighs in training: the number after « # weight: », or 1."""
    found = re.search(r"^# weight: ([\d.]+)$", annotations.read_text(encoding="utf-8"), re.MULTILINE)
    return float(found[1]) if found else 1.0


def _standoff_event(row: dict[str, str]) -> dict[str, Any]:
    def participants(cell: str) -> list[list[str]]:
        return [part.split("|") for part in cell.split("&")] if cell else []

    date = {"start": row["date_start"], "end": row["date_end"]} if row["date_start"] else None
    return {
        "amount_text": row["amount"],
        "funders": participants(row["payers"]),
        "recipients": participants(row["recipients"]),
        "kind": row["kind"],
        "status": row["status"],
        "date": date,
    }
