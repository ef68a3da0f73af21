"""The parts of the date stage by themselves: the calendar, the reader's state, tenses, the notation of the rules."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.dates import find_dates, parse_date, periods
from pipeline.dates.edtf import write
from pipeline.dates.forms import Form, grain_of
from pipeline.dates.grammar import FORMS, Item, Match, Pass, compile_rule
from pipeline.dates.numerals import value
from pipeline.dates.reading import Reading, Span
from pipeline.dates.scan import BARRIER, fold, load, scan, unaccented
from pipeline.dates.tense import is_participle, tense_at, tense_before, word_tense

Days = tuple[date, date]


def days(first: str, last: str) -> Days:
    return date.fromisoformat(first), date.fromisoformat(last)


# --------------------------------------------------------------------------- the calendar


@pytest.mark.parametrize(
    ("unit", "day", "wanted"),
    [
        ("day", "2021-06-16", ("2021-06-16", "2021-06-16")),
        ("week", "2021-06-16", ("2021-06-14", "2021-06-20")),
        ("weekend", "2021-06-16", ("2021-06-19", "2021-06-20")),
        ("fortnight", "2021-06-15", ("2021-06-01", "2021-06-15")),
        ("fortnight", "2021-06-16", ("2021-06-16", "2021-06-30")),
        ("month", "2020-02-10", ("2020-02-01", "2020-02-29")),
        ("sixth", "2021-06-16", ("2021-05-01", "2021-06-30")),
        ("quarter", "2021-06-16", ("2021-04-01", "2021-06-30")),
        ("third", "2021-06-16", ("2021-05-01", "2021-08-31")),
        ("half", "2021-07-01", ("2021-07-01", "2021-12-31")),
        ("year", "2021-07-01", ("2021-01-01", "2021-12-31")),
        ("decade", "2021-07-01", ("2020-01-01", "2029-12-31")),
        ("century", "2000-12-31", ("1901-01-01", "2000-12-31")),
        ("century", "2001-01-01", ("2001-01-01", "2100-12-31")),
    ],
)
def test_the_period_around_a_day(unit: str, day: str, wanted: tuple[str, str]) -> None:
    assert periods.period(unit, date.fromisoformat(day)) == days(*wanted)


@pytest.mark.parametrize(
    ("unit", "day", "count", "wanted"),
    [
        ("day", "2021-06-16", -16, "2021-05-31"),
        ("week", "2021-06-16", 2, "2021-06-30"),
        ("weekend", "2021-06-16", -1, "2021-06-09"),
        ("fortnight", "2021-06-16", 1, "2021-06-30"),
        ("month", "2021-01-31", 1, "2021-02-28"),
        ("month", "2021-12-15", 1, "2022-01-15"),
        ("month", "2021-01-15", -1, "2020-12-15"),
        ("quarter", "2021-01-15", 2, "2021-07-15"),
        ("year", "2020-02-29", 1, "2021-02-28"),
        ("decade", "2021-06-16", -1, "2011-06-16"),
        ("century", "2021-06-16", -1, "1921-06-16"),
    ],
)
def test_a_day_moves_by_units(unit: str, day: str, count: int, wanted: str) -> None:
    assert periods.shift(unit, date.fromisoformat(day), count) == date.fromisoformat(wanted)


@pytest.mark.parametrize(
    ("nth", "weekday", "wanted"),
    [
        (1, 1, "2021-06-01"),
        (1, 0, "2021-06-07"),
        (4, 2, "2021-06-23"),
        (5, 2, "2021-06-30"),
        (5, 3, None),
        (-1, 2, "2021-06-30"),
        (-1, 3, "2021-06-24"),
    ],
)
def test_weekdays_of_a_month(nth: int, weekday: int, wanted: str | None) -> None:
    found = periods.nth_weekday(*periods.month(2021, 6), weekday, nth)
    assert found == (date.fromisoformat(wanted) if wanted else None)


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (1, ("2020-03-20", "2020-06-20")),
        (2, ("2020-06-21", "2020-09-21")),
        (3, ("2020-09-22", "2020-12-20")),
        (4, ("2020-12-21", "2021-03-19")),
    ],
)
def test_seasons(number: int, wanted: tuple[str, str]) -> None:
    assert periods.season(number, 2020) == days(*wanted)


HALF, LONG, ODD = ("2020-01-01", "2020-06-30"), ("2001-01-01", "2100-12-31"), ("2020-01-01", "2020-01-30")
YEAR, MONTH, WEEK = ("2020-01-01", "2020-12-31"), ("2020-02-01", "2020-02-29"), ("2021-06-14", "2021-06-20")
DECADE, BIMESTER = ("1990-01-01", "1999-12-31"), ("2020-01-01", "2020-02-29")


@pytest.mark.parametrize(
    ("which", "grain", "whole", "wanted"),
    [
        ("whole", "year", YEAR, YEAR),
        ("end", "day", ("2020-01-01", "2020-01-01"), ("2020-01-01", "2020-01-01")),
        ("start", "year", YEAR, ("2020-01-01", "2020-02-29")),
        ("middle", "year", YEAR, ("2020-06-01", "2020-07-31")),
        ("end", "year", YEAR, ("2020-11-01", "2020-12-31")),
        ("start", "month", MONTH, ("2020-02-01", "2020-02-10")),
        ("middle", "month", MONTH, ("2020-02-10", "2020-02-20")),
        ("end", "month", MONTH, ("2020-02-20", "2020-02-29")),
        ("start", "week", WEEK, ("2021-06-14", "2021-06-16")),
        ("middle", "week", WEEK, ("2021-06-16", "2021-06-17")),
        ("end", "week", WEEK, ("2021-06-18", "2021-06-20")),
        ("start", "decade", DECADE, ("1990-01-01", "1993-12-31")),
        ("middle", "decade", DECADE, ("1994-01-01", "1996-12-31")),
        ("end", "decade", DECADE, ("1997-01-01", "1999-12-31")),
        ("start", "range", LONG, ("2001-01-01", "2020-12-31")),
        ("middle", "range", LONG, ("2041-01-01", "2060-12-31")),
        ("end", "range", LONG, ("2081-01-01", "2100-12-31")),
        ("start", "half", HALF, ("2020-01-01", "2020-02-29")),
        ("middle", "half", HALF, ("2020-03-01", "2020-04-30")),
        ("end", "half", HALF, ("2020-05-01", "2020-06-30")),
        ("start", "range", ODD, ("2020-01-01", "2020-01-11")),
        ("middle", "range", ODD, ("2020-01-11", "2020-01-20")),
        ("end", "range", ODD, ("2020-01-20", "2020-01-30")),
        ("end", "range", BIMESTER, ("2020-02-09", "2020-02-29")),
    ],
)
def test_parts(which: str, grain: str, whole: tuple[str, str], wanted: tuple[str, str]) -> None:
    assert periods.part(which, grain, days(*whole)) == days(*wanted)


@pytest.mark.parametrize(
    ("nth", "of", "whole", "wanted"),
    [
        (1, 2, YEAR, ("2020-01-01", "2020-06-30")),
        (2, 2, YEAR, ("2020-07-01", "2020-12-31")),
        (3, 3, YEAR, ("2020-09-01", "2020-12-31")),
        (2, 2, DECADE, ("1995-01-01", "1999-12-31")),
        (1, 2, WEEK, ("2021-06-14", "2021-06-16")),
        (2, 2, WEEK, ("2021-06-17", "2021-06-20")),
        (2, 3, ODD, ("2020-01-11", "2020-01-20")),
        (1, 2, ("2020-01-15", "2020-02-14"), ("2020-01-15", "2020-01-29")),
    ],
)
def test_shares(nth: int, of: int, whole: tuple[str, str], wanted: tuple[str, str]) -> None:
    assert periods.share(nth, of, days(*whole)) == days(*wanted)


def test_months_may_cross_a_year() -> None:
    assert periods.months(2020, 11, 4) == days("2020-11-01", "2021-02-28")
    assert periods.months(2020, 0, 1) == days("2019-12-01", "2019-12-31")


@pytest.mark.parametrize(
    ("unit", "grain"),
    [("day", "day"), ("half", "half"), ("century", "range"), ("weekend", "range"), ("sixth", "range")],
)
def test_grains(unit: str, grain: str) -> None:
    assert grain_of(unit) == grain


# --------------------------------------------------------------------------- EDTF


@pytest.mark.parametrize(
    ("first", "last", "side", "edtf"),
    [
        ("2020-03-03", "2020-03-03", "", "2020-03-03"),
        ("2020-03-01", "2020-03-31", "", "2020-03"),
        ("2020-01-01", "2020-12-31", "", "2020"),
        ("0800-01-01", "0800-12-31", "", "0800"),
        ("0990-01-01", "0999-12-31", "", "099X"),
        ("1990-01-01", "1999-12-31", "", "199X"),
        ("1991-01-01", "2000-12-31", "", "1991/2000"),
        ("2020-01-01", "2020-03-31", "", "2020-01/2020-03"),
        ("2020-03-01", "2020-12-31", "", "2020-03/2020-12"),
        ("2020-01-01", "2020-03-30", "", "2020-01-01/2020-03-30"),
        ("2020-01-02", "2020-03-31", "", "2020-01-02/2020-03-31"),
        ("1990-01-01", "1999-12-31", "after", "1990/.."),
        ("1990-01-01", "1999-12-31", "before", "../1999"),
        ("2020-03-01", "2020-03-31", "after", "2020-03/.."),
        ("2020-03-01", "2020-04-30", "before", "../2020-04"),
        ("2020-03-05", "2020-04-06", "after", "2020-03-05/.."),
        ("2020-03-05", "2020-04-06", "before", "../2020-04-06"),
    ],
)
def test_what_is_written(first: str, last: str, side: str, edtf: str) -> None:
    assert write(Span(*days(first, last), "range", open=side)) == edtf


# --------------------------------------------------------------------------- the reader's state


@pytest.mark.parametrize(
    ("published", "day", "month", "year"),
    [
        ("", False, False, None),
        ("  ", False, False, None),
        ("2021", False, False, 2021),
        ("2021-06", False, True, 2021),
        ("2021-06-16", True, True, 2021),
        (" 2021-06-16 ", True, True, 2021),
        ("2021-06-16T10:00", True, True, 2021),
        ("2021-06-16 10:00", True, True, 2021),
    ],
)
def test_what_a_publication_date_tells(published: str, day: bool, month: bool, year: int | None) -> None:
    reading = Reading.at(published)
    assert (reading.day is not None, reading.month is not None, reading.year) == (day, month, year)
    assert reading.day in (None, date(2021, 6, 16))
    assert reading.month in (None, periods.month(2021, 6))


@pytest.mark.parametrize("published", ["2021-6-16", "21", "2021-06-16x", "x2021", "2021/06/16"])
def test_what_is_no_publication_date(published: str) -> None:
    with pytest.raises(ValueError, match="is not an ISO day, month or year; write 2024-03-01, 2024-03 or 2024"):
        Reading.at(published)


@pytest.mark.parametrize(
    ("published", "unit", "wanted"),
    [
        ("2021-06-16", "week", "2021-06-16"),
        ("2021-06", "month", "2021-06-01"),
        ("2021-06", "quarter", "2021-06-01"),
        ("2021-06", "day", None),
        ("2021-06", "week", None),
        ("2021-06", "weekend", None),
        ("2021-06", "fortnight", None),
        ("2021", "year", "2021-01-01"),
        ("2021", "decade", "2020-01-01"),
        ("2021", "century", "2001-01-01"),
        ("2021", "month", None),
        ("", "year", None),
    ],
)
def test_the_day_that_stands_for_the_publication(published: str, unit: str, wanted: str | None) -> None:
    assert Reading.at(published).reference(unit) == (date.fromisoformat(wanted) if wanted else None)


@pytest.mark.parametrize(
    ("published", "digits", "year"),
    [("2021", 41, 2041), ("2021", 42, 1942), ("2021", 0, 2000), ("", 40, 2040), ("", 41, 1941), ("1950", 71, 1871)],
)
def test_years_of_two_digits(published: str, digits: int, year: int) -> None:
    assert Reading.at(published).full_year(digits) == year


def may(year: int) -> Days:
    return periods.month(year, 5)


def leap_day(year: int) -> Days | None:
    return None if year % 4 else (date(year, 2, 29), date(year, 2, 29))


@pytest.mark.parametrize(
    ("published", "shift", "tense", "alone", "certain", "year"),
    [
        ("2021-06-16", 0, 0, False, False, 2021),
        ("2021-06-16", 0, 1, False, False, 2021),
        ("2021-06-16", 0, -1, False, False, 2021),
        ("2021-09-16", 0, 1, False, False, 2022),
        ("2021-09-16", 0, 0, True, False, 2021),
        ("2021-02-16", 0, -1, False, False, 2020),
        ("2021-04-16", 0, -1, False, False, 2021),
        ("2021-02-16", 0, 0, False, False, 2021),
        ("2021-02-16", 0, 1, False, False, 2021),
        ("2021-10-16", 0, 0, False, False, 2021),
        ("2021-12-16", 0, 0, False, False, 2022),
        ("2021-02-16", 0, 0, True, False, 2021),
        ("2021-06-16", 0, 1, False, True, 2022),
        ("2021-02-16", 0, -1, False, True, 2020),
        ("2021-05-16", 0, 1, False, False, 2021),
        ("2021-05-16", -1, 0, False, False, 2020),
        ("2021-05-16", 1, 0, False, False, 2022),
        ("2021-06-16", -1, 0, False, False, 2021),
        ("2021-04-16", 1, 0, False, False, 2021),
        ("2021-06", 0, 0, False, False, 2021),
        ("2021", 0, 0, False, False, 2021),
        ("2021", 1, 0, False, False, 2022),
        ("2021", -1, 0, False, False, 2021),
        ("", 0, 0, False, False, None),
    ],
)
def test_the_year_of_a_month_without_one(
    published: str, shift: int, tense: int, alone: bool, certain: bool, year: int | None
) -> None:
    reading = Reading.at(published)
    reading.tense, reading.alone, reading.certain = lambda: tense, alone, certain
    found = reading.likely(may, shift)
    assert found == ((may(year), "published") if year else None)


def test_the_year_that_the_text_speaks_of_comes_first() -> None:
    reading = Reading.at("2021")
    reading.context_year = 2001
    assert reading.likely(may) == (may(2001), "context")
    assert reading.likely(may, 1) == (may(2022), "published")


@pytest.mark.parametrize(("published", "year"), [("2021-06-16", 2020), ("2023-06-16", 2024), ("2024-02-29", 2024)])
def test_a_leap_day_is_the_nearest_there_is(published: str, year: int) -> None:
    found = Reading.at(published).likely(leap_day)
    assert found == (leap_day(year), "published")


# --------------------------------------------------------------------------- tenses


@pytest.mark.parametrize(
    ("word", "tense"),
    [("paiera", 1), ("va", 1), ("payait", -1), ("a", -1), ("ville", 0), ("sera", 1), ("opéra", 0), ("fait", 0)],
)
def test_the_tense_of_a_word(word: str, tense: int) -> None:
    assert word_tense(word) == tense


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("La ville a payé <lundi>.", -1),
        ("La ville paiera <lundi>.", 1),
        ("La ville paie <lundi>.", 0),
        ("<Lundi>, la ville paiera.", 1),
        ("<Lundi>, la ville a payé.", -1),
        ("<Lundi> la ville. Elle paiera.", 0),
        ("Elle paiera. La ville <lundi>.", 0),
        ("Elle paiera ; la ville <lundi>.", 0),
        ("Elle paiera ! La ville <lundi>.", 0),
        ("Elle paiera ? La ville <lundi>.", 0),
        ("Elle paiera\nLa ville <lundi>.", 0),
        ("L'aide annoncée <lundi>.", -1),
        ("L'aide promise <lundi>.", -1),
        ("La ville a annoncé qu'elle paiera <lundi>.", 1),
        ("La ville, qui paiera, a payé <lundi>.", -1),
        ("<Samedi> à 20 h.", 1),
        ("<Samedi> à 20 heures.", 1),
        ("<Samedi> dès 9h.", 1),
        ("<Samedi>, 9 h.", 1),
        ("<Samedi> midi.", 0),
        ("A priori <lundi>.", 0),
    ],
)
def test_the_tense_around_an_expression(text: str, tense: int) -> None:
    start = text.index("<")
    plain, end = text.replace("<", "").replace(">", ""), text.index(">") - 1
    assert tense_at(plain, start, end) == tense


@pytest.mark.parametrize(
    ("text", "tense"),
    [("La ville a commencé ", -1), ("La ville commencera ", 1), ("La ville paiera bien tout cela ", 0), ("", 0)],
)
def test_the_tense_of_the_words_right_before(text: str, tense: int) -> None:
    assert tense_before(text + "lundi", len(text)) == tense


@pytest.mark.parametrize(
    ("word", "participle"), [("annoncée", True), ("promis", True), ("été", False), ("ville", False), ("années", False)]
)
def test_participles(word: str, participle: bool) -> None:
    assert is_participle(word) is participle


# --------------------------------------------------------------------------- numbers and symbols


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("vingt deux", 22),
        ("soixante douze", 72),
        ("quatre vingt onze", 91),
        ("septante neuf", 79),
        ("nonante dix", None),
        ("septante dix", None),
        ("dix six", None),
        ("dix sept", 17),
        ("onze sept", None),
        ("vingt dix", None),
        ("cent", 100),
        ("cent cent", None),
        ("mille mille", None),
        ("deux cent trois", 203),
        ("mille deux cent trois", 1203),
        ("cent mille", 100_000),
    ],
)
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert value(words.split()) == number


def test_accents_fall() -> None:
    assert unaccented("Décembre à Nœux") == "Decembre a Noeux"
    assert fold("l’an\u00a02020\u202fʼ") == "l'an 2020 '"


def test_what_is_far_from_any_date_is_left_out() -> None:
    near, far = scan("le " + "mot " * 5 + "3 mars"), scan("3 mars " + "mot " * 60 + "4 mai 2020")
    assert near.string.count(BARRIER) == 1
    assert far.string.count(BARRIER) == 2
    assert len(far.string) == len(far.starts) == len(far.ends) == len(far.values)


def test_capitals_that_grow_when_lowered_move_nothing() -> None:
    text = "İİİ le 3 mars 2020"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == found.text == "3 mars 2020"


def test_a_rule_with_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no token class is called 'jour'; see lexicon/dates/words\.toml"):
        compile_rule("the? jour month", lambda m: None)


def test_the_longest_rule_that_means_something_wins() -> None:
    seen: list[str] = []
    one = Pass()

    @one.rule("day month year")
    def refused(m: Match) -> Form | None:
        seen.append("long")
        return None

    @one.rule("day month", "day month_short")
    def taken(m: Match) -> Form | None:
        seen.append(f"short {m['day']} {m['month']} {m['year']} {m.has('year')} {m.end - m.start} {m.tokens['month']}")
        return Form()

    symbols = scan("3 mars 2020")

    items = [Item(k, k + 1, v) for k, v in enumerate(symbols.values)]
    string, kept = one.run(symbols.string, items)
    assert seen == ["long", "short 3 3 None False 2 2"]
    assert string == BARRIER + FORMS["f_other"] + load().symbol["year"]
    assert [(i.start, i.end) for i in kept] == [(0, 1), (1, 3), (3, 4)]


# --------------------------------------------------------------------------- the whole of a short text


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("le 3 mars", "2021-03-03"),
        ("lundi", "2021-06-21"),
        ("mercredi", "2021-06-16"),
        ("le 15", "2021-07-15"),
        ("le 16", "2021-06-16"),
        ("le 3 août", "2021-08-03"),
        ("le 3 et 4 mars", "2021-03-03/2021-03-04"),
        ("depuis deux ans", "2019/.."),
        ("dans les 45 jours", "2021-07-31"),
        ("les 30 jours précédents", "2021-05-17/2021-06-15"),
        ("lundi à 20 h", "2021-06-21"),
        ("ce week-end", "2021-06-19/2021-06-20"),
        ("samedi matin", "2021-06-19"),
        ("98", None),
        ("la dernière semaine", "2021-06-07/2021-06-13"),
        ("lundi, la ville", None),
    ],
)
def test_a_text_that_is_one_date(text: str, edtf: str | None) -> None:
    found = parse_date(text, "2021-06-16")
    assert (found.edtf if found else None) == edtf


def test_an_impossible_day_has_no_days() -> None:
    (found,) = find_dates("La ville paiera dans 999 décennies.", "2021-06-16")
    assert (found.first, found.last, found.edtf, found.text) == (None, None, "", "dans 999 décennies")


@pytest.mark.parametrize(("between", "context"), [("Il pleut. " * 38, True), ("Il pleut. " * 42, False)])
def test_the_year_of_a_text_fades(between: str, context: bool) -> None:
    found = find_dates(f"La ville paie en 2001. {between}Elle ferme le 3 mars.")
    assert [f.anchor for f in found][-1] == ("context" if context else "absolute")
    assert (found[-1].first is not None) is context


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Elle ouvre en 2001. Elle ferme le 3 mars.", "2001-03-03"),
        ("Elle ouvre en 2001-2003. Elle ferme le 3 mars.", ""),
        ("Elle ouvre en 2001, en 2003. Elle ferme le 3 mars.", "2003-03-03"),
    ],
)
def test_the_last_year_counts(text: str, last: str) -> None:
    assert find_dates(text)[-1].edtf == last
