"""Reads the gold of the ledger: claims of articles with the real-world funding that each one tells."""

from __future__ import annotations

import csv
import json
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.records import ArticleRow, FundingRow

HERE = Path(__file__).parent
QUALIFIERS = {"~": "approx", ">": "at_least", "<": "at_most"}
# What actor linking knows and a bare name does not say.
SAME_ACTOR = {"CDC": "Caisse des dépôts", "DGA": "Direction générale de l'armement", "UE": "Union européenne"}


@dataclass(frozen=True)
class Gold:
    """Rows to build a ledger from, and the gold funding of each event."""

    funding: tuple[FundingRow, ...]
    articles: tuple[ArticleRow, ...]
    truth: Mapping[str, str]


def period(text: str) -> tuple[date | None, date | None]:
    """First and last day of a day, month, year or first/last."""
    if "/" in text:
        first, last = text.split("/")
        return date.fromisoformat(first), date.fromisoformat(last)
    parts = [int(p) for p in text.split("-")] if text else []
    if not parts:
        return None, None
    year, month, day = [*parts, 0, 0][:3]
    first = date(year, month or 1, day or 1)
    last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    return first, last


def amount(text: str) -> dict[str, Any]:
    """Amount cells of a row from « ~150000000 EUR » or « 5000000..10000000 EUR »."""
    if not text:
        return {}
    found = re.fullmatch(r"([~><]?)(\d+)(?:\.\.(\d+))? ([A-Z]{3})", text)
    assert found, f"amount {text!r} is not of the form ~150000000 EUR"
    mark, low, high, currency = found.groups()
    cells: dict[str, Any] = {"currency": currency, "qualifier": QUALIFIERS.get(mark, "exact")}
    if high:
        return {**cells, "value_min": Decimal(low), "value_max": Decimal(high)}
    return {**cells, "value": Decimal(low), "value_eur": Decimal(low) if currency == "EUR" else None}


def rows_of(event_id: str, funders: Sequence[str], recipients: Sequence[str], **cells: Any) -> list[FundingRow]:
    """One row per payer and recipient of an event, with the ids that actor linking would give."""
    return [
        FundingRow(
            event_id,
            funder=SAME_ACTOR.get(payer, payer),
            funder_id=actor(payer),
            funder_text=payer,
            recipient=SAME_ACTOR.get(payee, payee),
            recipient_id=actor(payee),
            recipient_text=payee,
            **cells,
        )
        for payer in funders or [""]
        for payee in recipients or [""]
    ]


def actor(name: str) -> str:
    """An id for a name with a capital; described parties have none."""
    return f"x-{SAME_ACTOR.get(name, name)}" if any(c.isupper() for c in name) else ""


def read_cases() -> Gold:
    """The claims of tests/cases/ledger.csv."""
    lines = (HERE / "cases" / "ledger.csv").read_text(encoding="utf-8").splitlines()
    funding: list[FundingRow] = []
    articles: dict[str, ArticleRow] = {}
    truth: dict[str, str] = {}
    for n, row in enumerate(csv.DictReader(line for line in lines if not line.startswith("#"))):
        assert None not in row, f"ledger.csv, case {row['case']}: a comma outside quotation marks"
        event_id = f"e{n:03}"
        truth[event_id] = row["funding"]
        articles[row["article"]] = ArticleRow(row["article"], published=row["published"])
        first, last = period(row["date"])
        funding += rows_of(
            event_id,
            row["funder"].split("|") if row["funder"] else [],
            row["recipient"].split("|") if row["recipient"] else [],
            article_id=row["article"],
            kind=row["kind"],
            status=row["status"],
            amount_source=row["source"] or ("stated" if row["amount"] else ""),
            date_start=first,
            date_end=last,
            date_source="text" if first else "",
            evidence=row["evidence"],
            evidence_start=n * 200,
            **amount(row["amount"]),
        )
    return Gold(tuple(funding), tuple(articles.values()), truth)


def read_seeds() -> Gold:
    """The gold events of the seed articles, with the fundings that tests/cases/ledger.seeds.csv joins."""
    lines = (HERE / "cases" / "ledger.seeds.csv").read_text(encoding="utf-8").splitlines()
    joined = {(r["article"], int(r["event"])): r["funding"] for r in csv.DictReader(x for x in lines if x[:1] != "#")}
    funding: list[FundingRow] = []
    articles: list[ArticleRow] = []
    truth: dict[str, str] = {}
    for path in sorted((HERE / "gold" / "seeds").glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        articles.append(ArticleRow(told["id"], published=told["published"] or ""))
        for n, event in enumerate(told["funding"]):
            event_id = f"e-{told['id']}-{n}"
            truth[event_id] = joined.pop((told["id"], n), event_id)
            funding += seed_rows(event_id, told, event)
    assert not joined, f"ledger.seeds.csv names events that the seeds do not have: {sorted(joined)}"
    return Gold(tuple(funding), tuple(articles), truth)


def seed_rows(event_id: str, told: Mapping[str, Any], event: Mapping[str, Any]) -> list[FundingRow]:
    """Rows of one gold event, as a perfect extraction would give them."""
    when = event["date"] or {}
    stated = [a["text"] for a in told["amounts"] if a["value"] == event["value"] and a["text"] in event["evidence"]]
    low, high = event["min"], event["max"]
    return rows_of(
        event_id,
        [names[0] for names in event["funders"]],
        [names[0] for names in event["recipients"]],
        article_id=told["id"],
        kind=event["kind"],
        status=event["status"],
        value=None if event["value"] is None else Decimal(event["value"]),
        value_min=None if low is None else Decimal(low),
        value_max=None if high is None else Decimal(high),
        currency=event["currency"] or "",
        amount_source="stated" if stated else "inferred",
        date_start=date.fromisoformat(when["start"]) if when.get("start") else None,
        date_end=date.fromisoformat(when["end"]) if when.get("end") else None,
        date_source="text" if when else "",
        evidence=event["evidence"],
        evidence_start=told["text"].find(event["evidence"]),
    )


def b_cubed(truth: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a clustering, averaged over the items (Bagga and Baldwin 1998)."""
    precision = recall = 0.0
    for item in truth:
        same_found = {other for other in truth if found[other] == found[item]}
        same_truth = {other for other in truth if truth[other] == truth[item]}
        both = len(same_found & same_truth)
        precision += both / len(same_found)
        recall += both / len(same_truth)
    p, r = precision / len(truth), recall / len(truth)
    return p, r, 2 * p * r / (p + r)
