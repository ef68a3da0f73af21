"""Every case of tests/cases/money.tsv, one test each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.money import find_amounts
from pipeline.records import Amount

CORPUS = Path(__file__).parent / "cases" / "money.tsv"
_MARKS = {"~": "approx", ">=": "at_least", "<=": "at_most", "": "exact"}
_EXPECTED = re.compile(r"(?P<mark>~|>=|<=|)(?P<code>[A-Z]{3}|-)\s+(?P<value>[\d.]+)(?: \[(?P<text>.+)\])?")


@dataclass(frozen=True)
class Case:
    """One line of the corpus."""

    name: str
    text: str
    expected: tuple[str, ...]
    settings: dict[str, str]


def read_cases() -> list[Case]:
    """The lines of the corpus, named after their section and place in it."""
    cases, section, place = [], "", 0
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section, place = re.sub(r"\W+", "-", line[3:]), 0
        if not line or line.startswith("#"):
            continue
        text, expected, *rest = line.split("\t")
        place += 1
        wanted = () if expected == "none" else tuple(expected.split(" ; "))
        settings = dict(pair.split("=", 1) for pair in (rest[0].split() if rest else ()))
        cases.append(Case(f"{section}-{place}", text, wanted, settings))
    return cases


CASES = read_cases()


def shown(amount: Amount, template: str) -> str:
    """An amount in the notation of the corpus, with its words where the case gives them."""
    mark = {name: sign for sign, name in _MARKS.items()}[amount.qualifier]
    if amount.value is not None:
        value = f"{amount.value:f}"
    else:
        high = "" if amount.value_max is None else f"{amount.value_max:f}"
        value = f"{amount.value_min:f}..{high}"
    words = f" [{amount.text}]" if template.endswith("]") else ""
    return f"{mark}{amount.currency or '-'} {value}{words}"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    found = find_amounts(case.text, **case.settings)
    templates = [*case.expected, *[""] * len(found)]
    assert [shown(a, t) for a, t in zip(found, templates, strict=False)] == [
        re.sub(r"-\s+", "- ", e, count=1) for e in case.expected
    ]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_offsets_point_at_the_words(case: Case) -> None:
    for amount in find_amounts(case.text, **case.settings):
        assert case.text[amount.start : amount.end] == amount.text


def test_corpus_is_large_and_unique() -> None:
    keys = [(case.text, *sorted(case.settings.items())) for case in CASES]
    assert len(set(keys)) == len(keys)
    negative = sum(not case.expected for case in CASES)
    assert negative >= 80
    assert len(CASES) - negative >= 400


@pytest.mark.parametrize("case", [c for c in CASES if c.expected], ids=[c.name for c in CASES if c.expected])
def test_expectations_are_well_formed(case: Case) -> None:
    for expected in case.expected:
        assert _EXPECTED.fullmatch(expected) or Decimal(expected.split(" ", 1)[1].split("..")[0]) >= 0
