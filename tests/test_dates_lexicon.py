"""The word lists of the dates: no word twice, every class in use, unknown classes refused."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline import lexicon
from pipeline.dates import find_dates
from pipeline.dates.grammar import compile_rule
from pipeline.dates.rules_forms import PARTS, RANGES, SIDES
from pipeline.dates.rules_units import WORDS
from pipeline.dates.scan import BARRIER, OTHER, load, scan

TABLES = {name: table for name, table in lexicon.toml("dates/words.toml").items() if name not in ("fold", "silent")}
HOLIDAYS = lexicon.toml("dates/holidays.toml")["holiday"]
NAMES = [name for row in HOLIDAYS for name in row["names"]]
PASSES = (WORDS, PARTS, RANGES, SIDES)


def words_of(name: str) -> list[str]:
    return TABLES[name].get("words", list(TABLES[name]))


def test_no_word_has_two_classes() -> None:
    found = Counter(word for name in TABLES for word in words_of(name))
    assert [word for word, count in found.items() if count > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_class_is_used_by_a_rule(name: str) -> None:
    symbol = load().symbol[name]
    assert any(symbol in rule.pattern.pattern for rules in PASSES for rule in rules.rules)


@pytest.mark.parametrize("key", ["fold", "silent"])
def test_lists_of_classes_name_classes(key: str) -> None:
    known = {name.removesuffix("_s") for name in TABLES} | set(load().symbol)
    assert [name for name in lexicon.toml("dates/words.toml")[key]["classes"] if name not in known] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_word_is_scanned_as_its_class(name: str) -> None:
    number_words = {"seconde", "sept", "quinzaine"}
    for word in words_of(name):
        string = scan(f"en 2020 {word} en 2020").string
        assert load().symbol[name] in string or word in number_words, word


@pytest.mark.parametrize("name", NAMES)
def test_every_holiday_is_found_in_a_sentence(name: str) -> None:
    found = find_dates(f"La ville a tout fermé pour la {name} 2019.")
    assert [(e.grain, e.first and e.first.year) for e in found] == [("day", 2019)]


def test_holidays_have_one_way_to_be_dated() -> None:
    assert [row for row in HOLIDAYS if sum(key in row for key in ("day", "easter", "rule")) != 1] == []
    assert [name for name, count in Counter(NAMES).items() if count > 1] == []


def test_a_rule_with_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="no token class is called 'weekdays'"):
        compile_rule("weekdays day", lambda m: None)


def test_lines_that_do_not_run_on_are_apart() -> None:
    assert BARRIER in scan("lundi\nMardi").string[1:]
    assert BARRIER not in scan("3 mars\n2020").string[1:]
    assert OTHER not in scan("").string


@pytest.mark.parametrize("name", ["traps", "tense"])
def test_word_lists_hold_each_word_once(name: str) -> None:
    for key, words in lexicon.toml(f"dates/{name}.toml").items():
        assert [w for w, count in Counter(words).items() if count > 1] == [], key
        assert [w for w in words if w.endswith("_") or w != w.strip()] == [], key
