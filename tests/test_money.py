"""Amounts: the public functions, roles, rates, the spaCy component and the lexicon behind them."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from decimal import Decimal
from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path

import pytest
import spacy

from pipeline import lexicon
from pipeline.money import find_amounts, parse_amount, to_eur
from pipeline.money.component import NAME
from pipeline.money.fold import fold
from pipeline.money.lexicon import key, load
from pipeline.money.numbers import digits_value
from pipeline.money.tokens import Tokens

# --------------------------------------------------------------------------- parse_amount


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("29,99 € TTC", "29.99", "EUR"),
        ("EUR 12.5", "12.5", "EUR"),
        ("12,5 millions", "12500000", ""),
        ("1 500", "1500", ""),
        ("Prix : 1 299,00 €", "1299", "EUR"),
        ("500 000 F CFA", "500000", "XOF"),
        ("trois millions et demi d'euros", "3500000", "EUR"),
    ],
)
def test_parse_amount(text: str, value: str, currency: str) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert (amount.value, amount.currency) == (Decimal(value), currency)


def test_parse_amount_reads_a_range() -> None:
    amount = parse_amount("10 à 15 M€")
    assert amount is not None
    assert (amount.value, amount.value_min, amount.value_max) == (None, Decimal(10_000_000), Decimal(15_000_000))


@pytest.mark.parametrize("text", ["", "gratuit", "sur devis", "—"])
def test_parse_amount_finds_nothing(text: str) -> None:
    assert parse_amount(text) is None


# --------------------------------------------------------------------------- find_amounts


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "Rien à signaler.", "€", "M€", "12", "d'euros", "entre", "entre 5 et", "$$$", "1."]
)
def test_texts_without_an_amount(text: str) -> None:
    assert find_amounts(text) == []


def test_ambiguous_currency_keeps_its_candidates() -> None:
    (amount,) = find_amounts("Le prix est de 500 couronnes.")
    assert amount.currency == ""
    assert {"SEK", "NOK", "DKK", "CZK", "ISK"} <= set(amount.candidates)


def test_default_currency_keeps_its_rivals() -> None:
    (amount,) = find_amounts("Il paie 20 dollars.")
    assert amount.currency == "USD"
    assert "CAD" in amount.candidates


@pytest.mark.parametrize("text", ["L’usine coûte 1 500 000 €, dont 12 % de TVA.", "Il a reçu « 3 millions d’euros »."])
def test_folding_never_moves_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)
    (amount,) = find_amounts(text)
    assert text[amount.start : amount.end] == amount.text


def test_values_have_no_exponent() -> None:
    (amount,) = find_amounts("Un plan de 3,20 milliards d'euros.")
    assert str(amount.value) == "3200000000"


def test_amounts_are_ordered_and_do_not_overlap() -> None:
    text = "Entre 2 et 3 M€, 40 puis 60 millions d'euros, 15 des 100 milliards, 3€50 et $10 ; plus 200 k€."
    found = find_amounts(text)
    assert len(found) >= 7
    assert all(a.end <= b.start for a, b in pairwise(found))


# --------------------------------------------------------------------------- roles

FUNDING = [
    "La région verse une subvention de 3 millions d'euros au port de Brest.",
    "La jeune pousse lève 12 millions d'euros auprès de trois fonds.",
    "L'État débloque une enveloppe de 40 millions d'euros pour les éleveurs.",
    "La fondation a investi 2 millions d'euros dans le projet.",
    "Le groupe rachète son rival pour 300 millions d'euros.",
    "Le plan de relance est doté de 6 milliards d'euros.",
    "La ville va consacrer 15 millions d'euros à la rénovation des écoles.",
    "La banque accorde un prêt de 80 millions d'euros à l'hôpital.",
]
OTHER = [
    ("L'entreprise a réalisé un chiffre d'affaires de 45 millions d'euros.", {"revenue"}),
    ("Le groupe affiche un bénéfice net de 300 millions d'euros.", {"profit"}),
    ("Le groupe accuse une perte de 80 millions d'euros.", {"loss"}),
    ("Le constructeur a été condamné à une amende de 2 millions d'euros.", {"fine"}),
    ("Le billet est vendu au prix de 35 euros.", {"price"}),
    ("Son salaire brut est de 2 400 euros par mois.", {"salary"}),
    ("La société est valorisée 1,2 milliard d'euros.", {"valuation"}),
    ("La dette de la commune atteint 9 millions d'euros.", {"debt"}),
    ("Les ménages ont économisé 500 euros en moyenne.", {"saving", "benefit"}),
]


@pytest.mark.parametrize("text", FUNDING)
def test_role_funding(text: str) -> None:
    (amount,) = find_amounts(text)
    assert (amount.role, amount.reason) == ("funding", "")


@pytest.mark.parametrize(("text", "reasons"), OTHER)
def test_role_other(text: str, reasons: set[str]) -> None:
    (amount,) = find_amounts(text)
    assert amount.role == "other"
    assert amount.reason in reasons


def test_a_conversion_shares_the_role_of_what_it_converts() -> None:
    a, b = find_amounts("Une amende de 300 millions de dollars (275 millions d'euros) pour le groupe.")
    assert a.role == b.role == "other"


# --------------------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("currency", "units"),
    [
        ("XOF", "655.957"),
        ("XAF", "655.957"),
        ("FRF", "6.55957"),
        ("BEF", "40.3399"),
        ("LUF", "40.3399"),
        ("DEM", "1.95583"),
        ("ITL", "1936.27"),
    ],
)
def test_fixed_parities_are_exact(currency: str, units: str) -> None:
    assert to_eur(Decimal(units) * 1000, currency, date(1995, 3, 4)) == 1000


def test_euros_stay_euros() -> None:
    assert to_eur(Decimal("12.34"), "EUR", date(2020, 1, 1)) == Decimal("12.34")


def test_weekend_takes_the_last_published_rate() -> None:
    friday, sunday = date(2021, 6, 4), date(2021, 6, 6)
    assert to_eur(Decimal(100), "USD", sunday) == to_eur(Decimal(100), "USD", friday)


def test_rate_of_a_known_day() -> None:
    value = to_eur(Decimal("1.2117"), "USD", date(2021, 6, 4))
    assert value is not None
    assert abs(value - 1) < Decimal("0.01")


@pytest.mark.parametrize(
    ("currency", "day"),
    [("MAD", date(2020, 1, 2)), ("USD", date(1990, 1, 2)), ("RUB", date(2023, 6, 1)), ("XXX", date(2020, 1, 2))],
)
def test_no_rate(currency: str, day: date) -> None:
    assert to_eur(Decimal(5), currency, day) is None


def test_currency_that_joined_the_euro_later() -> None:
    before, after = (
        to_eur(Decimal("15.6466"), "EEK", date(2005, 1, 5)),
        to_eur(Decimal("15.6466"), "EEK", date(2015, 1, 5)),
    )
    assert before is not None
    assert abs(before - 1) < Decimal("0.01")
    assert after == 1


# --------------------------------------------------------------------------- spaCy


def test_component() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe(NAME, config={"country": "CH"})
    doc = nlp("Le canton verse 3 millions de francs.")
    assert [(a.text, a.currency) for a in doc._.amounts] == [("3 millions de francs", "CHF")]
    assert doc.text[doc._.amounts[0].start : doc._.amounts[0].end] == "3 millions de francs"


def test_component_in_a_pipeline_has_no_problem() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe(NAME)
    assert nlp.analyze_pipes()["problems"] == {NAME: []}


def test_component_streams() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe(NAME)
    docs = list(nlp.pipe(["Un don de 5 €.", "Rien.", "Un don de 7 €."]))
    assert [[a.value for a in doc._.amounts] for doc in docs] == [[Decimal(5)], [], [Decimal(7)]]


def test_factory_is_declared() -> None:
    declared = declared_factories()
    assert declared[NAME] == "pipeline.money.component:make_money"
    installed = {e.name for e in entry_points(group="spacy_factories")}
    assert NAME in installed or NAME in declared


def declared_factories() -> dict[str, str]:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    factories: dict[str, str] = project["project"]["entry-points"]["spacy_factories"]
    return factories


# --------------------------------------------------------------------------- lexicon

ROWS = lexicon.csv_rows("money/currencies.csv")
NAMES = [(row["code"], name) for row in ROWS for name in row["names"].split("|")]


def test_codes_are_unique_and_well_formed() -> None:
    codes = [row["code"] for row in ROWS]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 3 and code.isupper() for code in codes)


def test_every_country_has_one_currency() -> None:
    countries = [c for row in ROWS for c in row["countries"].split()]
    assert len(set(countries)) == len(countries)


def test_a_sign_belongs_to_one_currency() -> None:
    signs = [sign for row in ROWS for sign in row["signs"].split("|") if sign]
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize("row", ROWS, ids=[row["code"] for row in ROWS])
def test_every_currency_is_read_from_its_code(row: dict[str, str]) -> None:
    (amount,) = find_amounts(f"Le total est de 12 500 {row['code']}.")
    assert (amount.value, amount.currency) == (12500, row["code"])


@pytest.mark.parametrize(("code", "name"), [n for n in NAMES if " " in n[1]], ids=[n[1] for n in NAMES if " " in n[1]])
def test_every_full_name_is_read(code: str, name: str) -> None:
    (amount,) = find_amounts(f"Le total est de 12 500 {name}.")
    assert (amount.value, amount.currency) == (12500, code)


@pytest.mark.parametrize(
    ("code", "name"), [n for n in NAMES if " " not in n[1]], ids=[n[1] for n in NAMES if " " not in n[1]]
)
def test_every_single_name_is_read(code: str, name: str) -> None:
    (amount,) = find_amounts(f"Le total est de 12 500 {name}.")
    assert amount.value == 12500
    assert code == amount.currency or code in amount.candidates


SIGNS = [(row["code"], sign) for row in ROWS for sign in row["signs"].split("|") if sign]


@pytest.mark.parametrize(("code", "sign"), SIGNS, ids=[f"{c}-{s}" for c, s in SIGNS])
def test_every_sign_is_read_after_a_number(code: str, sign: str) -> None:
    (amount,) = find_amounts(f"Le total est de 12 500 {sign}")
    assert (amount.value, amount.currency) == (12500, code)


@pytest.mark.parametrize("minor", sorted(load().minors))
def test_every_minor_unit_is_a_part(minor: str) -> None:
    (amount,) = find_amounts(f"Le total est de 50 {minor}")
    unit = load().minors[minor]
    assert amount.value == Decimal(50) / unit.parts
    assert amount.currency in {*unit.candidates, ""}


@pytest.mark.parametrize("word", sorted(load().magnitudes))
def test_every_magnitude_is_read(word: str) -> None:
    (amount,) = find_amounts(f"Un total de 3 {word} d'euros.")
    assert amount.value == 3 * load().magnitudes[word]


@pytest.mark.parametrize("word", sorted({**load().abbreviations, **load().weak}))
def test_every_abbreviation_is_read(word: str) -> None:
    (amount,) = find_amounts(f"Un total de 3 {word}€.")
    assert amount.value == 3 * {**load().abbreviations, **load().weak}[word]


def test_named_countries_exist_once() -> None:
    rows = lexicon.csv_rows("money/countries.csv")
    assert len({row["country"] for row in rows}) == len(rows)
    codes = {row["code"] for row in ROWS}
    assert {row["currency"] for row in rows} <= codes


def test_defaults_are_candidates() -> None:
    table = load()
    for noun in lexicon.toml("money/nouns.toml")["default"]:
        assert table.defaults[key(noun)] in table.candidates[key(noun)]


def test_data_files_tell_their_reader() -> None:
    folder = Path(lexicon.__file__).parent / "money"
    for path in [*folder.glob("*.toml"), *folder.glob("*.csv")]:
        head = "".join(path.read_text(encoding="utf-8").splitlines()[:4])
        assert head.startswith("#"), path.name
        assert "Read by" in head, path.name


def test_csv_files_are_rectangular() -> None:
    folder = Path(lexicon.__file__).parent / "money"
    for path in folder.glob("*.csv"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        rows = list(csv.reader(lines))
        assert len({len(r) for r in rows}) == 1, path.name


@pytest.mark.parametrize(
    ("raw", "options", "value"),
    [
        ("2.000", {}, "2000"),
        ("2.013", {"scaled": True, "dot_decimals": True}, "2.013"),
        ("1,250", {"english": True}, "1250"),
        ("1,115", {"scaled": True}, "1.115"),
        ("0,500", {}, "0.5"),
        ("1.234.567,89", {}, "1234567.89"),
        ("1,234,567.89", {}, "1234567.89"),
        ("1'234.50", {}, "1234.5"),
    ],
)
def test_digits(raw: str, options: dict[str, bool], value: str) -> None:
    assert digits_value(raw, **options) == Decimal(value)


def test_a_number_too_long_is_no_amount() -> None:
    assert digits_value("9" * 40) is None
    assert find_amounts("9" * 400 + " €") == []


def test_tokens_keep_their_offsets() -> None:
    text = "L'État verse 1 500 € (dont 12,5 %)."
    tokens = Tokens(text)
    assert [text[s:e] for s, e in zip(tokens.start, tokens.end, strict=True)] == tokens.raw
