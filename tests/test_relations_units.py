"""The parts of the relation stage by themselves: references, holdings, names, candidates, parses, trigger words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import relations_marks as marks

from pipeline import dates
from pipeline.money import find_amounts
from pipeline.records import Amount, Article, Mention, Stake
from pipeline.relations import candidates as cands
from pipeline.relations import deals, find_stakes, frames, gate, gold, model, references, syntax, triggers
from pipeline.relations.candidates import fold, key_of_mention
from pipeline.relations.frames import Hit
from pipeline.relations.model import Linear
from pipeline.run import extract_article

# --------------------------------------------------------------------------- sums by reference


def computed(text: str) -> list[tuple[str, Any, str]]:
    """Words, value and computation of the sums that a text gives by reference."""
    return [(a.text, a.value, a.reason) for a in references.resolve(text, find_amounts(text))]


@pytest.mark.parametrize(
    ("words", "factor", "value"),
    [
        ("la moitié de cette somme", "0.5", 6_000_000),
        ("le tiers de cette enveloppe", "0.333", 4_000_000),
        ("deux tiers de ce montant", "0.667", 8_000_000),
        ("un quart de ce budget", "0.25", 3_000_000),
        ("trois quarts de cette aide", "0.75", 9_000_000),
        ("le double de cette dotation", "2", 24_000_000),
        ("le triple de cette subvention", "3", 36_000_000),
        ("La moitié environ de ce total", "0.5", 6_000_000),
        ("un tiers de ce prêt", "0.333", 4_000_000),
        ("un tiers des sommes promises", "0.333", 4_000_000),
        ("la moitié de la somme prévue", "0.5", 6_000_000),
        ("la moitié de l'enveloppe", "0.5", 6_000_000),
        ("la moitié de ces fonds", "0.5", 6_000_000),
        ("la moitié de ces crédits", "0.5", 6_000_000),
        ("le même montant", "1", 12_000_000),
        ("du même budget", "1", 12_000_000),
        ("un même effort", "1", 12_000_000),
        ("la même mise", "1", 12_000_000),
        ("une contribution identique", "1", 12_000_000),
        ("une enveloppe égale", "1", 12_000_000),
        ("un apport équivalent", "1", 12_000_000),
        ("un effort égal", "1", 12_000_000),
        ("5 % de cette enveloppe", "0.05", 600_000),
        ("2.5 % de ce budget", "0.025", 300_000),
        ("10 % de ce total", "0.1", 1_200_000),
        ("100 % de cette somme", "1", 12_000_000),
    ],
)
def test_a_reference_is_computed(words: str, factor: str, value: int) -> None:
    text = f"La région alloue 12 millions d'euros au port. Le bourg en veut {words}."
    assert computed(text) == [(words, Decimal(value), f"{factor} × 12 millions d'euros")]


@pytest.mark.parametrize(
    "words",
    [
        "la moitié des habitants",
        "un tiers de la ville",
        "le double du prix",
        "un quart d'heure",
        "le même jour",
        "0 % de cette somme",
        "une somme rondelette",
        "demoitié de cette somme",
    ],
)
def test_what_is_no_reference(words: str) -> None:
    assert computed(f"La région alloue 12 millions d'euros au port. Le bourg en veut {words}.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Elle paie la moitié de quelque 8 millions d'euros.", ["la moitié de quelque 8 millions d'euros"]),
        ("Elle paie la moitié des environ 8 millions d'euros.", ["la moitié des environ 8 millions d'euros"]),
        ("Elle paie la moitié de ces 8 millions d'euros.", ["la moitié de ces 8 millions d'euros"]),
        ("Elle paie la moitié de 12 maisons, soit 8 millions d'euros.", []),
    ],
)
def test_a_part_of_a_sum_that_follows(text: str, found: list[str]) -> None:
    assert [words for words, _, _ in computed(text)] == found


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("Une aide de 8 millions d'euros", True),
        ("Un chiffre d'affaires de 8 millions d'euros", False),
        ("Des recettes de 8 millions d'euros", False),
        ("8 millions d'euros de bénéfices", False),
        ("Une dette de 8 millions d'euros", False),
        ("Une aide de 8 à 9 millions d'euros", False),
    ],
)
def test_what_a_reference_can_point_to(before: str, found: bool) -> None:
    assert bool(computed(f"{before} est votée. Le bourg en veut la moitié de cette somme.")) is found


def test_the_nearest_sum_is_meant() -> None:
    text = "Une aide de 8 millions d'euros, une aide de 6 millions d'euros. Il en veut la moitié de cette somme."
    assert [value for _, value, _ in computed(text)] == [3_000_000]


@pytest.mark.parametrize(("gap", "found"), [(690, True), (710, False)])
def test_a_reference_reaches_back_to_the_paragraph_before(gap: int, found: bool) -> None:
    text = "Une aide de 8 millions d'euros."
    text += " " * (gap - 2) + "Il"
    text += " veut le même montant."
    assert bool(computed(text)) is found


@pytest.mark.parametrize(
    ("value", "words", "wanted"),
    [("2000 euros", "le tiers", "667"), ("1 999 euros", "la moitié", "999.50"), ("2 001 euros", "la moitié", "1000")],
)
def test_cents_are_kept_below_a_thousand(value: str, words: str, wanted: str) -> None:
    text = f"Une aide de {value} est votée. Il en veut {words} de cette somme."
    (found,) = references.resolve(text, [replace(a, role="funding") for a in find_amounts(text)])
    assert str(found.value) == wanted or abs(Decimal(wanted) - (found.value or 0)) < 1
    assert found.value_min is None


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [("le même montant", "at_least"), ("le double de cette somme", "at_least"), ("le tiers de cette somme", "approx")],
)
def test_what_is_not_exact_stays_so(words: str, qualifier: str) -> None:
    text = f"Une aide de plus de 8 millions d'euros est votée. Il en veut {words}."
    (found,) = references.resolve(text, find_amounts(text))
    assert (found.qualifier, found.role, found.currency) == (qualifier, "funding", "EUR")


# --------------------------------------------------------------------------- holdings


def holdings(marked: str, days: str = "") -> list[Stake]:
    body, mentions = marks.read(marked)
    return find_stakes(body, dates.find_dates(body.text, days) if days else [], mentions)


@pytest.mark.parametrize(
    "marked",
    [
        "[ORG Aqualis] est détenue à 47 % par [ORG Norvia].",
        "[ORG Aqualis] est contrôlé à hauteur de 47 % par le groupe [ORG Norvia].",
        "[ORG Aqualis], possédée à 47 % par [ORG Norvia], embauche.",
        "[ORG Aqualis] est la propriété à 47 % par alliance de [ORG Norvia].",
        "[ORG Norvia] détient 47 % du capital d'[ORG Aqualis].",
        "[ORG Norvia] détient 47 % des parts de [ORG Aqualis].",
        "[ORG Norvia] possède 47 % des actions du groupe [ORG Aqualis].",
        "[ORG Norvia] contrôle 47 % de la société [ORG Aqualis].",
        "[ORG Norvia] conserve 47 % de [ORG Aqualis].",
        "[ORG Norvia] a acquis 47 % d'[ORG Aqualis].",
        "[ORG Norvia] rachète 47 % du groupe [ORG Aqualis].",
        "[ORG Norvia] prend 47 % dans [ORG Aqualis].",
        "[ORG Norvia] obtient 47 % du capital de l'usine [ORG Aqualis].",
        "[ORG Norvia] monte à 47 % du capital d'[ORG Aqualis].",
        "[ORG Norvia] est passé à 47 % d'[ORG Aqualis].",
        "[ORG Norvia] grimpe à 47 % dans le capital d'[ORG Aqualis].",
        "[ORG Norvia] entre bien au capital d'[ORG Aqualis] à hauteur de 47 %.",
        "[ORG Norvia] participe fort au capital de [ORG Aqualis] à hauteur de 47 %.",
        "[ORG Aqualis], filiale à 47 % de [ORG Norvia], embauche.",
        "[ORG Aqualis], une filiale à 47 % du groupe [ORG Norvia], embauche.",
        "[ORG Aqualis], dont [ORG Norvia] détient 47 %, embauche.",
        "[ORG Aqualis], où [ORG Norvia] possède désormais 47 %, embauche.",
        "[ORG Norvia], actionnaire à 47 % d'[ORG Aqualis], embauche.",
        "[ORG Norvia], qui est, propriétaire à hauteur de 47 % de [ORG Aqualis], embauche.",
        "La part de 47 % de [ORG Norvia] dans [ORG Aqualis] monte.",
        "Une participation de 47 % du groupe [ORG Norvia] au capital de [ORG Aqualis] suffit.",
        "[ORG Aqualis] est détenue à 47\u00a0% par l’[ORG Norvia].",
    ],
)
def test_a_holding_is_read(marked: str) -> None:
    (found,) = holdings(marked)
    assert (found.owner.text, found.company.text, found.percent) == ("Norvia", "Aqualis", Decimal(47))
    assert (found.status, found.confidence, found.date) == ("done", 0.8, None)
    assert (found.owner.actor_id, found.company.actor_id) == ("o-Norvia", "o-Aqualis")


@pytest.mark.parametrize(
    "marked",
    [
        "[ORG Norvia] salue 47 % d'[ORG Aqualis].",
        "[ORG Norvia] détient des parts d'[ORG Aqualis].",
        "[ORG Norvia] détient 0 % d'[ORG Aqualis].",
        "[ORG Norvia] détient 101 % d'[ORG Aqualis].",
        "[ORG Norvia] détient 47 % d'une usine.",
        "[ORG Norvia] détient 47 % de [ORG Norvia].",
        "[ORG Norvia] détient tout. Et 47 % d'[ORG Aqualis].",
    ],
)
def test_what_is_no_holding(marked: str) -> None:
    assert holdings(marked) == []


@pytest.mark.parametrize(
    ("marked", "owners"),
    [
        (
            "[ORG Aqualis] est détenue à 40 % par [ORG Norvia], à 35 % par [ORG Ponsard] "
            "et à hauteur de 25 % par [ORG Elvi].",
            {"Norvia": 40, "Ponsard": 35, "Elvi": 25},
        ),
        (
            "[ORG Aqualis] est détenue à 40 % par [ORG Norvia] ; à 35,5 % par [ORG Ponsard].",
            {"Norvia": 40, "Ponsard": 35},
        ),
        ("Le capital d'[ORG Aqualis] : [ORG Norvia] (60 %), [ORG Ponsard] (pour 40 %).", {"Norvia": 60, "Ponsard": 40}),
        (
            "Les actionnaires d'[ORG Aqualis] sont [ORG Norvia] (60 %) et [ORG Ponsard] (40 %).",
            {"Norvia": 60, "Ponsard": 40},
        ),
        ("Le capital d'[ORG Aqualis] : [ORG Norvia] (60 %).", {}),
        ("Les clients d'[ORG Aqualis] : [ORG Norvia] (60 %), [ORG Ponsard] (40 %).", {}),
    ],
)
def test_several_owners(marked: str, owners: dict[str, int]) -> None:
    found = holdings(marked)
    assert {s.owner.text: int(s.percent or 0) for s in found} == owners
    assert {s.company.text for s in found} <= {"Aqualis"}


def test_a_list_of_shares_is_less_sure() -> None:
    marked = "Le capital d'[ORG Aqualis] : [ORG Norvia] (60 %), [ORG Ponsard] (40 %)."
    assert [s.confidence for s in holdings(marked)] == [0.6, 0.6]


@pytest.mark.parametrize("verb", ["détiendra", "va détenir, contrôle", "devrait avoir, détient", "prendra"])
def test_a_holding_to_come_is_planned(verb: str) -> None:
    assert [s.status for s in holdings(f"[ORG Norvia] {verb} 47 % d'[ORG Aqualis].")] == ["planned"]


def test_a_holding_has_the_date_and_place_of_its_sentence() -> None:
    marked = "Elle ouvre en 2001.\nEn 2015, [ORG Norvia] prend 47 % d'[ORG Aqualis].\nElle ferme en 2020."
    (found,) = holdings(marked, "2021-06-16")
    text = marks.read(marked)[0].text
    assert text[found.start : found.end] == "En 2015, Norvia prend 47 % d'Aqualis."
    assert found.date is not None
    assert found.date.edtf == "2015"


@pytest.mark.parametrize(
    ("opening", "published", "period", "edtf"),
    [
        ("Depuis 2004", "2018-04-27", ("2004-01-01", "2018-04-27"), "2004-01-01/2018-04-27"),
        ("En 2004", "2018-04-27", ("2004-01-01", "2004-12-31"), "2004"),
        ("Depuis 2018", "2018-04-27", ("2018-01-01", "2018-12-31"), "2018/.."),
    ],
)
def test_money_given_since_a_year(opening: str, published: str, period: tuple[str, str], edtf: str) -> None:
    text = f"{opening}, l'État a versé 60 millions d'euros à la ville de Lens."
    (row,) = extract_article(Article("a", "a", text, published=published)).funding
    assert ((str(row.date_start), str(row.date_end)), row.edtf) == (period, edtf)


# --------------------------------------------------------------------------- names and amounts of the gold


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("La Région", "région", True),
        ("l'État", "Etat", True),
        ("la", "la", True),
        ("EDF", "groupe EDF", True),
        ("AB", "AB Nord", False),
        ("ABC", "ABC Nord", True),
        ("ABC", "XABC Nord", False),
        ("Nord", "a1 a2 a3 a4 a5 Nord", True),
        ("Nord", "b1 b2 b3 b4 b5 b6 Nord", False),
        ("Brest Nord", "Nord Brest", False),
        ("Œuvres", "oeuvres", True),
    ],
)
def test_names_agree(a: str, b: str, same: bool) -> None:
    assert gold.same_name(a, b) is gold.same_name(b, a) is same


@pytest.mark.parametrize(
    ("name", "words"), [("La Caisse des dépôts", ("caisse", "depots")), ("Le", ("le",)), ("", ()), ("R&B", ("r", "b"))]
)
def test_words_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert gold.words(name) == words


THREE = Amount(10, 28, "3 millions d'euros", Decimal(3_000_000), currency="EUR")
RANGE = Amount(0, 9, "", None, Decimal(1_000_000), Decimal(2_000_000), "EUR")


@pytest.mark.parametrize(
    ("amount", "event", "same"),
    [
        (THREE, {"value": 3_015_000, "currency": "EUR"}, True),
        (THREE, {"value": 3_016_000, "currency": "EUR"}, False),
        (THREE, {"value": "3000000", "currency": "EUR"}, True),
        (THREE, {"value": 3_000_000, "currency": None}, False),
        (replace(THREE, currency=""), {"value": 3_000_000, "currency": None}, True),
        (replace(THREE, value=None), {"value": 3_000_000, "currency": "EUR"}, False),
        (replace(THREE, value=Decimal(0)), {"value": 0, "currency": "EUR"}, True),
        (RANGE, {"min": 1_000_000, "max": 2_000_000, "currency": "EUR"}, True),
        (RANGE, {"min": 1_100_000, "max": 2_000_000, "currency": "EUR"}, False),
        (RANGE, {"min": None, "max": 2_000_000, "currency": "EUR"}, False),
        (replace(RANGE, value_min=None), {"min": None, "max": 2_000_000, "currency": "EUR"}, True),
        (RANGE, {"currency": "EUR"}, False),
        (THREE, {"amount_text": "un total de 3 millions d'euros"}, True),
    ],
)
def test_amounts_agree(amount: Amount, event: dict[str, Any], same: bool) -> None:
    assert gold.same_amount(amount, event) is same


def test_of_two_events_the_one_around_the_amount_is_meant() -> None:
    text = "Il pleut. 3 millions d'euros. Il vente. Il neige."
    event = {"value": 3_000_000, "currency": "EUR"}
    around, far = event | {"evidence": "3 millions d'euros."}, event | {"evidence": "Il neige."}
    near, absent = event | {"evidence": "Il vente."}, event | {"evidence": "Il grêle."}
    for events, best in [([far, around], around), ([far, near], near), ([absent, far], far), ([event, far], far)]:
        assert gold.event_of(THREE, {"funding": events}, text) is best


# --------------------------------------------------------------------------- the gate and the models


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 euros", ["reason=other", "role=other", "magnitude=1"]),
        (
            "Une aide de 3 euros au club",
            [
                "l=une",
                "w=une",
                "l=aide",
                "w=aide",
                "l=de",
                "w=de",
                "r=au",
                "w=au",
                "r=club",
                "w=club",
                "l0=de",
                "l1=aide",
                "l2=une",
                "r0=au",
                "r1=club",
                "magnitude=1",
                "reason=",
                "role=funding",
            ],
        ),
        ("y 12 euros à", ["magnitude=2", "reason=other", "role=other"]),
    ],
)
def test_all_features_of_the_gate(text: str, wanted: list[str]) -> None:
    (amount,) = find_amounts(text)
    found = gate.features(text, amount)
    assert sorted(found) == sorted([*wanted, "bias", "currency=EUR"])
    assert set(found.values()) == {1.0}


def test_the_gate_takes_the_size_of_a_range_from_what_there_is() -> None:
    for amount, size in [(RANGE, 7), (replace(RANGE, value_min=None), 7), (replace(RANGE, value_min=Decimal(5)), 1)]:
        assert f"magnitude={size}" in gate.features("", amount)
    assert "magnitude=0" in gate.features("", replace(RANGE, value_min=None, value_max=None))


def test_the_gate_sees_ninety_characters() -> None:
    text = "loin " + "x" * 84 + " 3 euros " + "y" * 84 + " loin"
    (amount,) = find_amounts(text)
    names = gate.features(text, amount)
    assert "l=oin" in names or "l=loin" in names
    assert "r=loin" not in names or text.index("loin", 20) < amount.end + 90


def test_a_model_is_written_with_four_decimals() -> None:
    linear = Linear(("0", "1"), {"é": (0.123456,), "a": (1.0,)})
    assert linear.dumps() == '{"classes": ["0", "1"],\n"weights": {\n"a": [1.0],\n"é": [0.1235]\n}}\n'


def test_probabilities() -> None:
    linear = Linear(("a", "b"), {"x": (1.0, -1.0)})
    assert model.sigmoid(0) == 0.5
    assert linear.distribution({"x": 0.0}) == {"a": 0.5, "b": 0.5}
    assert linear.distribution({"x": 2000.0}) == {"a": 1.0, "b": 0.0}
    assert linear.contributions({"x": 3.0, "y": 1.0}) == [("x", 3.0)]
    assert (
        len(
            Linear(("0", "1"), {f"f{i}": (float(i),) for i in range(9)}).contributions(
                dict.fromkeys((f"f{i}" for i in range(9)), 1.0)
            )
        )
        == 6
    )


# --------------------------------------------------------------------------- candidates


def candidates(marked: str) -> list[tuple[str, str, bool]]:
    """Words, label and whether it is a pronoun, of each candidate of a marked sentence."""
    return [(c.text, c.label, c.pronoun) for c in marks.build(marked).by_sentence[0]]


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        (
            "La [ORG région Bretagne] verse 3 millions d'euros pour la rénovation des écoles.",
            [("région Bretagne", "ORG", False), ("rénovation des écoles", "", False), ("écoles", "", False)],
        ),
        (
            "Elle lui donne un plan de relance de 3 millions d'euros pour l'année.",
            [("Elle", "", True), ("lui", "", True), ("plan de relance", "", False), ("relance", "", False)],
        ),
        (
            "Le pôle R&D de l'usine reçoit 3 millions d'euros.",
            [("pôle R&D de l'usine", "", False), ("usine", "", False)],
        ),
    ],
)
def test_candidates(marked: str, wanted: list[tuple[str, str, bool]]) -> None:
    assert candidates(marked) == wanted


@pytest.mark.parametrize(
    ("sentence", "head", "phrase"),
    [
        ("C'est le projet du village.", "projet", "projet du village"),
        ("On sait que le club des retraités sourit.", "club", "club des retraités"),
        ("La région rénove des gymnases d'un montant de 3 millions d'euros.", "gymnases", "gymnases"),
        ("La ville présente un budget en hausse de 3 %.", "budget", "budget"),
        ("Un fonds doté de 3 millions d'euros aide les jeunes.", "fonds", "fonds"),
        ("Toutes les écoles de la ville dorment.", "écoles", "écoles de la ville"),
        ("Les enfants défavorisés chantent.", "enfants", "enfants défavorisés"),
    ],
)
def test_the_words_of_a_candidate(sentence: str, head: str, phrase: str) -> None:
    sums = [(a.start, a.end) for a in find_amounts(sentence)]
    found = cands.of_sentence(sentence, parsed(sentence), [], sums)
    assert [c.text for c in found if c.head.text == head] == [phrase]


@pytest.mark.parametrize(
    ("sentence", "head", "phrase"),
    [
        ("L'État finance trois ateliers de « Bois vivant » en 2012.", "ateliers", "ateliers de « Bois vivant »"),
        ("L'État finance trois ateliers de « Bois vivant en 2012.", "ateliers", "ateliers"),
    ],
)
def test_a_quotation_in_a_candidate_is_closed_or_left_out(sentence: str, head: str, phrase: str) -> None:
    found = cands.of_sentence(sentence, parsed(sentence), [], [])
    assert [c.text for c in found if c.head.text == head] == [phrase]


@pytest.mark.parametrize(
    ("sentence", "inner", "whole"),
    [
        ("La région finance un programme de recherche.", "recherche", "programme de recherche"),
        ("La région finance un plan d'aide aux écoles.", "aide", "plan d'aide aux écoles"),
        ("La région finance la rénovation des écoles.", "écoles", None),
        ("La région finance le plan d'une entreprise.", "entreprise", None),
        ("La région finance une dizaine d'écoles.", "écoles", None),
        ("La région finance le développement de nouvelles technologies.", "technologies", None),
    ],
)
def test_a_bare_noun_belongs_to_the_phrase_around_it(sentence: str, inner: str, whole: str | None) -> None:
    found = cands.of_sentence(sentence, parsed(sentence), [], [])
    (candidate,) = [c for c in found if c.head.text == inner]
    assert (candidate.whole.text if candidate.whole else None) == whole


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("La ministre de la Culture donne 3 millions d'euros au théâtre.", {"ministre de la Culture", "théâtre"}),
        ("La ville donne 3 millions d'euros pour la culture.", {"ville", "culture"}),
        ("L'État débloque 3 millions d'euros à destination des pêcheurs.", {"État", "pêcheurs"}),
        (
            "L'aide augmente grâce à la hausse des dons de la ville pour le moment.",
            {"aide", "dons de la ville", "ville"},
        ),
    ],
)
def test_portfolios_and_prepositions_are_no_candidates(sentence: str, words: set[str]) -> None:
    sums = [(a.start, a.end) for a in find_amounts(sentence)]
    assert {c.text for c in cands.of_sentence(sentence, parsed(sentence), [], sums)} == words


@pytest.mark.parametrize(
    ("gap", "name"),
    [(1, "Arcadie"), (8, "Arcadie"), (9, None)],
)
def test_the_project_said_again_is_the_same(gap: int, name: str | None) -> None:
    first = "[PROG Arcadie], un projet de port, avance.\n"
    marked = first + "Il pleut.\n" * (gap - 1) + "Le projet reçoit 3 millions d'euros."
    context = marks.build(marked)
    context.by_sentence.setdefault(0, marks.build(first + "Il coûte 2 millions d'euros.").by_sentence[0])
    (again,) = [c for c in context.by_sentence[gap] if c.text == "projet"]
    mention = context.referent(again)
    assert (mention.text if mention else None) == name


def test_candidates_are_grouped_by_what_they_name() -> None:
    found = marks.build(
        "La [ORG région Bretagne] verse 3 millions d'euros aux Écoles, elle aime les écoles."
    ).by_sentence[0]
    keys = {c.text: c.key for c in found}
    assert (keys["région Bretagne"], keys["écoles"], keys["elle"]) == ("o-région Bretagne", "ecole", "pron:elle")


@pytest.mark.parametrize(
    ("marked", "phrase", "name"),
    [
        ("[ORG Norvia], un fabricant de vélos, reçoit 3 millions d'euros.", "fabricant de vélos", "Norvia"),
        ("[ORG Altis] et [ORG Norvia], une coopérative, ont 3 millions d'euros.", "coopérative", "Norvia"),
        ("[ORG Norvia] donne 3 millions d'euros à un fabricant de vélos.", "fabricant de vélos", None),
        ("Pour 3 millions d'euros, un fabricant de vélos rachète [ORG Norvia].", "fabricant de vélos", None),
    ],
)
def test_an_apposition_names_its_phrase(marked: str, phrase: str, name: str | None) -> None:
    context = marks.build(marked)
    (candidate,) = [c for c in context.by_sentence[0] if c.text == phrase]
    mention = context.referent(candidate)
    assert (mention.text if mention else None) == name


def test_what_groups_the_mentions_of_an_actor() -> None:
    assert key_of_mention(Mention(0, 4, "Édit", "ORG", "model", "Édit SA", "o-1")) == "o-1"
    assert key_of_mention(Mention(0, 4, "Édit", "ORG", "model", "Édit SA", "")) == "edit sa"
    assert key_of_mention(Mention(0, 4, " Œdit", "ORG", "model", "", "")) == "oedit"
    assert fold(" Été Œuvre ") == "ete oeuvre"


# --------------------------------------------------------------------------- parses


def parsed(text: str) -> syntax.Sentence:
    return syntax.parse(text, [(0, len(text))], [0])[0]


def test_only_the_sentences_asked_for_are_parsed() -> None:
    text = "La ville paie. Le club joue. " + "Le vent souffle sur la mer. " * 70
    found = syntax.parse(text, [(0, 14), (15, 28), (29, len(text))], [2, 1, 1])
    assert sorted(found) == [1, 2]
    assert (found[1].start, found[1].end, found[1].index) == (15, 28, 1)
    assert [text[t.start : t.end] for t in found[1].tokens] == ["Le", "club", "joue", "."]
    assert found[2].tokens[-1].end <= 29 + syntax.MAX_SENTENCE


def test_tokens_of_a_span_its_head_and_governors() -> None:
    sentence = parsed("La ville donne une aide au club.")
    assert [t.text for t in sentence.at(3, 14)] == ["ville", "donne"]
    assert [t.text for t in sentence.at(8, 9)] == []
    head = sentence.head_of(15, 23)
    assert head is not None
    assert (head.text, head.lower, head.lemma) == ("aide", "aide", "aide")
    assert [t.text for t in sentence.ancestors(head)] == ["donne"]
    assert sentence.ancestors(head, 0) == []
    assert sentence.head_of(500, 600) is None
    verb = sentence.ancestors(head)[0]
    assert verb.i == verb.head
    assert head.i in sentence.children[verb.i]
    assert verb.i not in sentence.children[verb.i]


# --------------------------------------------------------------------------- trigger words


@pytest.mark.parametrize(
    ("form", "guess", "lemma"),
    [
        ("lève", "x", "lever"),
        ("finançait", "x", "financer"),
        ("engageons", "x", "engager"),
        ("octroie", "x", "octroyer"),
        ("octroiera", "x", "octroyer"),
        ("octroyons", "x", "octroyer"),
        ("cède", "x", "céder"),
        ("cédera", "x", "céder"),
        ("versèrent", "x", "verser"),
        ("versées", "x", "verser"),
        ("mangeait", "manger", "manger"),
        ("versait", "verser", "verser"),
    ],
)
def test_lemmas_of_trigger_verbs(form: str, guess: str, lemma: str) -> None:
    assert triggers.verb_lemma(form, guess) == lemma


@pytest.mark.parametrize(
    ("left", "phrase"), [("au profit de", True), ("au profit de  ", True), ("xau profit de", False), ("profits", False)]
)
def test_phrases_at_an_end(left: str, phrase: bool) -> None:
    assert bool(triggers.ends_with_phrase("to_recipient", left)) is phrase


def test_longer_phrases_come_first() -> None:
    lengths = [len(phrase) for phrase in triggers.phrases("planned")]
    assert lengths == sorted(lengths, reverse=True)
    pattern = triggers.phrase_pattern("cancelled")
    assert pattern.search("elle ne financera rien")
    assert not pattern.search("xaucun financement"[:6])


def test_classes_of_words() -> None:
    assert triggers.verb_classes("verser")[0] == "give"
    assert triggers.noun_classes("prêt")[0] == "loan"
    assert triggers.actor_classes("ville") != ()
    assert triggers.verb_classes("pleuvoir") == triggers.noun_classes("pluie") == triggers.actor_classes("pluie") == ()


# --------------------------------------------------------------------------- frames and deals


@pytest.mark.parametrize(
    ("rule", "strong"),
    [
        ("from:raise", True),
        ("asked:demand", True),
        ("buyer:sell", True),
        ("relative:give", True),
        ("dative:give", True),
        ("object:acquire", True),
        ("purpose:pour", True),
        ("to:give", True),
        ("to:say", False),
        ("à:grant", True),
        ("à:amount", False),
        ("pour:loan", True),
        ("auprès:raise", True),
        ("passive:lend", True),
        ("subject:sell", True),
        ("subject:say", False),
        ("subject:invest^rel", True),
        ("obj:give", False),
        ("of:appos", False),
    ],
)
def test_what_a_frame_settles(rule: str, strong: bool) -> None:
    assert Hit(0, "payer", rule).strong is strong


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        (
            "Le [ORG groupe Norvia] va acquérir la [ORG laiterie Ponsard].",
            [("groupe Norvia", "laiterie Ponsard", "acquisition", "planned")],
        ),
        (
            "Le [ORG groupe Norvia] a subventionné le [ORG club Ponsard].",
            [("groupe Norvia", "club Ponsard", "grant", "done")],
        ),
        ("[ORG Norvia] recapitalise la [ORG banque Ponsard].", [("Norvia", "banque Ponsard", "grant", "done")]),
        ("[ORG Norvia] rachète [ORG Norvia].", []),
        (
            "Le [ORG groupe Norvia] rachète le contrôle de la [ORG laiterie Ponsard].",
            [("groupe Norvia", "laiterie Ponsard", "acquisition", "done")],
        ),
        ("[ORG Norvia] rachète le camion de la [ORG laiterie Ponsard].", []),
        (
            "[PER Anne Le Goff] rachète la [ORG laiterie Ponsard].",
            [("Anne Le Goff", "laiterie Ponsard", "acquisition", "done")],
        ),
    ],
)
def test_deals(marked: str, told: list[tuple[str, ...]]) -> None:
    found = deals.find(marks.build(marked), [])
    assert [(e.funders[0].text, e.recipients[0].text, e.kind, e.status) for e in found] == told
    assert all(0 < e.confidence < 1 and not e.amount for e in found)


@pytest.mark.parametrize(
    ("marked", "payers", "paid"),
    [
        (
            "Le [ORG groupe Norvia] et la [ORG banque Altis] ont racheté la [ORG laiterie Ponsard].",
            ["groupe Norvia", "banque Altis"],
            ["laiterie Ponsard"],
        ),
        (
            "Le [ORG groupe Norvia] a racheté la [ORG laiterie Ponsard] et les [ORG vins Tardieu].",
            ["groupe Norvia"],
            ["laiterie Ponsard", "vins Tardieu"],
        ),
        (
            "La [ORG laiterie Ponsard] a été rachetée par le [ORG groupe Norvia] et par l'[ORG État].",
            ["groupe Norvia", "État"],
            ["laiterie Ponsard"],
        ),
        (
            "Le [ORG groupe Norvia], avec la [ORG banque Altis], a racheté la [ORG laiterie Ponsard].",
            ["groupe Norvia"],
            ["laiterie Ponsard"],
        ),
        (
            "Le [ORG groupe Norvia] a racheté les parts de la [ORG laiterie Ponsard] et de la [ORG cave Tardieu].",
            ["groupe Norvia"],
            ["laiterie Ponsard", "cave Tardieu"],
        ),
        (
            "La [ORG laiterie Ponsard], qui a été rachetée par le [ORG groupe Norvia], embauche.",
            ["groupe Norvia"],
            ["laiterie Ponsard"],
        ),
    ],
)
def test_all_parties_of_a_deal(marked: str, payers: list[str], paid: list[str]) -> None:
    (event,) = deals.find(marks.build(marked), [])
    assert [p.text for p in event.funders] == [p.name for p in event.funders] == payers
    assert [p.text for p in event.recipients] == paid
    assert [p.actor_id for p in event.recipients] == [f"o-{name}" for name in paid]
    assert event.rule == "deal:racheter"


@pytest.mark.parametrize(
    ("sentence", "rules"),
    [
        (
            "La région Bretagne et l'État donneront {2 millions d'euros} à Brest et à Quimper.",
            [
                "région payer subject:give 0",
                "État payer subject:give+conj 0",
                "Brest recipient à:amount 0",
                "Quimper recipient à:amount+conj 0",
            ],
        ),
        ("La région demande à la ville de payer {2 millions d'euros}.", ["ville payer subject:spend^control 0"]),
        ("Le juge oblige la ville à verser {2 millions d'euros} au club.", ["ville payer subject:give^control 0"]),
        (
            "Le port réclame {2 millions d'euros} à la région.",
            ["port recipient subject:demand 0", "région payer asked:demand 0"],
        ),
        (
            "{2 millions d'euros} ont été versés à l'hôpital par la région.",
            ["hôpital recipient to:give:à 0", "région payer agent:give 0"],
        ),
        (
            "Le chantier est financé par le département à hauteur de {2 millions d'euros}.",
            ["chantier recipient passive:give 1", "département payer agent:give 1"],
        ),
        (
            "La fondation, qui a donné {40 000 euros} à l'école, se tait.",
            ["fondation payer subject:give^rel 0", "école recipient to:give:à 0"],
        ),
        (
            "La région ajoute {3 millions d'euros} à la cagnotte.",
            ["région payer subject:give 0"],
        ),
        ("Le budget du théâtre augmente de {3 millions d'euros}.", ["budget recipient subject:grow 0"]),
        ("Le musée voit sa dotation augmenter de {2 millions d'euros}.", ["musée recipient subject:grow 0"]),
        (
            "Le pont a été construit par la ville en dépensant {3 millions d'euros}.",
            ["ville payer subject:spend^by 0"],
        ),
        (
            "La piscine a été rénovée par Norvia en versant {3 millions d'euros}.",
            ["Norvia payer subject:give^by 0", "piscine recipient passive:give^by 0"],
        ),
        ("Le budget de la culture atteindra {3 millions d'euros}.", ["culture recipient budget:of 0"]),
        ("Le budget de la culture est de {3 millions d'euros}.", ["culture recipient budget:of 0"]),
        (
            "Le port a été rénové par Norvia et Sudel avec {3 millions d'euros}.",
            ["Norvia payer agent:spend 0", "Sudel payer agent:spend+conj 0"],
        ),
        (
            "La ville versera {3 millions d'euros} au club, assure le maire.",
            ["club recipient to:give:à 0", "ville payer subject:give 0", "maire speaker speaker:aside 1"],
        ),
        ("Les {10 millions d'euros} proviennent de la région.", ["région payer from:come 0"]),
        ("Une aide de {10 millions d'euros} provenant de la région suit.", ["région payer from:come 0"]),
        ("Les {10 millions d'euros} promis par le ministre tardent.", ["ministre payer agent:promise 0"]),
        ("Les {10 millions d'euros} que l'État a promis tardent.", ["État payer relative:promise 0"]),
        (
            "Le maire annonce que la ville versera {30 000 euros} au club.",
            ["maire speaker speaker:say 0", "ville payer subject:give 0", "club recipient to:give:à 0"],
        ),
        (
            "Le conseil a voté une aide de {3 millions d'euros} pour les pêcheurs.",
            ["conseil payer subject:decide 1", "pêcheurs recipient pour:grant 0"],
        ),
        (
            "Un plan de relance de {3 milliards d'euros} pour l'hôpital est prêt.",
            ["plan recipient fund:budget 1", "hôpital recipient pour:budget 1"],
        ),
        (
            "L'agglomération met {4 millions d'euros} sur la table pour rénover la piscine.",
            ["agglomération payer subject:give 0", "piscine recipient purpose:pour 0"],
        ),
        ("La jeune pousse lève {12 millions d'euros} auprès de trois fonds.", ["fonds payer from:raise 0"]),
        ("La métropole lui a attribué {150 000 euros}.", ["lui recipient dative:give 0"]),
        (
            "La région a subventionné la ligne à hauteur de {3 millions d'euros}.",
            ["région payer subject:give 1", "ligne recipient object:give 1"],
        ),
        (
            "La région s'engage à verser {2 millions d'euros} à l'orchestre.",
            ["région payer subject:give^xcomp 0", "région speaker speaker:give 0"],
        ),
        (
            "Un don de {15 000 euros} de la fondation aide le village.",
            ["fondation payer de:grant 0", "village recipient object:give 1"],
        ),
        (
            "Le fonds, doté de {5 millions d'euros} par l'État, aide les jeunes.",
            ["fonds recipient subject:give^acl 0", "État payer agent:give 0"],
        ),
        (
            "L'État promet {3 millions d'euros} aux éleveurs, dit le ministre.",
            ["État payer subject:promise 0", "ministre speaker speaker:aside 1"],
        ),
    ],
)
def test_the_rule_of_a_role_is_named(sentence: str, rules: list[str]) -> None:
    text = sentence.replace("{", "").replace("}", "")
    start = sentence.index("{")
    tree = parsed(text)
    head = tree.head_of(start, sentence.index("}") - 1)
    assert head is not None
    hits = frames.read(tree, head)
    found = [f"{tree.tokens[i].text} {hit.role} {hit.rule} {hit.depth}" for i in hits for hit in hits[i]]
    assert set(rules) - set(found) == set()
    assert all(hit.head == i for i in hits for hit in hits[i])
