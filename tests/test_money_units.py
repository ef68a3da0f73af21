"""The parts of the money stage by themselves: what roles are decided by, open currencies, pieces, tokens, rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.money import find_amounts, parse_amount, to_eur
from pipeline.money.component import make_money
from pipeline.money.countries import named
from pipeline.money.find import PIECE, pieces, plain
from pipeline.money.fold import fold
from pipeline.money.grammar import Found, scan
from pipeline.money.lexicon import key, load
from pipeline.money.numbers import dot_decimals, words_value
from pipeline.money.qualifier import qualifier
from pipeline.money.rates import rate
from pipeline.money.role import converts, features, groups, roles
from pipeline.money.terms import term
from pipeline.money.tokens import Tokens, split


def read(text: str) -> tuple[Tokens, list[Found]]:
    tokens = Tokens(fold(text))
    return tokens, scan(tokens)


# --------------------------------------------------------------------------- what a role is decided by


def described(text: str) -> dict[str, float]:
    """The features of the first amount, without those of the whole article."""
    first = features(*read(text))[0]
    return {name: round(value, 3) for name, value in first.items() if not name.startswith("article:")}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Il a 3 euros.", {}),
        (
            "Une amende de plus de 3 euros.",
            {"before:fine": 0.667, "head:fine": 1, "near:fine": 1, "first:amende": 1},
        ),
        ("Une amende hier de 3 euros.", {"before:fine": 0.75, "near:fine": 1, "first:amende": 1}),
        (
            "Il y a 3 euros de pertes.",
            {"after:loss": 0.833, "of:loss": 1, "next:loss": 1, "then:perte": 1},
        ),
        (
            "Il y a 3 euros de la triste perte.",
            {"after:loss": 0.625, "of:loss": 1, "next:loss": 1, "then:perte": 1},
        ),
        (
            "Il y a 3 euros de la bien triste perte.",
            {"after:loss": 0.556, "next:loss": 1, "then:perte": 1},
        ),
        ("Il y a 3 euros perdus ici.", {"after:loss": 1, "next:loss": 1, "then:perdu": 1}),
        ("Il verse (3 euros) à Brest.", {"before:give": 0.857, "near:give": 1, "first:verse": 1, "bracket": 1}),
        ("Une amende. Il a 3 euros.", {}),
        ("Une amende ! Il a 3 euros ? Une perte.", {}),
        ("Une amende\n\nIl a 3 euros\n\nUne perte.", {}),
        (
            "La perte, puis la perte : 3 euros.",
            {"before:loss": 0.857, "head:loss": 1, "near:loss": 1, "first:perte": 1, "word:perte": 1},
        ),
        (
            "Le prix, la perte, l'amende, la dette : 3 euros.",
            {"before:debt": 0.857, "before:fine": 0.6, "before:loss": 0.462, "before:price": 0.375}
            | {"head:debt": 1, "near:debt": 1, "first:dette": 1, "word:amende": 1, "word:perte": 1},
        ),
        ("Il a 3 euros par mois.", {"after:each": 1}),
    ],
)
def test_what_a_role_is_decided_by(text: str, wanted: dict[str, float]) -> None:
    assert described(text) == {"bias": 1, "size:0": 1} | wanted


@pytest.mark.parametrize(
    ("amount", "size"),
    [
        ("99 euros", 0),
        ("100 euros", 1),
        ("4 999 euros", 1),
        ("5 000 euros", 2),
        ("99 999 euros", 2),
        ("100 000 euros", 3),
        ("1 million d'euros", 4),
        ("20 millions d'euros", 5),
        ("1 milliard d'euros", 6),
    ],
)
def test_amounts_go_by_their_size(amount: str, size: int) -> None:
    assert described(f"Il a {amount}.")[f"size:{size}"] == 1


@pytest.mark.parametrize(("between", "seen"), [(23, True), (24, True), (25, False)])
def test_words_far_before_an_amount_do_not_count(between: int, seen: bool) -> None:
    assert ("before:fine" in described(f"amende {'puis ' * between}3 euros")) is seen


@pytest.mark.parametrize(("between", "seen"), [(14, True), (15, True), (16, False)])
def test_words_far_after_an_amount_do_not_count(between: int, seen: bool) -> None:
    assert ("after:fine" in described(f"3 euros {'puis ' * between}amende")) is seen


@pytest.mark.parametrize(("links", "head"), [(0, True), (6, True), (7, False)])
def test_few_small_words_stand_between_an_amount_and_what_governs_it(links: int, head: bool) -> None:
    assert ("head:fine" in described(f"une amende {'de ' * links}3 euros")) is head


def test_an_article_speaks_of_what_its_words_speak_of() -> None:
    first, second = features(*read("Une amende de 3 euros. Une amende, un prix. Puis 4 euros, une dette."))
    shares = {name: value for name, value in first.items() if name.startswith("article:")}
    assert shares == {"article:fine": 1.5, "article:price": 0.75, "article:debt": 0.75}
    assert {name: second[name] for name in shares} == shares


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("5 dollars (4 euros)", True),
        ("5 dollars, soit 4 euros", True),
        ("5 dollars, soit un peu 4 euros", True),
        ("5 dollars, soit un petit peu 4 euros", False),
        ("5 dollars puis 4 euros", False),
        ("5 dollars 4 euros", False),
        ("5 dollars (4 dollars)", False),
        ("5 dollars, ou (4 euros)", False),
    ],
)
def test_a_conversion_says_an_amount_again(text: str, again: bool) -> None:
    tokens, (a, b) = read(text)
    assert converts(tokens, a, b) is again


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une amende de 5 dollars (4 euros) pour la région qui subventionne.", [("other", "fine")] * 2),
        ("La région verse 5 millions de dollars (4 millions d'euros de pertes).", [("funding", "")] * 2),
        ("La région subventionne, verse et alloue une amende de 4 millions d'euros.", [("other", "fine")]),
        ("La région subventionne, verse et alloue 4 millions d'euros d'amendes.", [("other", "fine")]),
        ("Il y a 3 euros.", [("other", "other")]),
        ("Le prix de la perte : 3 euros.", [("other", "loss")]),
    ],
)
def test_roles(text: str, found: list[tuple[str, str]]) -> None:
    assert [(r.role, r.reason) for r in roles(*read(text))] == found


def test_no_amounts_have_no_roles() -> None:
    assert roles(Tokens("Il pleut."), []) == []


@pytest.mark.parametrize(
    ("word", "wanted"), [("amendes", {"fine"}), ("bénéfice", {"for", "profit"}), ("pluie", set()), ("", set())]
)
def test_groups_of_a_word(word: str, wanted: set[str]) -> None:
    assert groups(word) == wanted


# --------------------------------------------------------------------------- currencies that stay open


@pytest.mark.parametrize(
    ("text", "settings", "currency", "candidates"),
    [
        ("Il verse 3 euros.", {}, "EUR", set()),
        ("Il verse 3 dollars.", {}, "USD", {"CAD", "AUD"}),
        ("Il verse 3 dollars.", {"country": "CA"}, "CAD", set()),
        ("Il verse 3 francs.", {"published": "1995"}, "FRF", {"CHF", "BEF"}),
        ("Il verse 3 francs.", {"published": "2015"}, "", {"CHF", "BEF", "FRF"}),
        ("Il verse 3 FCFA.", {}, "XOF", {"XAF"}),
        ("Au Gabon, il verse 3 FCFA.", {}, "XAF", set()),
        ("Il verse 30 centimes.", {}, "EUR", {"CHF", "FRF", "XOF"}),
        ("Il verse 3 euros et rend 30 centimes.", {}, "EUR", set()),
        ("Il verse 3 dinars.", {}, "", {"DZD", "TND", "KWD"}),
    ],
)
def test_what_stays_open(text: str, settings: dict[str, str], currency: str, candidates: set[str]) -> None:
    last = find_amounts(text, **settings)[-1]
    assert last.currency == currency
    assert candidates <= set(last.candidates)
    assert currency not in last.candidates
    assert bool(last.candidates) is bool(candidates)


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("La France et l'Allemagne", {"FR": 1, "DE": 1}),
        ("les Algériens et les Algériennes", {"DZ": 2}),
        ("un algérien, une algérienne", {"DZ": 2}),
        ("Burkina Faso", {"BF": 1}),
        ("le tchad et le mali", {}),
        ("Il pleut", {}),
    ],
)
def test_countries_named(text: str, countries: dict[str, int]) -> None:
    assert named(Tokens(text)) == countries


# --------------------------------------------------------------------------- long texts


def test_a_long_text_is_read_in_pieces_that_leave_nothing_out() -> None:
    text = ("Il verse 3 €. " * 3 + "Il pleut.\n\n") * 4000
    spans = list(pieces(text))
    assert len(spans) > 2
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end - start <= PIECE and text[:end].endswith("\n\n") for start, end in spans[:-1])


@pytest.mark.parametrize(
    ("filling", "mark"), [("Il pleut.\n", "\n"), ("Il pleut. ", ". "), ("Il pleut ", " ")], ids=["line", "stop", "word"]
)
def test_pieces_end_where_a_reader_would_stop(filling: str, mark: str) -> None:
    text = filling * (PIECE // 5)
    first, *_ = pieces(text)
    assert text[: first[1]].endswith(mark)
    assert PIECE - 5_000 < first[1] <= PIECE


def test_a_text_without_any_place_to_stop_is_cut_all_the_same() -> None:
    assert list(pieces("x" * (PIECE + 3))) == [(0, PIECE), (PIECE, PIECE + 3)]
    assert list(pieces("x" * PIECE)) == [(0, PIECE)]


def test_amounts_of_a_long_text_stand_where_they_say() -> None:
    text = "Il verse 3 francs à Berne.\n\n" * 2 * (PIECE // 28) + "Il verse 4 francs à Berne."
    found = find_amounts(text, country="CH", published="2020")
    assert len(found) == 2 * (PIECE // 28) + 1
    assert all(text[a.start : a.end] == a.text for a in found)
    assert {a.currency for a in found} == {"CHF"}
    assert found[-1].value == 4


def test_the_country_and_the_day_count_in_every_piece() -> None:
    text = "Il verse 3 francs.\n\n" + "Il pleut. " * (PIECE // 5) + "\n\nIl verse 3 francs."
    assert [a.currency for a in find_amounts(text, country="BE")] == ["BEF", "BEF"]
    assert [a.currency for a in find_amounts(text, published="1990")] == ["FRF", "FRF"]
    assert [a.currency for a in find_amounts(text, published="2020")] == ["", ""]


# --------------------------------------------------------------------------- short texts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12 articles à 3 €", (Decimal(3), "EUR", "3 €")),
        ("3 millions, 5 dollars", (Decimal(5), "USD", "5 dollars")),
        ("environ 1 500", (Decimal(1500), "", "1 500")),
        ("n° 12", (Decimal(12), "", "12")),
        ("3 millions", (Decimal(3_000_000), "", "3 millions")),
    ],
)
def test_parse_amount_prefers_what_names_a_currency(text: str, wanted: tuple[Any, ...]) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert (amount.value, amount.currency, amount.text) == wanted
    assert text[amount.start : amount.end] == amount.text
    assert amount.role == "other"


def test_parse_amount_keeps_the_bound_of_a_bare_number() -> None:
    amount = parse_amount("au moins 1 500")
    assert amount is not None
    assert (amount.qualifier, amount.candidates) == ("at_least", ())
    between = parse_amount("entre 3 et 5 millions")
    assert between is not None
    assert (between.value_min, between.value_max, between.currency) == (3_000_000, 5_000_000, "")


@pytest.mark.parametrize(
    ("text", "found"),
    [("999999999999999999 €", 1), ("999 999 milliards de milliards d'euros", 0), ("999 milliards de milliards €", 1)],
)
def test_more_money_than_there_is_numbers_something(text: str, found: int) -> None:
    assert len(find_amounts(text)) == found


@pytest.mark.parametrize(
    ("value", "shown"), [("1.50", "1.5"), ("1E+3", "1000"), ("100", "100"), ("0.00", "0"), ("12.0", "12")]
)
def test_plain_values(value: str, shown: str) -> None:
    assert str(plain(Decimal(value))) == shown


def test_no_value_stays_none() -> None:
    assert plain(None) is None


# --------------------------------------------------------------------------- words and tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("vingt et un", (3, 21)),
        ("vingt et deux", (1, 20)),
        ("soixante-dix-neuf", (5, 79)),
        ("quatre-vingt-dix-sept", (7, 97)),
        ("quatre-vingt - dix", (3, 80)),
        ("deux cent mille trois", (4, 200_003)),
        ("mille mille", (1, 1000)),
        ("cent", (1, 100)),
        ("un cent", (1, 1)),
        ("trente dix", (1, 30)),
        ("zéro", (1, 0)),
        ("et un", None),
        ("- un", None),
        ("rien", None),
        ("", None),
    ],
)
def test_number_words(text: str, wanted: tuple[int, int] | None) -> None:
    assert words_value(Tokens(text), 0) == wanted


@pytest.mark.parametrize(
    ("text", "dots"),
    [
        ("7.8 millions", True),
        ("7.8 millions puis 7,8 millions", False),
        ("7,8 millions", False),
        ("7.800 millions", False),
        ("7.8Md", True),
        ("7.8", False),
    ],
)
def test_which_mark_a_text_writes_its_decimals_with(text: str, dots: bool) -> None:
    assert dot_decimals(text) is dots


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("l'aide d'€ 3", ["l'", "aide", "d'", "€", "3"]),
        ("1 500 000,50 €", ["1 500 000,50", "€"]),
        ("12 3456", ["12", "3456"]),
        ("1.500.000", ["1.500.000"]),
        ("3½", ["3", "½"]),
        ("Smith' fin", ["Smith", "'", "fin"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert split(text) == tokens


def test_questions_about_tokens() -> None:
    tokens = Tokens("3 M€ puis\n4\n\n5 Mots")
    assert tokens.low == ["3", "m", "€", "puis", "4", "5", "mots"]
    assert [tokens.is_number(i) for i in range(-1, 8)] == [False, True, False, False, False, True, True, False, False]
    assert [tokens.glued(i) for i in range(-1, 7)] == [False, False, True, False, False, False, False, False]
    assert [tokens.joined(i) for i in range(-1, 7)] == [False, True, True, True, True, False, True, False]
    assert [tokens.word(i) for i in (-1, 0, 6, 7)] == ["", "3", "mots", ""]
    assert len(tokens) == 7


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Américains", "americain"),
        ("des", "des"),
        ("yens", "yen"),
        ("Francs", "franc"),
        ("prix", "pri"),
        ("Œuvre", "oeuvre"),
        ("złoty", "zloty"),
        ("us", "us"),
        ("dos", "dos"),
        ("CFA", "cfa"),
        ("eaux", "eau"),
        ("", ""),
    ],
)
def test_words_without_case_accents_and_plural(word: str, plain: str) -> None:
    assert key(word) == plain


@pytest.mark.parametrize(
    ("text", "prefixed", "year", "bare"),
    [
        ("€5", True, False, False),
        ("5 €", False, False, False),
        ("2019", False, True, True),
        ("2101", False, False, True),
        ("2100", False, True, True),
        ("1900", False, True, True),
        ("1899", False, False, True),
        ("2019,5", False, False, True),
        ("deux mille", False, False, True),
    ],
)
def test_terms(text: str, prefixed: bool, year: bool, bare: bool) -> None:
    found = term(Tokens(text), 0)
    assert found is not None
    assert (found.prefixed, found.year, found.bare) == (prefixed, year, bare)


@pytest.mark.parametrize(
    ("word", "power"), [("kEUR", 3), ("MCHF", 6), ("MdUSD", 9), ("MrdEUR", 9), ("Meuros", 6), ("KE", 3)]
)
def test_magnitude_and_currency_in_one_word(word: str, power: int) -> None:
    assert load().glued[word][0] == Decimal(10) ** power


@pytest.mark.parametrize(
    ("before", "after", "approx", "wanted"),
    [
        ("plus de ", "", False, "at_least"),
        ("plus de ", "", True, "at_least"),
        ("surplus de ", "", False, "exact"),
        ("", " au maximum", True, "at_most"),
        ("", " environ", False, "approx"),
        ("", " environnants", False, "exact"),
        ("pas plus de ", "", False, "at_most"),
        ("", "", True, "approx"),
        ("plus de " + "x" * 40, "", False, "exact"),
        ("", " " + "x" * 40 + "environ", False, "exact"),
    ],
)
def test_qualifier(before: str, after: str, approx: bool, wanted: str) -> None:
    text = f"{before}3 €{after}"
    assert qualifier(text, len(before), len(before) + 3, approx=approx) == wanted


# --------------------------------------------------------------------------- rates


def test_a_rate_lasts_over_a_holiday_and_no_longer() -> None:
    last = rate("BGN", date(2007, 1, 1)), rate("MTL", date(2008, 1, 10)), rate("MTL", date(2008, 3, 1))
    assert last[0] is not None
    assert last[1] is not None
    assert last[2] is None


@pytest.mark.parametrize(
    ("code", "day"), [("USD", date(1998, 12, 31)), ("EUR2", date(2020, 1, 1)), ("USD", date(2099, 1, 1))]
)
def test_days_without_a_rate(code: str, day: date) -> None:
    assert rate(code, day) is None
    assert to_eur(Decimal(3), code, day) is None


def test_euros_are_units_over_the_rate() -> None:
    units = rate("USD", date(2021, 6, 4))
    assert units is not None
    assert Decimal("1.1") < units < Decimal("1.3")
    assert to_eur(units * 7, "USD", date(2021, 6, 4)) == 7


@pytest.mark.parametrize(("day", "fixed"), [(date(2010, 12, 31), False), (date(2011, 1, 1), True)])
def test_a_parity_counts_from_its_day(day: date, fixed: bool) -> None:
    euros = to_eur(Decimal("15.6466"), "EEK", day)
    assert euros is not None
    assert euros == 1 or not fixed


# --------------------------------------------------------------------------- spaCy


def test_component_knows_the_country_and_the_day() -> None:
    import spacy

    nlp = spacy.blank("fr")
    for country, published, currency in (("be", "", "BEF"), ("", "1990", "FRF"), ("", "2020", "")):
        doc = make_money(nlp, "m", country, published)(nlp.make_doc("Il verse 3 francs."))
        assert [a.currency for a in doc._.amounts] == [currency]
