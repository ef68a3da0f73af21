"""Property tests: an amount survives its French spellings, and no text breaks the reader."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.money import find_amounts, parse_amount
from pipeline.money.fold import fold

FEW = settings(derandomize=True, max_examples=60, deadline=None, database=None)
_UNITS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"]
_UNITS += ["treize", "quatorze", "quinze", "seize"]
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def below_hundred(n: int) -> str:
    """French spelling of 0 … 99 in the hyphenated form."""
    if n < 17:
        return _UNITS[n]
    if n < 20:
        return f"dix-{_UNITS[n - 10]}"
    if n >= 80:
        return "quatre-vingts" if n == 80 else f"quatre-vingt-{below_hundred(n - 80)}"
    if n >= 70:
        return "soixante et onze" if n == 71 else f"soixante-{below_hundred(n - 60)}"
    tens, unit = n - n % 10, n % 10
    if not unit:
        return _TENS[tens]
    return f"{_TENS[tens]} et un" if unit == 1 else f"{_TENS[tens]}-{_UNITS[unit]}"


def below_thousand(n: int) -> str:
    """French spelling of 0 … 999."""
    hundreds, rest = divmod(n, 100)
    if not hundreds:
        return below_hundred(rest)
    head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent" + ("" if rest else "s")
    return f"{head} {below_hundred(rest)}" if rest else head


def spelled(n: int) -> str:
    """French spelling of a number below a thousand milliards."""
    words = []
    for size, name in ((10**9, "milliard"), (10**6, "million")):
        count, n = divmod(n, size)
        if count:
            words.append(f"{below_thousand(count)} {name}{'s' if count > 1 else ''}")
    thousands, rest = divmod(n, 1000)
    if thousands > 1:
        head = below_thousand(thousands)
        head = head.removesuffix("s") if thousands % 100 in (0, 80) else head  # quatre-vingt mille
        words.append(f"{head} mille")
    elif thousands:
        words.append("mille")
    if rest:
        words.append(below_thousand(rest))
    return " ".join(words) or "zéro"


def grouped(n: int, mark: str) -> str:
    """Digits in groups of three."""
    return f"{n:,}".replace(",", mark)


@FEW
@given(st.integers(0, 10**12 - 1))
def test_words(n: int) -> None:
    link = "d'" if n >= 10**6 and n % 10**6 == 0 else ""
    amount = parse_amount(f"{spelled(n)} {link}euros")
    assert amount is not None
    assert (amount.value, amount.currency) == (n, "EUR")


@FEW
@given(st.integers(0, 999), st.integers(0, 999_999))
def test_words_of_every_thousand(a: int, b: int) -> None:
    for n in (a, b):
        amount = parse_amount(f"{spelled(n)} dollars canadiens")
        assert amount is not None
        assert (amount.value, amount.currency) == (n, "CAD")


@FEW
@given(
    st.integers(0, 10**15),
    st.sampled_from([" ", "\u00a0", "\u202f", ".", "'", ""]),
    st.sampled_from(["€", " €", " euros", " EUR"]),
)
def test_grouped_digits(n: int, mark: str, currency: str) -> None:
    text = f"Le total est de {grouped(n, mark)}{currency}."
    (amount,) = find_amounts(text)
    assert (amount.value, amount.currency) == (n, "EUR")
    assert text[amount.start : amount.end] == amount.text == f"{grouped(n, mark)}{currency}"


@FEW
@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([" ", "\u202f"]))
def test_cents(n: int, cents: int, mark: str) -> None:
    (amount,) = find_amounts(f"Le total est de {grouped(n, mark)},{cents:02} €.")
    assert amount.value == n + Decimal(cents) / 100


@FEW
@given(
    st.decimals(Decimal("0.1"), 999, places=1),
    st.sampled_from(
        [("millions d'euros", 10**6), ("M€", 10**6), ("milliards d'euros", 10**9), ("Md€", 10**9), ("k€", 10**3)]
    ),
    st.sampled_from(",."),
)
def test_magnitudes(number: Decimal, unit: tuple[str, int], mark: str) -> None:
    (amount,) = find_amounts(f"Le plan pèse {str(number).replace('.', mark)} {unit[0]}.")
    assert amount.value == number * unit[1]


@FEW
@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(["entre {} et {} M€", "de {} à {} M€", "{} à {} M€", "{}-{} M€"]),
)
def test_ranges(a: int, b: int, form: str) -> None:
    low, high = min(a, b), max(a, b) + 1
    (amount,) = find_amounts("Le coût va " + form.format(low, high) + ".")
    assert (amount.value_min, amount.value_max) == (low * 10**6, high * 10**6)


@FEW
@given(st.text(alphabet="0123456789 .,'’€$%MmdkKFà-\n\u00a0un cent entre et millions d'euros", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert len(fold(text)) == len(text)
    for amount in find_amounts(text):
        assert text[amount.start : amount.end] == amount.text
        assert amount.value is not None or amount.value_min is not None


@FEW
@given(st.text(max_size=120))
def test_any_text(text: str) -> None:
    for amount in find_amounts(text):
        assert text[amount.start : amount.end] == amount.text
