"""The seed articles, their gold and their sources agree with each other and cover the forms that users meet."""

from __future__ import annotations

import csv
import html
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
GOLD = ROOT / "tests" / "gold" / "seeds"
CASES = [ROOT / "tests" / "cases" / name for name in ("relations.toml", "relations_news.toml")]

KINDS = {"grant", "investment", "fundraising", "loan", "guarantee", "acquisition", "budget", "spending", "contract"}
STATUSES = {"done", "planned", "reported", "cancelled"}
QUALIFIERS = {"exact", "approx", "at_least", "at_most"}
LABELS = {"ORG", "PER", "LOC", "PROG"}
FORMS = {
    "dispatch": "cloudwatt-naissance.txt",
    "business page with navigation and footer": "cloudwatt-debranche.txt",
    "front matter and interview": "entretien-souverainete.txt",
    "dossier with reader comments": "dossier-deux-ans-apres.txt",
    "press release": "communique-plan-cloud.txt",
    "blog": "billet-argent-public.txt",
    "regional brief": "breve-theatre.txt",
    "web page": "mistral-levees.html",
    "records": "archives.jsonl",
    "folder with metadata": "ailleurs/metadata.csv",
}


def gold_files() -> list[Path]:
    return sorted(GOLD.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def passages() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every annotated text of the repository: the seeds' gold and the relation cases."""
    for path in gold_files():
        yield path.stem, load(path)
    for path in CASES:
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield case["id"], case


def seed_texts() -> dict[str, str]:
    """Source text of every seed by article id; of the web page, its paragraphs without markup."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SEEDS.rglob("*.txt")}
    for path in SEEDS.rglob("*.html"):
        parts = re.findall(r"<(?:h1|p)>(.*?)</(?:h1|p)>", path.read_text(encoding="utf-8").split("<aside>")[0])
        texts[path.stem] = "\n\n".join(html.unescape(part) for part in parts)
    for path in SEEDS.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            texts[record["id"]] = record["text"]
    return texts


def names(event: dict[str, Any]) -> Iterator[str]:
    for slot in ("funders", "recipients"):
        for participant in event[slot]:
            yield from participant


def interval(stated: dict[str, Any]) -> tuple[date, date] | None:
    if not stated.get("start"):
        return None
    return date.fromisoformat(stated["start"]), date.fromisoformat(stated["end"])


ALL = list(passages())
every_passage = pytest.mark.parametrize("passage", [p for _, p in ALL], ids=[i for i, _ in ALL])


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_present(form: str) -> None:
    assert (SEEDS / FORMS[form]).is_file()


def test_every_seed_has_gold_and_the_other_way_round() -> None:
    assert {path.stem for path in gold_files()} == set(seed_texts())


@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
def test_gold_text_is_the_text_of_the_seed(path: Path) -> None:
    gold = load(path)
    assert gold["id"] == path.stem
    assert gold["text"] == seed_texts()[path.stem]


@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
def test_body_bounds_stand_in_order(path: Path) -> None:
    gold = load(path)
    start = gold["text"].find(gold.get("body_start", ""))
    end = gold["text"].find(gold.get("body_end", gold["text"][-1]))
    assert 0 <= start < end


@every_passage
def test_annotated_strings_occur_verbatim(passage: dict[str, Any]) -> None:
    stated = [item["text"] for field in ("amounts", "dates") for item in passage[field]]
    stated += [entity["name"] for entity in passage["entities"]]
    for event in passage["funding"]:
        stated += [event["evidence"], *names(event)]
    assert [string for string in stated if string not in passage["text"]] == []


@every_passage
def test_each_mention_stands_once(passage: dict[str, Any]) -> None:
    for field, key in (("amounts", "text"), ("entities", "name")):
        mentions = [item[key] for item in passage[field]]
        assert len(mentions) == len(set(mentions))


@every_passage
def test_values_are_those_of_the_guideline(passage: dict[str, Any]) -> None:
    assert {amount["qualifier"] for amount in passage["amounts"]} <= QUALIFIERS
    assert {amount["role"] for amount in passage["amounts"]} <= {"funding", "other"}
    assert {entity["type"] for entity in passage["entities"]} <= LABELS
    assert {event["kind"] for event in passage["funding"]} <= KINDS
    assert {event["status"] for event in passage["funding"]} <= STATUSES


@every_passage
def test_dates_are_intervals(passage: dict[str, Any]) -> None:
    stated = [interval(item) for item in passage["dates"]]
    stated += [interval(event["date"]) for event in passage["funding"] if event.get("date")]
    assert all(first <= last for first, last in filter(None, stated))


@every_passage
def test_each_event_says_enough(passage: dict[str, Any]) -> None:
    """An event has two of payer, recipient and amount, one of them a party; a range or a value, not both."""
    for event in passage["funding"]:
        sized = [event.get(field) is not None for field in ("value", "min", "max")]
        assert event["funders"] or event["recipients"]
        assert any(sized) or (event["funders"] and event["recipients"])
        assert not (sized[0] and (sized[1] or sized[2]))
        assert bool(event.get("currency")) == any(sized)


@every_passage
def test_funded_amounts_have_the_funding_role(passage: dict[str, Any]) -> None:
    """The amount of an event is annotated as funding, unless it is computed, and so not a mention."""
    funding, other = (
        {(a.get("value"), a.get("min"), a.get("max"), a["currency"]) for a in passage["amounts"] if a["role"] == role}
        for role in ("funding", "other")
    )
    for event in passage["funding"]:
        key = (event.get("value"), event.get("min"), event.get("max"), event.get("currency"))
        assert key in funding or key not in other


@pytest.mark.parametrize("sign", ["negative", "positive"])
def test_relation_cases_have_both_signs(sign: str) -> None:
    signs = ["positive" if p["funding"] else "negative" for _, p in ALL if "category" in p]
    assert signs.count(sign) >= 100


@pytest.mark.parametrize("case", [p for _, p in ALL if "category" in p], ids=[i for i, p in ALL if "category" in p])
def test_negative_cases_are_named_so(case: dict[str, Any]) -> None:
    assert case["category"].startswith("neg-") == (not case["funding"])


def test_sources_are_well_formed() -> None:
    with (SEEDS / "SOURCES.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert list(rows[0]) == ["title", "publisher", "date", "seeds"]
    assert all(row["title"] and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", row["date"]) for row in rows)
    told = {seed for row in rows for seed in row["seeds"].split("|")}
    assert told <= {path.stem for path in gold_files()}
