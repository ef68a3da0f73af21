"""Gold of actors as mentions, and the B³ measure of a merging."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from pathlib import Path

from pipeline import entities
from pipeline.entities.gold import project, read_gold
from pipeline.records import EntityRow, Mention

CASES = Path(__file__).parent / "cases"
SEEDS = Path(__file__).parent / "gold" / "seeds"
_MARKED = re.compile(r"\{([^|{}]+)\|([A-Z]+)\|([^|{}]+)\}")

Keyed = list[tuple[EntityRow, str]]


def read_marked(text: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """The plain text of a marked one, and the (start, end, label, actor) of its marks."""
    plain, spans, last = "", [], 0
    for m in _MARKED.finditer(text):
        plain += text[last : m.start()]
        spans.append((len(plain), len(plain) + len(m[1]), m[2], m[3]))
        plain += m[1]
        last = m.end()
    return plain + text[last:], spans


def linked(article: str, text: str, spans: list[tuple[int, int, str, str]]) -> Keyed:
    """The entity rows of gold mentions after linking, each with its gold actor."""
    mentions = entities.link([Mention(a, b, text[a:b], label) for a, b, label, _ in spans], text)
    return [
        (EntityRow(article, m.actor_id, m.name, m.label, m.text, m.start, m.end, "gold"), actor)
        for m, (_, _, _, actor) in zip(mentions, spans, strict=True)
    ]


def own_articles() -> Keyed:
    """The mentions of tests/cases/actors.toml."""
    articles = tomllib.loads((CASES / "actors.toml").read_text(encoding="utf-8"))["articles"]
    return [row for a in articles for row in linked(a["id"], *read_marked(a["text"]))]


def seed_articles() -> Keyed:
    """The gold mentions of the seed articles with the actors of tests/cases/actors.seeds.csv."""
    lines = [x for x in (CASES / "actors.seeds.csv").read_text(encoding="utf-8").splitlines() if x[:1] != "#"]
    listed = {(r["article"], r["form"], r["label"]): r["actor"] for r in csv.DictReader(lines)}
    found: Keyed = []
    for passage in read_gold(SEEDS):
        spans = []
        for a, b, label in project(passage):
            form = passage.text[a:b]
            actor = listed.get((passage.id, form, label)) or listed.get(("", form, label)) or f"{form} ({label})"
            spans.append((a, b, label, actor.removesuffix(" (ORG)")))
        found += linked(passage.id, passage.text, spans)
    return found


def b_cubed(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    """B³ precision, recall and F1 of (found actor, gold actor) pairs, one a mention (Bagga and Baldwin, 1998)."""
    found, gold = defaultdict(set), defaultdict(set)
    for k, (a, b) in enumerate(pairs):
        found[a].add(k)
        gold[b].add(k)
    shared = [len(found[a] & gold[b]) for a, b in pairs]
    precision = sum(s / len(found[a]) for s, (a, _) in zip(shared, pairs, strict=True)) / len(pairs)
    recall = sum(s / len(gold[b]) for s, (_, b) in zip(shared, pairs, strict=True)) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)
