"""Odd and hostile texts through every stage and the whole run (`make fuzz` runs many more)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from fuzz import campaign, mutants, targets, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.read.decode import writable
from pipeline.records import Article
from pipeline.run import codec, extract_article
from pipeline.run.checks import checked
from pipeline.run.settings import Settings

CRASHES = sorted(targets.CRASHES.glob("*/*"))
FRENCH = st.sampled_from(texts.PAYERS + texts.VERBS + texts.NUMBERS + texts.UNITS + texts.TAKERS + texts.DATES)
ANY_TEXT = st.lists(st.one_of(FRENCH, st.sampled_from(texts.ODD + texts.SPACES + texts.DEBRIS), st.text(max_size=8)))
ARTICLES = st.builds(" ".join, ANY_TEXT) | st.builds("".join, ANY_TEXT)
PUBLISHED = st.sampled_from(targets.PUBLISHED)


@given(text=ARTICLES, published=PUBLISHED)
@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_rows_that_hold(text: str, published: str) -> None:
    found = extract_article(Article("f", "", writable(text), published=published), Settings(any_language=True))
    assert checked(found).warnings == found.warnings
    assert codec.unpack(codec.pack(found)).article.chars == len(text)


@pytest.mark.parametrize("number", range(40))
def test_random_article(number: int) -> None:
    found = extract_article(Article(f"f{number}", "", writable(texts.article(number))), Settings(any_language=True))
    assert checked(found).warnings == found.warnings


@pytest.mark.parametrize("name", targets.TARGETS)
@given(data=st.binary(max_size=200))
@settings(derandomize=True, max_examples=30, deadline=None)
def test_any_bytes(name: str, data: bytes) -> None:
    targets.TARGETS[name](data)


@pytest.mark.parametrize(("name", "seed"), [(n, s) for n, found in targets.SEEDS.items() for s in found])
def test_seed(name: str, seed: str) -> None:
    targets.TARGETS[name](seed.encode("utf-8"))


@pytest.mark.parametrize("crash", CRASHES, ids=lambda path: f"{path.parent.name}-{path.name[:20]}")
def test_what_crashed_once(crash: Path) -> None:
    targets.TARGETS[crash.parent.name](crash.read_bytes())


@pytest.mark.parametrize("number", [0, 7, 4_999_999])
def test_a_random_text_is_the_same_every_time(number: int) -> None:
    assert texts.article(number) == texts.article(number)
    assert texts.phrase(number) == texts.phrase(number)


def test_a_campaign_names_the_text_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(first: int, count: int) -> int:
        if first <= 7 < first + count:
            raise ValueError("odd")
        return count

    monkeypatch.setitem(campaign.CHECKS, "phrases", check)
    assert campaign.check_block(("phrases", 0, 5)) == (5, 5, "")
    assert campaign.check_block(("phrases", 5, 5)) == (4, 4, "phrase 7: ValueError: odd")
    assert list(campaign.blocks("phrases", 2, 6000)) == [("phrases", 2, 5000), ("phrases", 5002, 1000)]


# --------------------------------------------------------------------------- the mutation check


def mutant(module: str, number: int) -> mutants.Mutant:
    return mutants.Mutant(module, number, lambda: f"changed {number}")


def test_a_sample_is_spread_over_the_modules_and_drawn_again_by_its_seed() -> None:
    every = [mutant("pipeline/dates/edtf.py", i) for i in range(10)] + [
        mutant("pipeline/money/fold.py", i) for i in range(30)
    ]
    drawn = mutants.sample(every, 8, seed=1)
    assert Counter(m.module for m in drawn) == {"pipeline/dates/edtf.py": 2, "pipeline/money/fold.py": 6}
    assert [m.name for m in drawn] == [m.name for m in mutants.sample(every, 8, seed=1)]
    assert [m.name for m in drawn] != [m.name for m in mutants.sample(every, 8, seed=2)]
    assert len(mutants.sample(every, 99, seed=1)) == len(every)


def test_what_no_test_can_see_is_not_drawn() -> None:
    source = (mutants.ROOT / "pipeline/lexicon/__init__.py").read_text(encoding="utf-8")
    unseen = source.replace('encoding="utf-8")', 'encoding="UTF-8")')
    assert unseen != source
    assert not mutants.can_be_seen(mutants.Mutant("pipeline/lexicon/__init__.py", 0, lambda: unseen))
    assert mutants.can_be_seen(mutants.Mutant("pipeline/lexicon/__init__.py", 1, lambda: source + "x = 1"))


def test_tests_are_run_without_pytest_where_they_take_no_fixture() -> None:
    seen: list[object] = []
    module = ModuleType("some_tests")
    module.__file__ = "some_tests.py"

    @pytest.mark.parametrize(("a", "b"), [(1, 2), pytest.param(3, 4, marks=pytest.mark.xfail)])
    @pytest.mark.parametrize("c", ["x", "y"])
    def test_many(a: int, b: int, c: str) -> None:
        seen.append((a, b, c))

    def test_fixture(tmp_path: Path) -> None: ...

    def test_failing() -> None:
        raise AssertionError

    vars(module).update(test_many=test_many, test_fixture=test_fixture, helper=seen.append)
    assert mutants.run_directly([module]) == ["some_tests.py::test_fixture"]
    assert seen == [(1, 2, "x"), (1, 2, "y")]
    vars(module).update(test_failing=test_failing)
    with pytest.raises(AssertionError):
        mutants.run_directly([module])


def test_a_report_shows_the_survivors() -> None:
    found = [(mutant("a.py", 1), 1, "- x"), (mutant("a.py", 2), 0, "- y"), (mutant("b.py", 3), 137, "- z")]
    page = mutants.report(found, "head")
    assert "| a.py | 2 | 1 |" in page
    assert "| b.py | 1 | 1 |" in page
    assert "a.py:2" in page
    assert "- y" in page
    assert "- x" not in page
