"""What holds for every date: any written form comes back, and unrelated text moves nothing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dates import find_dates

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
SHORT = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
CASES = Path(__file__).parent / "cases"
SENTENCES = [
    re.sub(r"<([^<>=]+)=([^<>]*)>", r"\1", line)
    for line in (CASES / "dates.tsv").read_text(encoding="utf-8").partition("--- in a sentence")[2].splitlines()
    if "\t" in line
]
UNRELATED = [
    line for line in (CASES / "dates_negative.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]


def first(number: int) -> str:
    return "1er" if number == 1 else str(number)


FORMS = {
    "long": lambda d: f"le {first(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "weekday": lambda d: f"{WEEKDAYS[d.weekday()]} {first(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "capitals": lambda d: f"{WEEKDAYS[d.weekday()]} {first(d.day)} {MONTHS[d.month - 1]} {d.year}".upper(),
    "short": lambda d: f"{d.day} {SHORT[d.month - 1]} {d.year}",
    "zero": lambda d: f"{d.day:02} {MONTHS[d.month - 1]} {d.year}",
    "slashes": lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    "stops": lambda d: f"{d.day}.{d.month}.{d.year}",
    "dashes": lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    "iso": lambda d: d.isoformat(),
    "curly": lambda d: f"d’ici le {first(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "narrow spaces": lambda d: f"le {first(d.day)}\u202f{MONTHS[d.month - 1]}\u00a0{d.year}",
}
DAYS = st.dates(date(1800, 1, 1), date(2150, 12, 31))
few = settings(derandomize=True, max_examples=40, deadline=None, database=None)


@pytest.mark.parametrize("form", FORMS)
@few
@given(day=DAYS)
def test_a_written_day_comes_back(form: str, day: date) -> None:
    text = f"La ville a payé {FORMS[form](day)}, sans retard."
    assert [(found.first, found.last) for found in find_dates(text)] == [(day, day)]


@few
@given(day=DAYS)
def test_a_two_digit_year_lies_around_the_publication(day: date) -> None:
    found = find_dates(f"Reçu le {day:%d/%m/%y}.", f"{day.year}-06-01")
    assert [(f.first, f.last) for f in found] == [(day, day)]


@few
@given(day=DAYS, published=DAYS)
def test_a_day_without_year_is_within_a_year_of_the_publication(day: date, published: date) -> None:
    found = find_dates(f"La ville a payé le {first(day.day)} {MONTHS[day.month - 1]}.", published.isoformat())
    near = found[0].first
    assert near is not None
    assert (near.month, near.day) == (day.month, day.day)
    assert abs((near - published).days) <= (366 if (day.month, day.day) != (2, 29) else 8 * 366)


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_unrelated_text_moves_nothing(number: int) -> None:
    line, before = SENTENCES[number], UNRELATED[number % 7 : 120 : 7]
    published, _, text = line.partition("\t")
    prefix = " ".join(before) + " \n\n"
    alone = find_dates(text, published)
    after = find_dates(prefix + text, published)
    shifted = [(e.start - len(prefix), e.end - len(prefix), e.first, e.last, e.edtf) for e in after]
    assert shifted == [(e.start, e.end, e.first, e.last, e.edtf) for e in alone]


PIECES = [
    *"0123456789 /-.,’'\n«»",
    "mars ",
    "le ",
    "fin ",
    "en ",
    "2020",
    "années ",
    "à ",
    "siècle",
    "lundi ",
    "dix ",
    "İ",
]


@few
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_text_gives_ordered_spans_that_agree(pieces: list[str]) -> None:
    text, at = "".join(pieces), 0
    for found in find_dates(text, "2020-02-29"):
        assert at <= found.start < found.end
        assert text[found.start : found.end] == found.text
        at = found.end
        if found.first and found.last:
            assert found.first <= found.last
            assert found.edtf
            parse_edtf(found.edtf)
