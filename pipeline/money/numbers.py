"""Quantities: digits in every grouping habit, number words, magnitudes, collectives and fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.money.currency import currency
from pipeline.money.lexicon import load
from pipeline.money.tokens import Tokens

MAX_DIGITS = 18
_MAX_WORDS = 24
_GLYPHS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_ONE = Decimal(1)
_DOT_DECIMALS = re.compile(r"[0-9]\.[0-9]{1,2} ?(?:million|milliard|M€|Md|M\$|mds)")
_COMMA_DECIMALS = re.compile(r"[0-9],[0-9]{1,3} ?(?:million|milliard|M€|Md|M\$|mds)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of units, from token ``first`` to token ``last`` (exclusive).

    ``value`` is None for « des millions », whose lower bound is ``scale``. ``coefficient`` is the number in front of
    the magnitude, ``plain`` that there is no magnitude at all.
    """

    first: int
    last: int
    value: Decimal | None
    coefficient: Decimal
    scale: Decimal = _ONE
    approx: bool = False
    plain: bool = False
    weak: bool = False  # the magnitude is a letter that means money only beside a currency
    digits: bool = False


def digits_value(
    raw: str, *, scaled: bool = False, english: bool = False, dot_decimals: bool = False
) -> Decimal | None:
    """Value of a number in digits, or None when it is too long to be an amount.

    ``scaled``: a magnitude follows. ``english``: a currency sign stands in front (« $1,250 »). ``dot_decimals``: the
    text writes its decimals with a dot.

    >>> digits_value("1.500.000")
    Decimal('1500000')
    >>> digits_value("12,5")
    Decimal('12.5')
    """
    if sum(map(str.isdigit, raw)) > MAX_DIGITS:
        return None
    plain = raw.replace(" ", "").replace("'", "")
    comma, dot = plain.count(","), plain.count(".")
    if comma and dot:
        mark = "," if plain.rfind(",") > plain.rfind(".") else "."
        return Decimal(plain.replace("." if mark == "," else ",", "").replace(",", "."))
    if not comma and not dot:
        return Decimal(plain)
    mark = "," if comma else "."
    whole, _, part = plain.partition(mark)
    if comma + dot > 1 or (plain == raw and _groups(whole, part, mark, scaled, english, dot_decimals)):
        return Decimal(plain.replace(mark, ""))
    return Decimal(f"{whole}.{part}")


def _groups(whole: str, part: str, mark: str, scaled: bool, english: bool, dot_decimals: bool) -> bool:
    """Whether the one mark of a number parts thousands: 2.000 and $1,250 do, 1,115 milliard does not."""
    if len(part) != 3 or len(whole) > 3 or whole[0] == "0":
        return False
    if mark == ".":
        return not (scaled and (english or dot_decimals))
    return not scaled and (english or part.endswith("00"))


def dot_decimals(text: str) -> bool:
    """Whether the text writes « 7.8 millions » and never « 7,8 millions »."""
    return bool(_DOT_DECIMALS.search(text)) and not _COMMA_DECIMALS.search(text)


def words_value(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """A number below a million written in words at token ``i``: the token after it, and its value.

    >>> words_value(Tokens("deux cent cinquante mille euros"), 0)
    (4, 250000)
    """
    table = load().words
    total = group = last = 0
    j = i
    while j < len(tokens) and j - i < _MAX_WORDS:
        at = _next_word(tokens, j) if j > i else j
        value = table.get(tokens.low[at]) if at < len(tokens) else None
        if value is None or (step := _compose(total, group, last, value, j > i)) is None:
            break
        if at > j and tokens.low[j] == "et" and not (value in (1, 11) and last >= 20):
            break
        total, group = step
        last, j = value, at + 1
    return (j, total + group) if j > i else None


def _next_word(tokens: Tokens, j: int) -> int:
    """Skip the hyphen or « et » inside a number word (vingt-et-un)."""
    while j < len(tokens) and tokens.low[j] in ("-", "et"):
        if tokens.low[j] == "-" and not (tokens.glued(j - 1) and tokens.glued(j)):
            return len(tokens)
        j += 1
    return j


def _compose(total: int, group: int, last: int, value: int, started: bool) -> tuple[int, int] | None:
    """Take one more word into a number below a million; None when it cannot belong to it."""
    if not started:
        return (1000, 0) if value == 1000 else (0, value)
    if value == 1000:
        return (group * 1000, 0) if not total and group > 1 else None
    if value == 100:
        return (total, (group or 1) * 100) if 2 <= group <= 9 or (total and not group) else None
    if value == 20 and last == 4 and group % 100 == 4:
        return total, group + 76
    tens = group % 100
    if value >= 20:
        return (total, group + value) if tens == 0 and value != group and (group or total) else None
    if tens == 0:
        return (total, group + value) if value and (group or total) else None
    if value < 10:
        return (
            (total, group + value)
            if (tens >= 20 and tens % 10 == 0) or (tens in (70, 80, 90) and value < 10) or _teen(tens, value)
            else None
        )
    return (total, group + value) if tens in (60, 80) and value < 17 else None


def _teen(tens: int, value: int) -> bool:
    """Dix-sept, soixante-dix-huit, quatre-vingt-dix-neuf."""
    return tens in (10, 70, 90) and value in (7, 8, 9)


def quantity(tokens: Tokens, i: int, *, english: bool = False, habit: bool = False) -> Quantity | None:
    """The quantity that begins at token ``i``, or None.

    ``english`` tells that a currency stands in front, ``habit`` that the text writes decimals with a dot.
    """
    return (
        _fraction(tokens, i)
        or _collective(tokens, i)
        or _counted(tokens, i, english, habit)
        or _vague(tokens, i)
        or _definite(tokens, i)
    )


def _definite(tokens: Tokens, i: int) -> Quantity | None:
    """« la barre du milliard d'euros »: one of the magnitude."""
    scale = load().magnitudes.get(tokens.word(i))
    if scale is None or tokens.word(i - 1) not in ("le", "ce", "du", "au", "premier", "dernier", "second"):
        return None
    return Quantity(i, i + 1, scale, _ONE, scale) if _currency_next(tokens, i + 1) else None


def _counted(tokens: Tokens, i: int, english: bool, habit: bool) -> Quantity | None:
    """Digits or words, with magnitudes: 12,5 millions; un million deux cent mille; trois millions et demi."""
    if tokens.is_number(i):
        return _digits(tokens, i, english, habit)
    read = words_value(tokens, i)
    if read is None:
        return None
    j, coefficient = read[0], Decimal(read[1])
    if tokens.word(j) == "virgule" and (part := words_value(tokens, j + 1)) is not None and part[1] < 1000:
        j, coefficient = part[0], Decimal(f"{read[1]}.{part[1]}")
    return _scaled(tokens, i, j, coefficient, english, habit, digits=False)


def _digits(tokens: Tokens, i: int, english: bool, habit: bool) -> Quantity | None:
    raw, j = tokens.raw[i], i + 1
    stray = _stray_decimal(tokens, i)
    if stray:
        raw, j = raw + "," + tokens.raw[i + 2], i + 3
    scaled = _magnitude(tokens, j, english)[1] is not None
    coefficient = digits_value(raw, scaled=scaled, english=english, dot_decimals=habit)
    if coefficient is None:
        return None
    if tokens.word(j) in _GLYPHS:
        coefficient, j = coefficient + _GLYPHS[tokens.word(j)], j + 1
    if tokens.word(j) in (",", ".") and tokens.glued(j - 1) and tokens.word(j + 1) == "-":
        j += 3 if tokens.word(j + 2) == "-" else 2  # Swiss and Belgian « 15.- »
    return _scaled(tokens, i, j, coefficient, english, habit, digits=True)


def _stray_decimal(tokens: Tokens, i: int) -> bool:
    """« 18, 2 milliards » : a space slipped in after the comma."""
    if i + 3 >= len(tokens) or tokens.raw[i + 1] != "," or not tokens.glued(i) or tokens.glued(i + 1):
        return False
    whole, part = tokens.raw[i], tokens.raw[i + 2]
    if not (whole.isdigit() and part.isdigit() and len(whole) <= 3 and len(part) <= 2 and part[-1] != "0"):
        return False
    return _magnitude(tokens, i + 3, False)[1] is not None and tokens.word(i - 1) not in ("-", "le", "du", ",")


def _scaled(
    tokens: Tokens, i: int, j: int, coefficient: Decimal, english: bool, habit: bool, *, digits: bool
) -> Quantity:
    """Take in the magnitudes after a number, and smaller groups after them."""
    last, scale, approx, weak = _scales(tokens, j, english)
    if last == j:
        return Quantity(i, j, coefficient, coefficient, plain=True, digits=digits)
    j, value, smallest = _groups_after(tokens, last, coefficient * scale, scale, weak)
    j, value = _and_a_half(tokens, j, value, smallest)
    return Quantity(i, j, value, coefficient, scale, approx, weak=weak, digits=digits)


def _groups_after(tokens: Tokens, j: int, value: Decimal, scale: Decimal, weak: bool) -> tuple[int, Decimal, Decimal]:
    """1 million 200 000; 8 billions 794 milliards 500 millions: groups of falling magnitude are one number."""
    for _ in range(5):
        if scale <= 1 or weak:
            break
        at = j + 1 if tokens.word(j) == "et" else j
        if tokens.is_number(at):
            number = digits_value(tokens.raw[at]) if tokens.joined(at - 1) else None
            last = at + 1
        else:
            read = words_value(tokens, at)
            number, last = (Decimal(read[1]), read[0]) if read else (None, at)
        if number is None or number % 1:
            break
        step = _scales(tokens, last, False)
        smaller = step[1] if step[0] > last else _ONE
        if not number * smaller < scale or not _continues(tokens, at, j, number, smaller, step[0]):
            break
        value, scale, j = value + number * smaller, smaller, step[0]
    return j, value, scale


def _continues(tokens: Tokens, at: int, j: int, number: Decimal, smaller: Decimal, last: int) -> bool:
    """Whether a smaller group belongs to the number before it rather than to something new."""
    if smaller > 1:
        return at == j or _currency_next(tokens, last)
    return (at == j and number >= 1000 and not 1900 <= number <= 2100) or (
        at == j and _currency_next(tokens, last) and number >= 100
    )


def _currency_next(tokens: Tokens, j: int) -> bool:
    return currency(tokens, j) is not None


def _and_a_half(tokens: Tokens, j: int, value: Decimal, scale: Decimal) -> tuple[int, Decimal]:
    if tokens.word(j) != "et":
        return j, value
    if tokens.word(j + 1) in ("demi", "demie"):
        return j + 2, value + scale / 2
    if tokens.word(j + 1) == "quart" or (tokens.word(j + 1) == "un" and tokens.word(j + 2) == "quart"):
        return j + (2 if tokens.word(j + 1) == "quart" else 3), value + scale / 4
    return j, value


def _scales(tokens: Tokens, j: int, english: bool) -> tuple[int, Decimal, bool, bool]:
    """Magnitudes from token ``j`` on (centaines de milliers, mille milliards): end, product, approximate, weak."""
    product, approx, weak, table = _ONE, False, False, load()
    for _ in range(4):
        at = j
        if product > 1 and tokens.word(at) in ("de", "d'"):
            at += 1
        if tokens.word(at) in table.fillers_before:
            at += 1
        last, factor, is_weak = _magnitude(tokens, at, english)
        if factor is None and at > j:
            last, factor, is_weak = _magnitude(tokens, j, english)
        if factor is None or not tokens.joined(j - 1) or product * factor > Decimal("1e21"):
            break
        approx |= tokens.word(last - 1) in table.collectives and tokens.word(last - 1) not in table.magnitudes
        weak |= is_weak
        product, j = product * factor, last
        if is_weak:
            break
    return j, product, approx, weak


def _magnitude(tokens: Tokens, j: int, english: bool) -> tuple[int, Decimal | None, bool]:
    """One magnitude at token ``j``: the token after it, its factor, and whether it needs a currency beside it."""
    if j >= len(tokens):
        return j, None, False
    table, raw, low = load(), tokens.raw[j], tokens.low[j]
    if english and low in table.english:
        return j + 1, table.english[low], False
    if low in table.magnitudes:
        return j + 1, table.magnitudes[low], False
    before = j - 2 if tokens.word(j - 1) == "de" else j - 1
    if low == "mille" and (tokens.is_number(j - 1) or tokens.word(before) in table.collectives):
        return j + 1, Decimal(1000), False
    if raw in table.abbreviations:
        dotted = tokens.word(j + 1) == "." and tokens.glued(j) and _currency_next(tokens, j + 2)  # « 3 Mrd. € »
        return j + 1 + dotted, table.abbreviations[raw], False
    if low in table.collectives and j and tokens.low[j - 1] not in table.words:
        return j + 1, Decimal(table.collectives[low]), False
    if raw in table.weak and tokens.is_number(j - 1):
        return j + 1, table.weak[raw], True
    return j, None, False


def _fraction(tokens: Tokens, i: int) -> Quantity | None:
    """Un demi-million, un quart de milliard, trois quarts de milliard."""
    table = load()
    j = i
    count = 1
    if tokens.word(i) not in table.fractions:
        read = {"2": 2, "3": 3}.get(tokens.word(i)) or table.words.get(tokens.word(i))
        follows = tokens.word(i + 1)
        if read is None or not 1 <= read <= 3 or follows not in table.fractions or follows in _GLYPHS:
            return None
        count, j = read, i + 1
    part = table.fractions[tokens.word(j)]
    j += 1
    while tokens.word(j) in ("-", "de", "d'"):
        j += 1
    last, scale, _, _ = _scales(tokens, j, False)
    if last == j and tokens.word(j - 1) not in ("de", "d'") and _currency_next(tokens, j):
        return Quantity(i, j, part * count, part * count, plain=True)  # « un demi-euro »
    if last == j or scale < 1000:
        return None
    return Quantity(i, last, (part * count * scale).quantize(_ONE), part * count, scale)


def _collective(tokens: Tokens, i: int) -> Quantity | None:
    """Une centaine de millions, un bon millier, deux douzaines de millions."""
    table = load()
    j, count = i, 1
    if tokens.word(i) in table.words:
        count, j = table.words[tokens.word(i)], i + 1
        if tokens.word(j) in table.fillers_before or tokens.word(j) in ("bonne", "petite", "grosse", "belle", "bon"):
            j += 1
    if tokens.word(j) == "demi" and tokens.word(j + 2) == "douzaine":
        unit, j = 6, j + 2
    elif tokens.word(j) in table.collectives and (j > i or not tokens.word(j).endswith("s")):
        unit = table.collectives[tokens.word(j)]
    else:
        return None
    if j == i and tokens.word(i - 1) not in ("la", "cette", "l'", "sa", "leur", "de", "d'", "le", "ce"):
        return None
    last, scale, _, weak = (
        _scales(tokens, j + 1, False) if tokens.word(j + 1) in ("de", "d'") else (j + 1, _ONE, True, False)
    )
    if tokens.word(j + 1) in ("de", "d'"):
        last, scale, _, weak = _scales(tokens, j + 2, False)
        last = last if scale > 1 else j + 1
    value = Decimal(count * unit) * scale
    return Quantity(i, last, value, Decimal(count * unit), scale, approx=True, plain=scale == 1, weak=weak)


def _vague(tokens: Tokens, i: int) -> Quantity | None:
    """Des millions, plusieurs dizaines de milliards, quelques centaines de milliers: a lower bound only."""
    table = load()
    j = i + 1 if tokens.word(i) in table.vague_included else i
    if tokens.word(j) in table.magnitudes and not tokens.word(j).endswith("s"):
        return None
    if tokens.word(j) not in table.magnitudes and not (
        tokens.word(j) in table.collectives and tokens.word(j).endswith("s")
    ):
        return None
    if tokens.word(i - 1) == "en" and not any(
        w.startswith(("chiffr", "compt", "mesur")) for w in tokens.low[max(0, i - 4) : i]
    ):
        return None  # « (en millions d'euros) » is a unit
    first = table.collectives.get(tokens.word(j))
    scale = Decimal(first) if first else table.magnitudes[tokens.word(j)]
    last = j + 1
    if tokens.word(last) in ("de", "d'"):
        more, product, _, _ = _scales(tokens, last + 1, False)
        if product > 1:
            last, scale = more, scale * product
    return Quantity(i, last, None, _ONE, scale, approx=True)
