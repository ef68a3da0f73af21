"""Which currency: what the words leave open the other amounts, conversions and countries named decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from pipeline.money import countries, rates
from pipeline.money.grammar import Found
from pipeline.money.lexicon import Currency, load
from pipeline.money.tokens import Tokens

_FIT = Decimal("0.08")  # a conversion is rounded, and made at the rate of another day
_EURO_CASH = 2002


@dataclass(frozen=True, slots=True)
class Resolved:
    """An amount with its ISO currency; ``candidates`` stay where it is ambiguous."""

    found: Found
    currency: str
    candidates: tuple[str, ...] = ()


class Resolver:
    """Decides the currencies of one text; what it takes is worked out only when an amount asks for it."""

    def __init__(self, tokens: Tokens, found: list[Found], country: str, published: str):
        self.tokens, self.found = tokens, found
        self.country, self.published = country.upper(), published

    @cached_property
    def named(self) -> Counter[str]:
        """Countries the text names."""
        return countries.named(self.tokens)

    @cached_property
    def by_currency(self) -> Counter[str]:
        """How often the countries of each currency are named."""
        total, table = Counter[str](), countries.currency_by_country()
        for country, times in self.named.items():
            total[table[country]] += times
        return total

    @cached_property
    def explicit(self) -> Counter[tuple[str, str]]:
        """(noun, code) of the amounts whose words say it all."""
        return Counter((f.currency.noun, f.currency.code) for f in self.found if f.currency and f.currency.code)

    @property
    def day(self) -> date:
        """The day whose rates tell what a conversion is in."""
        try:
            return date.fromisoformat(self.published[:10])
        except ValueError:
            year = self.published[:4]
            return date(int(year), 6, 30) if year.isdigit() and 1999 < int(year) < 2100 else date(2020, 6, 30)

    def resolve(self) -> Iterator[Resolved]:
        """The amounts in order, each with its currency."""
        done: list[Resolved] = []
        for k, f in enumerate(self.found):
            done.append(self._one(k, f, done))
        yield from self._fill(done)

    def _one(self, k: int, f: Found, done: list[Resolved]) -> Resolved:
        if f.currency is None:
            code = self._elliptic(k, f, done)
            return Resolved(f, code)
        if f.currency.code:
            return Resolved(f, f.currency.code)
        code, candidates = self._noun(k, f, f.currency, done)
        return Resolved(f, code, candidates)

    # ------------------------------------------------------------------ shared nouns

    def _noun(self, k: int, f: Found, money: Currency, done: list[Resolved]) -> tuple[str, tuple[str, ...]]:
        """The currency of a plain dollar, franc, livre, dinar …"""
        if money.parts > 1 and money.minor_of:
            return self._minor(money, done)
        code = self._by_text(money, sign=self.tokens.raw[f.last - 1] == "$")
        if money.noun == "dollar":
            code = self._by_conversion(k, f, money.candidates) or code
        if code:
            return code, ()
        default = load().defaults.get(money.noun, "")
        if money.noun == "cfa":
            default = "XOF"
        elif money.noun == "franc":
            default = self._franc()
        return default, tuple(c for c in money.candidates if c != default)

    def _by_text(self, money: Currency, *, sign: bool = False) -> str:
        """The same noun said in full elsewhere, the article's country, the countries it names."""
        own = countries.currency_by_country().get(self.country, "")
        if own in money.candidates and own != "FRF":
            return own
        said = [
            (n, code) for (noun, code), n in self.explicit.items() if noun == money.noun and code in money.candidates
        ]
        if said:
            return max(said)[1]
        if money.noun == "franc" and any(f.currency and f.currency.noun == "cfa" for f in self.found):
            return self._by_text(Currency("", "cfa", ("XOF", "XAF"))) or "XOF"
        if money.noun == "dollar" and not sign:
            return ""  # French newsrooms write the dollars of other countries in full
        return self._by_names(money)

    def _by_names(self, money: Currency) -> str:
        """The candidate whose countries are named most."""
        ranked = [(n, code) for code, n in self.by_currency.items() if code in money.candidates and code != "FRF"]
        if not ranked:
            return ""
        best = max(ranked)
        default = load().defaults.get(money.noun, "")
        rivals = sum(n for n, code in ranked if code != best[1])
        few = 2 if money.noun in ("dollar", "livre", "cent") else 1
        if default and best[1] != default and (best[0] < few or rivals >= best[0]):
            return ""
        return best[1] if best[0] > rivals or default else ""

    def _franc(self) -> str:
        """A franc that nothing tells apart is French where the text is older than the euro, or of unknown age."""
        year = self.published[:4]
        old = year.isdigit() and int(year) < _EURO_CASH
        return "FRF" if old or not year or self.country == "FR" or self._francs_of_old() else ""

    def _francs_of_old(self) -> bool:
        """The text speaks of a year before the euro."""
        return any(len(w) == 4 and "1900" <= w < "2002" for w in self.tokens.raw)

    def _minor(self, money: Currency, done: list[Resolved]) -> tuple[str, tuple[str, ...]]:
        for r in reversed(done):
            if r.currency in money.candidates:
                return r.currency, ()
        for _, code in self.explicit:
            if code in money.candidates:
                return code, ()
        own = load().currency_of.get(self.country, "")
        if own in money.candidates:
            return own, ()
        if money.noun == "cent" and (code := self._by_names(Currency("", "dollar", money.candidates[1:]))):
            return code, ()
        default = load().defaults.get(money.noun, "")
        return default, tuple(c for c in money.candidates if c != default)

    # ------------------------------------------------------------------ conversions

    def _converted(self, k: int) -> int | None:
        """Index of the amount that the one at ``k`` converts: « 5 millions de dollars (4,2 millions d'euros) »."""
        if k == 0:
            return None
        gap = self.tokens.low[self.found[k - 1].last : self.found[k].first]
        if len(gap) > 4 or not gap:
            return None
        return k - 1 if gap[0] == "(" or "soit" in gap else None

    def _by_conversion(self, k: int, f: Found, candidates: Iterable[str]) -> str:
        """The candidate whose rate fits the conversion beside the amount."""
        if k + 1 < len(self.found) and self._converted(k + 1) == k:
            other = self.found[k + 1]
        elif self._converted(k) is not None:
            other = self.found[k - 1]
        else:
            return ""
        if other.currency is None or not other.currency.code or other.currency.code in candidates:
            return ""
        return self._fitting(f, other, other.currency.code, candidates)

    def _fitting(self, f: Found, other: Found, code: str, candidates: Iterable[str]) -> str:
        euros = rates.to_eur(other.size, code, self.day)
        if not euros:
            return ""
        errors = [
            (abs(own / euros - 1), c) for c in candidates if (own := rates.to_eur(f.size, c, self.day)) is not None
        ]
        best = min(errors, default=(Decimal(1), ""))
        return best[1] if best[0] <= _FIT else ""

    # ------------------------------------------------------------------ no currency at all

    def _elliptic(self, k: int, f: Found, done: list[Resolved]) -> str:
        """« 12 millions »: converted from its neighbour, or in the currency of the amount before it."""
        before = self._converted(k)
        if before is not None and self._paren(k) and done[before].currency and f.size != self.found[before].size:
            code = self._fitting(
                f, self.found[before], done[before].currency, ["EUR", "USD", "GBP", "CHF", "CAD", "XOF"]
            )
            if code and code != done[before].currency:
                return code
        for r, at in zip(reversed(done), range(k - 1, -1, -1), strict=True):
            if r.currency and not (self._paren(at) and self._converted(at) is not None):
                return r.currency
        return ""

    def _paren(self, k: int) -> bool:
        return (
            self.tokens.word(self.found[k].first - 1) == "("
            or "(" in self.tokens.low[max(0, self.found[k].first - 3) : self.found[k].first]
        )

    def _fill(self, done: list[Resolved]) -> Iterator[Resolved]:
        """Amounts before the first named currency take the one that follows; a text without any takes its country's."""
        following = ""
        filled: list[Resolved] = []
        for r in reversed(done):
            if r.currency:
                following = r.currency
            elif r.found.currency is None:
                r = Resolved(r.found, following or load().currency_of.get(self.country, "EUR"), r.candidates)
            filled.append(r)
        yield from reversed(filled)
