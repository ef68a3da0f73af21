"""Odd and hostile texts through every stage and the whole run (`make fuzz` runs many more)."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz import targets, texts
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
