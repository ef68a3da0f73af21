"""Date expressions: a corpus of cases, the shape of the answers, the calendar, the component."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest
import spacy
from edtf import parse_edtf

from pipeline.dates import find_dates, parse_date
from pipeline.dates.numerals import value
from pipeline.dates.periods import easter
from pipeline.records import DateExpression

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"<([^<>=]+)=([^<>]*)>")
GRAINS = {"day", "week", "month", "quarter", "half", "season", "year", "decade", "range"}


def lines(name: str) -> list[str]:
    text = (CASES / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def day(written: str, *, last: bool) -> date:
    """The first or last day of a year, a month or a day."""
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31) if last else date(parts[0], 1, 1)
    if len(parts) == 2:
        return date(*parts, monthrange(*parts)[1] if last else 1)
    return date(*parts)


def bounds(written: str) -> tuple[date | None, date | None]:
    if written == "?":
        return None, None
    first, _, last = written.partition("..")
    return day(first, last=False), day(last or first, last=True)


def identifier(line: str) -> str:
    return re.sub(r"\W+", "-", MARK.sub(r"\1", line)).strip("-")[:70]


POSITIVE = lines("dates.tsv")
NEGATIVE = lines("dates_negative.txt")


def test_the_corpora_are_as_large_as_they_claim() -> None:
    assert len(POSITIVE) >= 400
    assert len(NEGATIVE) >= 80
    assert len({*POSITIVE}) == len(POSITIVE)
    assert len({*NEGATIVE}) == len(NEGATIVE)


@pytest.mark.parametrize("line", POSITIVE, ids=identifier)
def test_days(line: str) -> None:
    published, _, marked = line.partition("\t")
    expected = [(m[1], *bounds(m[2])) for m in MARK.finditer(marked)]
    assert expected
    found = find_dates(MARK.sub(r"\1", marked), published)
    assert [(e.text, e.first, e.last) for e in found] == expected


@pytest.mark.parametrize("text", NEGATIVE, ids=identifier)
def test_no_date(text: str) -> None:
    assert find_dates(text, "2021-06-16") == []


@pytest.mark.parametrize("line", POSITIVE, ids=identifier)
def test_columns_agree(line: str) -> None:
    """Offsets give the text back; EDTF parses and has the same days; grain and anchor are known values."""
    published, _, marked = line.partition("\t")
    text = MARK.sub(r"\1", marked)
    for found in find_dates(text, published):
        assert text[found.start : found.end] == found.text
        assert found.grain in GRAINS
        assert found.anchor in {"absolute", "published", "context"}
        assert (found.first is None) == (found.last is None) == (found.edtf == "")
        if found.first and found.last:
            assert_edtf(found)


def whole(grain: str, first: date, last: date) -> bool:
    """Whether the days are what the name of a grain says."""
    days, months = (last - first).days + 1, last.year * 12 + last.month - first.year * 12 - first.month + 1
    if grain in ("day", "week"):
        return days == 1 if grain == "day" else days == 7 and first.weekday() == 0
    if grain == "season":
        return 85 <= days <= 95
    if grain == "range":
        return days > 1
    size = {"quarter": 3, "half": 6, "year": 12, "decade": 120}.get(grain, months)
    return first.day == 1 and (last + timedelta(days=1)).day == 1 and months == size


@pytest.mark.parametrize("line", POSITIVE, ids=identifier)
def test_the_grain_names_the_days(line: str) -> None:
    published, _, marked = line.partition("\t")
    for found in find_dates(MARK.sub(r"\1", marked), published):
        assert found.grain in GRAINS
        assert found.anchor in {"absolute", "published", "context"}
        assert found.anchor != "published" or published
        if found.first and found.last:
            assert whole(found.grain, found.first, found.last)


def assert_edtf(found: DateExpression) -> None:
    parsed = parse_edtf(found.edtf)
    assert found.first is not None
    assert found.last is not None
    if not found.edtf.startswith("../"):
        assert tuple(parsed.lower_strict())[:3] == found.first.timetuple()[:3]
    if not found.edtf.endswith("/.."):
        assert tuple(parsed.upper_strict())[:3] == found.last.timetuple()[:3]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("le 1er février 2020", "2020-02-01"),
        ("mars 2024", "2024-03"),
        ("en 2009", "2009"),
        ("les années 1990", "199X"),
        ("de 2014 à 2020", "2014/2020"),
        ("fin 2022", "2022-11/2022-12"),
        ("début février 2021", "2021-02-01/2021-02-10"),
        ("depuis 2011", "2011/.."),
        ("à partir du 8 mars 2019", "2019-03-08/.."),
        ("jusqu'en 2023", "../2023"),
        ("d'ici fin 2025", "../2025-12"),
        ("depuis les années 1990", "1990/.."),
        ("au premier trimestre 2014", "2014-01/2014-03"),
        ("l'an 800", "0800"),
    ],
)
def test_edtf(text: str, edtf: str) -> None:
    assert [found.edtf for found in find_dates(text)] == [edtf]


@pytest.mark.parametrize(
    ("text", "grain", "anchor"),
    [
        ("le 3 mai 2020", "day", "absolute"),
        ("jeudi dernier", "day", "published"),
        ("la semaine prochaine", "week", "published"),
        ("le mois dernier", "month", "published"),
        ("au T3 2016", "quarter", "absolute"),
        ("au second semestre 2018", "half", "absolute"),
        ("l'été 2020", "season", "absolute"),
        ("en 2009", "year", "absolute"),
        ("les années 1990", "decade", "absolute"),
        ("2014-2020", "range", "absolute"),
    ],
)
def test_grain_and_anchor(text: str, grain: str, anchor: str) -> None:
    assert [(e.grain, e.anchor) for e in find_dates(text, "2021-06-16")] == [(grain, anchor)]


def test_what_counts_from_the_text_says_so() -> None:
    found = find_dates("L'usine ouvre en 2001. Dix ans plus tard, elle ferme.", "2021-06-16")
    assert [e.anchor for e in found] == ["absolute", "context"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("le 3 mars 2021", True),
        ("Le 3 mars 2021.", True),
        ("lundi", True),
        ("un", False),
        ("", False),
        ("22,5 millions", False),
        ("le 3 mars 2021, la ville paie", False),
        ("le 3 mars et le 8 avril 2021", False),
    ],
)
def test_parse_date_takes_one_date_and_nothing_else(text: str, found: bool) -> None:
    assert (parse_date(text, "2021-06-16") is not None) is found


@pytest.mark.parametrize("published", ["16/06/2021", "hier", "2021-13-01", "2021-6-1"])
def test_a_wrong_publication_date_is_refused(published: str) -> None:
    with pytest.raises(ValueError, match=r"month|ISO|day"):
        find_dates("hier", published)


@pytest.mark.parametrize(
    ("year", "expected"),
    [(1818, date(1818, 3, 22)), (2000, date(2000, 4, 23)), (2021, date(2021, 4, 4)), (2038, date(2038, 4, 25))],
)
def test_easter(year: int, expected: date) -> None:
    assert easter(year) == expected


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("dix sept", 17),
        ("vingt et un", None),
        ("soixante dix neuf", 79),
        ("quatre vingts", 80),
        ("quatre vingt dix neuf", 99),
        ("septante deux", 72),
        ("mil neuf cent quatre vingt dix huit", 1998),
        ("dix neuf cent quatorze", 1914),
        ("deux mille vingt quatre", 2024),
        ("trois quatre", None),
        ("dix dix", None),
        ("vingt trente", None),
    ],
)
def test_spelled_numbers(words: str, number: int | None) -> None:
    spelled = [word for word in words.split() if word != "et"]
    assert value(spelled) == (21 if words == "vingt et un" else number)


class TestComponent:
    def pipeline(self, **config: str) -> spacy.Language:
        nlp = spacy.blank("fr")
        nlp.add_pipe("quifinance_dates", config=config)
        return nlp

    def test_fills_the_document(self) -> None:
        doc = self.pipeline(published="2024-06-03")("La ville a payé jeudi dernier.")
        assert [found.edtf for found in doc._.dates] == ["2024-05-30"]

    def test_a_document_brings_its_own_date(self) -> None:
        nlp = self.pipeline(published="2024-06-03")
        doc = nlp.make_doc("La ville a payé hier.")
        doc._.published = "2020-01-01"
        assert [found.edtf for found in nlp(doc)._.dates] == ["2019-12-31"]

    def test_refuses_a_wrong_setting(self) -> None:
        with pytest.raises(ValueError, match="ISO"):
            self.pipeline(published="hier")

    def test_has_no_problem_in_a_pipeline(self) -> None:
        assert self.pipeline().analyze_pipes()["problems"] == {"quifinance_dates": []}
