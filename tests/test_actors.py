"""Actors over all articles: the B³ measure on own gold, and one case for every rule."""

from __future__ import annotations

import random

import pytest
from actor_gold import Keyed, b_cubed, own_articles, seed_articles
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import entities
from pipeline.entities.names import name_key, stable_id
from pipeline.records import EntityRow

FLOOR = 0.95  # B³ F1


@pytest.mark.parametrize("gold", [own_articles, seed_articles], ids=["own", "seeds"])
def test_merging_is_as_right_as_promised(gold: type[Keyed]) -> None:
    rows = gold()
    registry = entities.merge_actors(row for row, _ in rows)
    _, _, f1 = b_cubed([(registry.by_id[row.actor_id].actor_id, actor) for row, actor in rows])
    assert f1 >= FLOOR


def row(name: str, label: str = "ORG", article: str = "a1", text: str = "") -> EntityRow:
    """A mention as linking would name it."""
    return EntityRow(
        article, stable_id(label, name_key(name)), name, label, text or name, 0, len(text or name), "model"
    )


def actors(*rows: EntityRow) -> list[tuple[str, str]]:
    """The (name, label) of the merged actors."""
    return [(r.name, r.label) for r in entities.merge_actors(rows).rows]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (row("Maréchal Industries"), row("groupe Maréchal Industries"), "common noun"),
        (row("CDC"), row("Caisse des dépôts et consignations"), "known name"),
        (row("ministère de l'Économie et du Plan"), row("Bercy"), "ministry"),
        (row("Terres d'accueil du Velay"), row("Terres d'acueil du Velay"), "one letter"),
        (row("Claire Vasseur", "PER"), row("Vasseur", "PER"), "surname"),
        (row("FRL"), row("Fonds des rives de la Loire", text="FRL"), "abbreviation"),
        (row("ANRP"), row("Agence nationale des ruisseaux propres"), "initials"),
    ],
    ids=lambda x: x if isinstance(x, str) else x.name,
)
def test_rule_merges_and_says_why(one: EntityRow, other: EntityRow, reason: str) -> None:
    registry = entities.merge_actors([one, other])
    assert len(registry.rows) == 1
    assert any(reason in said for said in registry.reasons(registry.rows[0].actor_id))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row("Orange"), row("Orange", "LOC")),
        (row("Université de Lyon 1"), row("Université de Lyon 2")),
        (row("région Bretagne"), row("région Normandie")),
        (row("Jean Rochat", "PER"), row("Paul Rochat", "PER")),
        (row("Banque de France"), row("Banque mondiale")),
        (row("Martin", "PER"), row("Martin Belleville", "PER")),
        (row("Voltelis"), row("Voltalia")),
        (row("Sénégal"), row("Sénégal", "LOC")),
    ],
    ids=lambda x: f"{x.name}-{x.label}",
)
def test_others_stay_apart(one: EntityRow, other: EntityRow) -> None:
    assert len(entities.merge_actors([one, other]).rows) == 2


def test_surname_of_two_persons_is_nobody_s() -> None:
    found = actors(row("Jean Rochat", "PER"), row("Paul Rochat", "PER"), row("Rochat", "PER"))
    assert len(found) == 3


def test_a_rare_label_is_a_slip() -> None:
    many = [row("Voltelis", article=f"a{i}") for i in range(3)]
    assert actors(*many, row("Voltelis", "PER", "a9")) == [("Voltelis", "ORG")]


def test_counts_and_aliases() -> None:
    registry = entities.merge_actors(
        [
            row("Caisse des dépôts", text="CDC"),
            row("Caisse des dépôts", article="a2"),
            row("Caisse des dépôts", text="CDC"),
        ]
    )
    (found,) = registry.rows
    assert (found.mentions, found.articles, found.aliases, found.kind) == (3, 2, "CDC", "bank")


def test_state_has_its_name_and_id() -> None:
    (found,) = entities.merge_actors([row("État français", text="Etat"), row("État français", text="France")]).rows
    assert (found.name, found.kind, found.wikidata) == ("État français", "state", "Q142")


@settings(derandomize=True, max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_changes_nothing(rng: random.Random) -> None:
    rows = [r for r, _ in own_articles()]
    expected = entities.merge_actors(rows)
    rng.shuffle(rows)
    found = entities.merge_actors(rows)
    assert (found.rows, found.merges) == (expected.rows, expected.merges)


def test_every_id_has_its_actor() -> None:
    rows = [r for r, _ in own_articles()]
    registry = entities.merge_actors(rows)
    assert {r.actor_id for r in rows} == set(registry.by_id)
    assert registry.actor("unknown id") is None
    assert sum(r.mentions for r in registry.rows) == len(rows)


def test_no_rows_no_actors() -> None:
    assert entities.merge_actors([]).rows == ()


WANTED = [
    ("État français", "ORG", "state"),
    ("Orange", "ORG", "company"),
    ("Cloudwatt", "ORG", "company"),
    ("Numergy", "ORG", "company"),
    ("Caisse des dépôts", "ORG", "bank"),
    ("Ministère de l'Économie et des Finances", "ORG", "public_body"),
]


@pytest.fixture(scope="module")
def reference(shared) -> entities.ActorRegistry:  # type: ignore[no-untyped-def]
    """The actors of the reference articles."""
    rows = []
    for path in sorted((shared / "articles").glob("*.txt")):
        doc = entities.load()(path.read_text(encoding="utf-8"))
        for m in entities.link(entities.find_mentions(doc), doc.text):
            rows.append(EntityRow(path.stem, m.actor_id, m.name, m.label, m.text, m.start, m.end, m.source))
    return entities.merge_actors(rows)


@pytest.mark.parametrize(("name", "label", "kind"), WANTED, ids=[w[0] for w in WANTED])
def test_reference_articles(reference: entities.ActorRegistry, name: str, label: str, kind: str) -> None:
    assert [(r.label, r.kind) for r in reference.rows if r.name == name] == [(label, kind)]


# --------------------------------------------------------------------------- articles on funding, and others


def census(*articles: tuple[bool, list[EntityRow]]) -> entities.ActorRegistry:
    """The actors of articles that tell a funding (True) and of others."""
    gathered = entities.ActorCensus()
    for on_funding, rows in articles:
        gathered.add(rows, on_funding=on_funding)
    return gathered.registry()


PAID = row("Terres d'acueil du Velay")
RIGHT = [row("Terres d'accueil du Velay", article=f"b{i}") for i in range(3)]


def test_articles_on_funding_settle_the_name() -> None:
    registry = census((False, RIGHT), (True, [PAID]))
    (actor,) = registry.rows
    assert (actor.name, actor.mentions, actor.articles) == (PAID.name, 4, 4)
    assert actor.actor_id == entities.merge_actors([PAID]).rows[0].actor_id
    assert registry.reasons(actor.actor_id) == [
        f"« {RIGHT[0].name} »: the same actor as « {PAID.name} », its name in the articles on funding"
    ]


def test_without_articles_on_funding_the_most_used_name_wins() -> None:
    assert [a.name for a in census((False, [*RIGHT, PAID])).rows] == [RIGHT[0].name]


def test_other_articles_unite_no_two_settled_actors() -> None:
    full, short = row("Fonds des rives de la Loire"), row("FRL", article="a2")
    told = row("Fonds des rives de la Loire", text="FRL", article="b1")
    assert len(census((True, [full, short])).rows) == 2
    assert len(census((True, [full, short]), (False, [told])).rows) == 2
    assert len(census((True, [full, short, told])).rows) == 1


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([PAID, *RIGHT[:1], row("CDC"), row("Velay")])), max_size=8))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_articles_on_funding_alone_say_who_is_who(told: list[tuple[bool, EntityRow]]) -> None:
    whole = census(*((on_funding, [row]) for on_funding, row in told))
    alone = census(*((True, [row]) for on_funding, row in told if on_funding))
    for on_funding, mention in told:
        actor = whole.by_id[mention.actor_id]
        if on_funding:
            expected = alone.by_id[mention.actor_id]
            assert (actor.actor_id, actor.name, actor.kind) == (expected.actor_id, expected.name, expected.kind)
    assert len({a.actor_id for a in whole.rows}) == len(whole.rows)
    assert sum(a.mentions for a in whole.rows) == len(told)
