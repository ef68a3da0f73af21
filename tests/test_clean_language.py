"""Language of an article, and near-duplicate articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.clean import DuplicateIndex, fingerprint, language
from pipeline.clean.duplicates import similarity
from pipeline.read import read
from pipeline.records import Article

SHARED = Path(__file__).parents[1].parent / "shared"
DISPATCH = (
    "Le conseil municipal de Lorient a voté lundi un emprunt de 12 millions d'euros pour remettre en état les docks. "
    "Les travaux commenceront à l'automne et dureront trois ans. La région, qui possède la moitié des terrains, n'a "
    "pas encore dit ce qu'elle comptait faire. Son président évoque une aide de 3 millions, étalée sur trois budgets. "
    "« C'est un pari », reconnaît la maire, qui promet de ne pas toucher aux impôts avant la fin de son mandat."
)
OTHER = (
    "La ville de Roubaix a reçu de l'État 4 millions d'euros pour rénover sa bibliothèque. Le chantier, confié à une "
    "entreprise de la région, sera achevé au printemps. Le département verse de son côté 800 000 euros, et la ville "
    "la même somme. Les lecteurs devront patienter encore quelques mois avant de retrouver leurs rayonnages."
)
PORT = (
    "À Sète, la criée change de patron. Le conseil du port a choisi un ancien marin, qui dirigeait jusqu'ici celle "
    "de Concarneau. Il devra trouver 2 millions d'euros pour refaire les chambres froides, en panne pour moitié, "
    "et convaincre les pêcheurs de vendre de nouveau sur place plutôt qu'en Espagne, où les prix sont meilleurs."
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(DISPATCH, "fr", id="french"),
        pytest.param(
            "L’État a versé à Orange, Thales et Bull trois millions d’euros chacun en 2012 et en 2013.",
            "fr",
            id="french_names",
        ),
        pytest.param(
            "The city council voted on Monday to borrow 12 million euros for the docks, closed since 2011.",
            "en",
            id="english",
        ),
        pytest.param(
            "El ayuntamiento aprobó el lunes un préstamo de 12 millones de euros para reformar los muelles del puerto.",
            "es",
            id="spanish",
        ),
        pytest.param(
            "Der Stadtrat hat am Montag einen Kredit von 12 Millionen Euro für die Sanierung der Docks beschlossen.",
            "de",
            id="german",
        ),
        pytest.param(
            "Il consiglio comunale ha approvato lunedì un prestito di 12 milioni di euro per rifare i moli del porto.",
            "it",
            id="italian",
        ),
        pytest.param(
            "De gemeenteraad heeft maandag een lening van 12 miljoen euro goedgekeurd voor het herstel van de dokken.",
            "nl",
            id="dutch",
        ),
        pytest.param("12 millions", "", id="too_short"),
        pytest.param("", "", id="empty"),
        pytest.param("12 34 56 78 90 " * 10, "", id="figures"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(text) == code


def test_no_passage_of_the_development_data_is_taken_for_another_language() -> None:
    paths = sorted((SHARED / "eval" / "dev").glob("*.json"))
    if not paths:
        pytest.skip("../shared is absent")
    assert {language(json.loads(path.read_text(encoding="utf-8"))["text"]) for path in paths} == {"fr"}


# --------------------------------------------------------------------------- duplicates

COPIES = {
    "same": DISPATCH,
    "typography": DISPATCH.replace("'", "’").replace(" ", "\u00a0", 5).upper(),
    "other_headline": f"Docks : Lorient s'endette\n\n{DISPATCH}",
    "cut_at_the_end": DISPATCH[: int(len(DISPATCH) * 0.75)],
    "edited": DISPATCH.replace("12 millions", "près de 12 millions").replace("reconnaît", "admet"),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in COPIES.items()])
def test_copy_is_recognised(text: str) -> None:
    index = DuplicateIndex()
    assert index.add("roubaix", fingerprint(OTHER)) == ""
    assert index.add("agence", fingerprint(DISPATCH)) == ""
    assert index.add("journal", fingerprint(text)) == "agence"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(OTHER, id="another_subject"),
        pytest.param("Douze millions pour les docks de Lorient.", id="too_short"),
        pytest.param(f"{OTHER} {DISPATCH[:200]}", id="short_quotation"),
    ],
)
def test_other_text_is_no_copy(text: str) -> None:
    index = DuplicateIndex()
    index.add("agence", fingerprint(DISPATCH))
    assert index.add("journal", fingerprint(text)) == ""


def test_the_most_similar_article_is_named() -> None:
    index = DuplicateIndex()
    first, second = f"{DISPATCH} {OTHER}", f"{DISPATCH[:300]} {OTHER} {PORT}"
    assert [index.add(name, fingerprint(text)) for name, text in (("1", first), ("2", second))] == ["", ""]
    assert index.add("copy of 1", fingerprint(first + " Et voilà.")) == "1"
    assert index.add("copy of 2", fingerprint(second + " Et voilà.")) == "2"


def test_copies_of_copies_name_the_first() -> None:
    index = DuplicateIndex()
    found = [index.add(str(at), fingerprint(DISPATCH + " Et voilà." * at)) for at in range(4)]
    assert found == ["", "0", "0", "0"]


def test_fingerprint_is_the_same_in_every_run() -> None:
    assert fingerprint(DISPATCH).hex()[:32] == FIRST_VALUES


FIRST_VALUES = "61f3f506e7c5eb00fec32e00440fab05"


def test_similarity_estimates_the_common_share() -> None:
    half = DISPATCH[: len(DISPATCH) // 2]
    assert similarity(fingerprint(DISPATCH), fingerprint(DISPATCH)) == 1.0
    assert 0.3 <= similarity(fingerprint(DISPATCH), fingerprint(half)) <= 0.7
    assert similarity(b"", fingerprint(DISPATCH)) == 0.0


def test_no_two_seeds_are_copies() -> None:
    index = DuplicateIndex()
    seeds = Path(__file__).parents[1] / "seeds"
    articles = [item for item in read([seeds]) if isinstance(item, Article)]
    assert articles
    assert {index.add(article.article_id, fingerprint(article.text)) for article in articles} == {""}
