"""Which lines of copied pages are left out, against the corpus of tests/cases/clean.txt, and what a body looks like."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.records import Article, Body

CORPUS = Path(__file__).parent / "cases" / "clean.txt"
KINDS = ("navigation", "comments", "footer", "related", "metadata", "advert", "other")
_MARKED = re.compile(rf"\[({'|'.join(KINDS)})\] (.*)")
DOCKS = "Le conseil municipal a voté un emprunt de 12 millions d’euros pour la remise en état des docks."


def read_pages() -> list[tuple[str, list[tuple[str, str]]]]:
    """Name and lines of every page; a line is its text and the kind of debris it is (empty for the body)."""
    pages = []
    for part in CORPUS.read_text(encoding="utf-8").split("\n== ")[1:]:
        name, _, content = part.partition("\n")
        lines = [_MARKED.fullmatch(line) for line in content.strip("\n").split("\n")]
        texts = content.strip("\n").split("\n")
        pages.append((name, [(m[2], m[1]) if m else (t, "") for m, t in zip(lines, texts, strict=True)]))
    return pages


def kinds_found(text: str, body: Body) -> list[tuple[str, str]]:
    """The lines of ``text`` with the kind of the skipped stretch they stand in."""
    found = []
    at = 0
    for line in text.split("\n"):
        kind = next((s.kind for s in body.skipped if line and s.start <= at < s.end), "")
        found.append((line, kind))
        at += len(line) + 1
    return found


@pytest.mark.parametrize("lines", [pytest.param(lines, id=name) for name, lines in read_pages()])
def test_page(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(line for line, _ in lines)
    assert kinds_found(text, clean(Article("a", "a.txt", text))) == lines


@pytest.mark.parametrize("lines", [pytest.param(lines, id=name) for name, lines in read_pages()])
def test_body_and_skipped_share_the_text_between_them(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(line for line, _ in lines)
    body = clean(Article("a", "a.txt", text))
    covered = [*((s.start, s.end) for s in body.skipped), *((s.source, s.source + s.length) for s in body.segments)]
    inside = {at for start, end in covered for at in range(start, end)}
    assert not [text[at] for at in range(len(text)) if at not in inside and not text[at].isspace()]


def test_every_kind_has_a_case() -> None:
    assert {kind for _, lines in read_pages() for _, kind in lines} == {"", *KINDS}


@pytest.mark.parametrize(
    ("text", "title", "headline"),
    [
        pytest.param(f"Lorient emprunte\n\n{DOCKS}", "", "Lorient emprunte", id="line_of_its_own"),
        pytest.param(f"Lorient emprunte\n{DOCKS}", "", "Lorient emprunte", id="no_blank_line"),
        pytest.param(f"Docks : Lorient emprunte.\n\n{DOCKS}", "", "", id="sentence"),
        pytest.param(
            f"Docks : Lorient emprunte.\n\n{DOCKS}",
            "Docks\u00a0: Lorient emprunte.",
            "Docks : Lorient emprunte.",
            id="given",
        ),
        pytest.param(DOCKS, "", "", id="text_alone"),
        pytest.param("Lorient emprunte", "", "", id="one_line"),
        pytest.param(
            f"Lorient emprunte\n\nUn pari risqué\n\n{DOCKS}", "", "Lorient emprunte\n\nUn pari risqué", id="two_lines"
        ),
        pytest.param(f"Lorient emprunte\nAFP, publié le 4 mars 2014\n{DOCKS}", "", "Lorient emprunte", id="dateline"),
    ],
)
def test_headline(text: str, title: str, headline: str) -> None:
    body = clean(Article("a", "a.txt", text, title=title))
    assert body.text[: body.title_end] == headline


def test_given_body_is_kept_and_what_is_around_it_listed() -> None:
    text = f"Agence, le 4 mars\n\n{DOCKS}\n\nfin de page"
    start, end = text.index(DOCKS), text.index(DOCKS) + len(DOCKS)
    body = clean(Article("a", "a.html", text, extracted=True, body=(start, end)))
    assert body.text == DOCKS.replace("’", "'")
    assert [text[s.start : s.end] for s in body.skipped] == ["Agence, le 4 mars", "fin de page"]


def test_page_of_debris_alone_is_kept() -> None:
    body = clean(Article("a", "a.txt", "Accueil\nSe connecter\nMentions légales"))
    assert (body.text, body.skipped) == ("Accueil\nSe connecter\nMentions légales", ())


@pytest.mark.parametrize("text", ["", " \n\u00a0\n", "\u200b"])
def test_no_text(text: str) -> None:
    assert clean(Article("a", "a.txt", text)).text == ""
