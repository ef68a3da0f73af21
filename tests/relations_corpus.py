"""The passages of tests/cases/relations*.toml, read as a run reads articles, and what was right in each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import evaluate
from pipeline.records import Article, ArticleTables
from pipeline.run import extract_article

CASES = [Path(__file__).parent / "cases" / name for name in ("relations.toml", "relations_news.toml")]
EXACT = Path(__file__).parent / "cases" / "relations_exact.txt"
EXACT_HEAD = """\
# Passages of relations*.toml whose rows are right in every cell that the gold has (payers, recipients, amount, date,
# status), and negatives that give no row. Each is a test of its own: read by tests/test_relations_cases.py, written
# anew by `python -m pytest tests/test_relations_cases.py --remeasure`.
"""
KEYS = ("amounts", "dates", "entities", "funding")

# Categories are many and some are small: floors are held over groups of them.
GROUPS: dict[str, tuple[str, ...]] = {
    "companies": ("fundraising", "investment", "acquisition", "contract", "loan", "guarantee", "business", "tech"),
    "public": ("state", "local", "eu", "international", "council", "institution", "politics"),
    "sectors": ("research", "defence", "climate", "transport", "agriculture", "education", "health", "philanthropy"),
    "abroad": ("africa", "swiss", "quebec", "bbc", "world"),
    "news": ("world-news", "company-news", "public-news"),
    "press": ("regional-press", "agency", "headline", "blog", "article"),
    "discourse": ("discourse", "anaphora", "passage", "pronoun", "gapping"),
    "several": ("totals", "several", "mixed"),
    "fate": ("status", "reported", "cancelled"),
    "constructions": ("roles", "purpose", "verbs", "frames"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated passage."""

    id: str
    category: str
    gold: dict[str, Any]

    @property
    def negative(self) -> bool:
        """Whether its amounts fund nobody."""
        return self.category.startswith("neg-")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pipeline makes of a case, beside its gold."""

    case: Case
    tables: ArticleTables
    report: evaluate.Report

    @property
    def exact(self) -> bool:
        """Every event of the gold has its row, right in every cell, and there is no other."""
        row = self.report.figures["row"]
        return not row.wrong and not row.missed

    @property
    def events(self) -> list[str]:
        """The events found, in a few words each."""
        shown = {r.event_id: f"{r.funder} → {r.recipient}: {r.amount_text} ({r.status})" for r in self.tables.funding}
        return list(shown.values())


def read_cases() -> list[Case]:
    """The cases in the order of the files."""
    found = [case for path in CASES for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
    return [Case(c["id"], c["category"], {key: [] for key in KEYS} | c) for c in found]


def read_exact() -> list[str]:
    """The ids of the cases that must be exact."""
    lines = EXACT.read_text(encoding="utf-8").splitlines() if EXACT.exists() else []
    return [line for line in lines if line and not line.startswith("#")]


def write_exact(outcomes: Iterable[Outcome]) -> None:
    """Hold the cases that are exact now."""
    ids = [o.case.id for o in outcomes if o.exact]
    EXACT.write_text(EXACT_HEAD + "\n" + "".join(f"{i}\n" for i in ids), encoding="utf-8")


def read(case: Case) -> Outcome:
    """Read one case with the stages of a run and compare it with its gold."""
    article = Article(case.id, case.id, case.gold["text"], published=case.gold.get("published", ""))
    tables = extract_article(article)
    report = evaluate.Report()
    passage = evaluate.Passage(case.id, case.gold, 0, None)
    evaluate.compare(passage, report, tables.amounts, tables.dates, tables.entities, tables.funding)
    return Outcome(case, tables, report)


def f1(outcomes: Iterable[Outcome], figure: str) -> float:
    """F1 of one figure over several cases."""
    pooled = evaluate.Figure()
    for outcome in outcomes:
        part = outcome.report.figures[figure]
        pooled.add(part.right, part.wrong, part.missed)
    return pooled.f1
