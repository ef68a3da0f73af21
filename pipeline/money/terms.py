"""One quantity with its currency: « 12 M€ », « $1.5bn », « vingt euros et cinquante centimes », or a bare number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline import lexicon
from pipeline.money.currency import currency, name, qualified
from pipeline.money.lexicon import Currency, key, load
from pipeline.money.numbers import Quantity, quantity, words_value
from pipeline.money.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Term:
    """A quantity and the currency said beside it; tokens ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    quantity: Quantity
    value: Decimal | None
    currency: Currency | None = None
    prefixed: bool = False

    @property
    def bare(self) -> bool:
        """A number alone: neither magnitude nor currency."""
        return self.currency is None and self.quantity.plain

    @property
    def year(self) -> bool:
        """A bare number that reads like a year."""
        return (
            self.bare
            and self.quantity.digits
            and 1900 <= self.quantity.coefficient <= 2100
            and self.quantity.coefficient % 1 == 0
        )


def term(tokens: Tokens, i: int, *, habit: bool = False) -> Term | None:
    """The term that begins at token ``i``, or None."""
    found = _prefixed(tokens, i, habit)
    if found is not None:
        return found
    if not _free(tokens, i):
        return None
    number = quantity(tokens, i, habit=habit)
    return None if number is None or number.last > len(tokens) else _with_currency(tokens, number)


def _free(tokens: Tokens, i: int) -> bool:
    """Whether a number may begin at ``i``: not inside Covid-19, A380, 12/05/2019 or 1.2.3."""
    start, text = tokens.start[i], tokens.text
    if start == 0:
        return True
    before = text[start - 1]
    if before.isalnum() or before == "_":
        return i > 0 and tokens.raw[i - 1] in load().signs.next and not tokens.raw[i - 1].isalpha()
    if start > 1 and before in "-/.,:" and text[start - 2].isalnum():
        return before in "-/" and text[start - 2].isdigit()
    return True


def _prefixed(tokens: Tokens, i: int, habit: bool) -> Term | None:
    """The currency stands in front: « €1.5bn », « CHF 12 mio », « dollar 100 »."""
    signs, raw = load().signs.next, tokens.raw[i]
    if raw in signs or _noun_in_front(tokens, i):
        found = name(tokens, i)
    else:
        return None
    if found is None or found[1].parts > 1 or not _number_follows(tokens, i, found):
        return None
    number = quantity(tokens, found[0], english=True, habit=habit)
    if number is None or tokens.word(number.last) == "%":
        return None
    at, money = number.last, found[1]
    if money.noun == "dollar" and not money.code and (more := qualified(tokens, at, "dollar")) is not None:
        at, money = more
    elif (more := name(tokens, at)) is not None and more[1].noun == money.noun:
        at, money = more  # written twice: « €10 euros »
    elif tokens.word(at) in ("d'", "de") and (more := currency(tokens, at)) is not None and more[1].noun == money.noun:
        at, money = more
    return Term(i, at, number, number.value, money, prefixed=True)


def _number_follows(tokens: Tokens, i: int, found: tuple[int, Currency]) -> bool:
    j = found[0]
    if (
        not tokens.is_number(j)
        or tokens.start[j] - tokens.end[j - 1] > 1
        or "\n" in tokens.text[tokens.end[j - 1] : tokens.start[j]]
    ):
        return False
    word = tokens.raw[i]
    if i and (tokens.glued(i - 1) and tokens.text[tokens.start[i] - 1].isalnum()):
        return False
    alone = found[0] == i + 1
    traps = lexicon.toml("money/traps.toml")["prefix"]
    if alone and (word in traps["never"] or (len(word) == 1 and word.isalpha())):
        return False
    own = currency(tokens, j + 1)  # « prix en € 15 $ »: the number has a currency of its own
    return own is None or own[1].noun == found[1].noun or tokens.word(j + 1) in ("d'", "de")


def _noun_in_front(tokens: Tokens, i: int) -> bool:
    """« dollar 100 » at the head of a line, never « l'Euro 2016 »."""
    if key(tokens.low[i]) not in load().starts or not tokens.is_number(i + 1):
        return False
    if i and tokens.raw[i - 1] not in (".", ":", ";", "(", '"', ",", "!", "?"):
        return False
    number = tokens.raw[i + 1]
    return not (len(number) == 4 and number[:2] in ("19", "20")) and not tokens.raw[i].istitle()


def _with_currency(tokens: Tokens, number: Quantity) -> Term | None:
    at = number.last
    if tokens.word(at) == "%" or (
        number.plain and tokens.word(at) == "pour" and tokens.word(at + 1) in ("cent", "mille")
    ):
        return None
    glued = load().glued.get(tokens.raw[at]) if at < len(tokens) and number.plain else None
    if glued is not None and number.value is not None:
        scale, money = glued
        if money.noun == "franc" and tokens.word(at + 1) == "cfa":
            at, money = at + 1, Currency("", "cfa", ("XOF", "XAF"))
        whole = replace(number, value=number.value * scale, scale=scale, plain=False)
        return Term(number.first, at + 1, whole, whole.value, money)
    found = currency(tokens, at) if tokens.joined(at - 1) else None
    if found is not None and not _fits(tokens, number, at, found):
        found = None
    if found is None:
        alone = number.weak and not (number.digits and tokens.glued(at - 2) and tokens.raw[at - 1] in ("k", "K", "M"))
        return None if alone else Term(number.first, at, number, number.value)
    last, money = found
    if (
        tokens.word(last) == "de"
        and (more := currency(tokens, last)) is not None
        and more[1].code
        and more[1].noun != money.noun
    ):
        last, money = more  # a slip of the pen: « d'euros de livres sterling »
    value = number.value / money.parts if number.value is not None else None
    if value is not None and tokens.word(last) == "et" and tokens.word(last + 1) == "demi":
        last, value = last + 2, value + number.scale / 2  # « un million d'euros et demi »
    elif value is not None and money.parts == 1 and number.plain:
        last, value = _change(tokens, last, money, value)
    return Term(number.first, last, number, value, money)


def _fits(tokens: Tokens, number: Quantity, at: int, found: tuple[int, Currency]) -> bool:
    """Whether the word after a number is its currency here."""
    word = tokens.raw[at]
    if number.plain and not number.approx and word.lower() in ("de", "d'"):
        return False
    if (
        found[1].parts > 1
        and word.lower().startswith("cent")
        and not number.digits
        and number.value
        and number.value > 99
    ):
        return False
    traps = lexicon.toml("money/traps.toml")
    if word in traps["suffix"]["small"] and (number.value or 0) < 1000:
        return False
    noun = tokens.raw[found[0] - 1 if found[0] - at == 1 else at]
    if noun.istitle() and len(noun) > 3 and key(noun) in traps["suffix"]["lower"]:
        return False
    named = word == "F" and number.digits and tokens.glued(at - 1) and tokens.word(number.first - 1).isalpha()
    if named and tokens.raw[number.first - 1].istitle() and number.first > 1:
        return False  # the Maserati 250F
    return not (word in ("F", "M", "K", "T") and _name_goes_on(tokens, at))


def _name_goes_on(tokens: Tokens, at: int) -> bool:
    """A letter that belongs to a name: « 50 F1 », « 26 F-5 Tiger », « 30 F/A-18 »."""
    if not tokens.glued(at):
        return False
    sign = tokens.raw[at + 1]
    if sign in ("-", "/"):
        return (
            tokens.glued(at + 1)
            and tokens.raw[at + 2][0].isalnum()
            and tokens.word(at + 2) not in ("cfa", "cfp", "an", "mois")
        )
    return sign[0] not in ".,;:)!?/\"'…-€$ "


def _change(tokens: Tokens, j: int, money: Currency, value: Decimal) -> tuple[int, Decimal]:
    """Small change after a whole number: « 3€50 », « 3 euros 50 », « deux dollars et dix cents »."""
    at = j + 1 if tokens.word(j) in ("et", ",") else j
    if not tokens.joined(j - 1) or value % 1:
        return j, value
    digits = tokens.is_number(at)
    read = (at + 1, int(tokens.raw[at])) if digits and tokens.raw[at].isdigit() and len(tokens.raw[at]) < 4 else None
    if not digits:
        read = words_value(tokens, at)
        if read is not None and tokens.low[read[0] - 1] in ("cent", "cents") and read[0] - at > 1:
            read = (read[0] - 1, _below_hundred(tokens, at, read[0] - 1))
    if read is None or not 0 <= read[1] < 1000:
        return j, value
    after, count = read
    minor = load().minors.get(tokens.word(after))
    if minor is not None and count < minor.parts and (money.noun in minor.minor_of or money.code in minor.candidates):
        return after + 1, value + Decimal(count) / minor.parts
    if at > j or not 0 < count < 100 or (digits and len(tokens.raw[at]) != 2):
        return j, value
    return (after, value + Decimal(count) / 100) if _nothing_counted(tokens, j, after, digits) else (j, value)


def _below_hundred(tokens: Tokens, i: int, last: int) -> int:
    read = words_value(Tokens(" ".join(tokens.low[i:last])), 0)
    return read[1] if read else 0


def _nothing_counted(tokens: Tokens, j: int, after: int, digits: bool) -> bool:
    """Whether the number after a currency counts nothing else: « 3 euros 50 le kilo », not « 3 euros 20 personnes »."""
    if digits and tokens.glued(j - 1) and not tokens.raw[j - 1].isalnum():
        return True
    follows = lexicon.toml("money/traps.toml")["change"]["follows"]
    return after >= len(tokens) or not tokens.joined(after - 1) or tokens.low[after] in follows
