"""Holdings stated in the text: « détenue à 47 % par SFR », « prend 21 % de Morgan Stanley », « filiale à 100 % de Y ».

The sentence is read with its holders and percentages replaced by place-holders (``holdings``), so that a pattern says
who owns whom without knowing any name. Sources of the patterns: the ways French business pages state a share of
capital. Each share is read once; a pronoun or a company left out stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline import entities, lexicon
from pipeline.records import DateExpression, Mention, Participant, Stake
from pipeline.relations import holdings
from pipeline.relations.holdings import Masked, Slot

_O, _C, _S = r"‹(?P<o>\d+)›", r"‹(?P<c>\d+)›", r"§(?P<p>\d+)§"
_G = r"[^.;‹›§]{0,60}?"
_NEAR = r"[^.;,‹›§]{0,30}?"
_RELATIVE = rf"(?:, [^.;‹›§]{{0,40}}?‹\d+›[^.;‹›§]{{0,40}}?,{_G})?"  # « , le groupe de X présent à Y, »
_CAPITAL_OF = (
    r"(?: (?:du (?:capital|tour de table)|des (?:parts|actions|titres|droits de vote)|d'actions)"
    r"(?: et (?:§\d+§ )?des droits de vote)?)?"
)
_FROM = r"(?:[^.;‹›§]{0,20}?(?:à|auprès de) ‹\d+›)?"  # the seller between the verb and the share
_SHARE_OF = r"\b(?:part|participation)\b(?: (?:minoritaire|majoritaire|directe|indirecte|historique))?"
_PRONOUN_COMPANY = r"(?: (?:du|de son|de leur) (?:capital|tour de table)| des (?:parts|actions|titres))(?! d)"
_TOPIC = re.compile(r"\b(?:capital|actionnai\w+|actionnariat|détenue?s?|parts|participation|dilution|filiale)\b", re.I)
_NOT_CAPITAL = re.compile(r"\b(?:parts? de marché|audience|voix|suffrages|sondage|scrutin|électeurs)\b", re.I)
_GATE = re.compile(r"%|pour cent\b|à parts égales|l'intégralité du|la totalité d|la moitié d", re.I)
_BRACKETS = re.compile(rf"{_O}[^.;‹›§]{{0,20}}\((?:à |pour |avec )?{_S}\)")
_EQUAL = r"(?:à parts égales|à égalité|moitié-moitié|à 50-50|à 50/50)"
_CONFIDENCE = 0.8
_WEAK = 0.6


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The patterns, in the order in which they are tried, and the moods that change a status."""

    patterns: tuple[re.Pattern[str], ...]
    more: re.Pattern[str]
    more_by: re.Pattern[str]
    equal: tuple[re.Pattern[str], ...]
    respective: re.Pattern[str]
    planned: re.Pattern[str]
    cancelled: re.Pattern[str]
    not_moods: frozenset[str]


@dataclass(slots=True)
class _Reading:
    """What a sentence says so far."""

    masked: Masked
    span: tuple[int, int]
    when: DateExpression | None
    seen: set[tuple[int, int]] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    found: list[Stake] = field(default_factory=list)

    def add(self, owner: str | None, company: str | None, share: str, status: str, confidence: float) -> bool:
        """Keep a holding, unless its share is read already, impossible, or nobody is named."""
        value = self.masked.shares[int(share)]
        if share in self.used or not self.keep(owner, company, value, status, confidence):
            return False
        self.used.add(share)
        return True

    def keep(self, owner: str | None, company: str | None, value: Decimal, status: str, confidence: float) -> bool:
        """Keep a holding whose share is computed."""
        who, what = self.participant(owner), self.participant(company)
        key = (who.start, what.start)
        if key in self.seen or not 0 < value <= 100 or who.text == what.text:
            return False
        self.seen.add(key)
        self.found.append(Stake(*self.span, who, what, value, self.when, status, confidence))
        return True

    def participant(self, slot: str | None) -> Participant:
        """The participant of a slot; an empty one where the sentence has none."""
        return Participant(self.span[0], self.span[0], "") if slot is None else self.slot(slot).participant()

    def slot(self, number: str) -> Slot:
        """The slot of a place-holder."""
        return self.masked.slots[int(number)]


def find_stakes(
    text: str, sentences: Sequence[tuple[int, int]], dates: Sequence[DateExpression], mentions: Sequence[Mention]
) -> list[Stake]:
    """Holdings in the body text, in text order.

    Parameters
    ----------
    text : the body text.
    sentences : its sentences, as offsets in code points.
    dates : dates of the text; the first one of a sentence dates its holdings.
    mentions : the named mentions, in text order.

    Returns
    -------
    One holding per owner and company of a sentence. A pronoun or a party left out has empty words. ``percent`` is the
    share after what the sentence tells.

    Examples
    --------
    >>> text = "Numergy est détenue à 47 % par SFR."
    >>> names = [Mention(0, 7, "Numergy", "ORG"), Mention(31, 34, "SFR", "ORG")]
    >>> [(s.owner.text, s.company.text, s.percent) for s in find_stakes(text, [(0, len(text))], [], names)]
    [('SFR', 'Numergy', Decimal('47'))]
    """
    found: list[Stake] = []
    for start, end in sentences:
        sentence = text[start:end]
        if _GATE.search(sentence) is None:
            continue
        inside = [m for m in mentions if m.start >= start and m.end <= end]
        when = next((d for d in dates if start <= d.start < end and d.first is not None), None)
        reading = _Reading(holdings.mask(sentence, start, inside), (start, end), when)
        if reading.masked.slots:
            _read(reading)
        found.extend(sorted(reading.found, key=lambda s: (s.owner.start, s.company.start)))
    return [_resolved(stake, text, mentions, sentences) for stake in found]


def _resolved(stake: Stake, text: str, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]) -> Stake:
    """The holding with the name that « l'entreprise » stands for, when the text is clear and it is not the other's."""
    anaphors = lexicon.toml("relations/holdings.toml")["masks"]["anaphors"]

    def named(who: Participant, other: Participant) -> Participant:
        if who.actor_id or who.text not in anaphors:
            return who
        earlier = [m for m in mentions if stake.start <= m.start < who.start and m.label == "ORG"]
        m = earlier[0] if len(earlier) == 1 else entities.antecedent(text, who.start, who.end, mentions, sentences)
        if m is None or m.text == other.text or (m.name or m.text) == other.name:
            return who
        return replace(who, name=m.name or m.text, actor_id=m.actor_id)

    return replace(stake, owner=named(stake.owner, stake.company), company=named(stake.company, stake.owner))


def _stems(words: Sequence[str]) -> str:
    return r"\b(?:" + "|".join(re.escape(w) for w in words) + r")\w{0,6}\b"


def _whole(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in words) + r")\b", re.IGNORECASE)


@cache
def _grammar() -> _Grammar:
    data: dict[str, Any] = lexicon.toml("relations/holdings.toml")
    mood, verbs = data["mood"], {name: _stems(stems) for name, stems in data["verbs"].items()}
    not_held = "|".join(data["company"]["not_held"])
    words = rf"(?: (?!(?:{not_held})\b)[a-zà-ÿœ'-]{{2,20}}){{0,3}}"
    theirs = rf"(?: qu(?:e |')‹\d+› {verbs['hold']})?"  # « les 33 % qu'il détenait dans »
    of = rf"{_CAPITAL_OF}{theirs} (?:d'|de|du|des|dans|chez|(?:dans le|au) capital de){words} ?{_C}"
    lists = _lists(words, verbs)
    patterns = [*_passives(words, verbs), *_deals(of, words), *_actives(of, words, verbs), *_nouns(of, words, verbs)]
    patterns += _open(verbs)
    return _Grammar(
        tuple(re.compile(p) for p in patterns),
        *lists,
        _whole(mood["planned"]),
        _whole(mood["cancelled"]),
        frozenset(mood["not_conditional"] + mood["not_future"]),
    )


def _lists(
    words: str, verbs: dict[str, str]
) -> tuple[re.Pattern[str], re.Pattern[str], tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """What goes on after a holding, and what several holders share."""
    join = r"(?:,| et|,? contre|,? puis|,? tandis que|, et)"
    two = rf"‹(?P<o>\d+)› et{words} ?‹(?P<q>\d+)›"
    return (
        re.compile(rf"{join}{words} {_O}(?: en)?(?: (?:a|ont|{verbs['hold']}))?(?: à| pour|,)? ?\(?{_S}\)?"),
        re.compile(
            rf"(?:,| et| ?;)(?: et| contre)?(?: (?:pour|à)(?: hauteur de)?)? {_S} (?:par|de|à|pour){words} ?{_O}"
        ),
        (
            re.compile(rf"{_C}{_G}{_EQUAL}{_G}(?:par|de|entre){words} ?{two}"),
            re.compile(rf"{_C}{_G}{verbs['held']}{_G}(?:par|de|entre){words} ?{two},? {_EQUAL}"),
            re.compile(rf"{two}{_G}{verbs['hold']}{_G}{_EQUAL}{words} ?{_C}"),
            re.compile(rf"{two}{_G}{verbs['hold']} ?{_C},? {_EQUAL}"),
        ),
        re.compile(
            rf"(?P<owners>‹\d+›(?:(?:,| et|, et) ‹\d+›){{1,5}}){_G}respectivement "
            rf"(?P<shares>§\d+§(?:(?:,| et|, et) §\d+§){{1,5}}){_CAPITAL_OF} (?:de|dans){words} ?{_C}"
        ),
    )


def _passives(words: str, verbs: dict[str, str]) -> tuple[str, ...]:
    """The company comes first: « Y est détenue à 47 % par X »."""
    held, by = verbs["held"], r"(?:par|de|à|entre les mains de)"
    at = r"(?:à hauteur de|à|pour)"
    return (
        rf"{_C}{_RELATIVE}{_G}{held}{_G}{at} {_S}{_CAPITAL_OF},? {by}{words} ?{_O}",
        rf"{_C}{_RELATIVE}{_G}{held}{_G}par{words} ?{_O},? ?\(?(?:{at} )?{_S}",
        rf"{_C},?{_NEAR}\b(?:filiale|propriété)(?: commune)? à {_S} (?:de|par){words} ?{_O}",
        rf"\b[Ff]iliale(?: détenue)? à {_S} (?:de|par){words} ?{_O},{words} ?{_C}",
        rf"{_C},? (?:dont|où){words} ?{_O}{_G}{verbs['hold']}{_FROM}{_G}{_S}(?!{_CAPITAL_OF} (?:de|dans) ‹)",
        rf"{_C},?{_NEAR} dont {_S}{_CAPITAL_OF}{_NEAR}(?:à|par|de|chez) ?{words} ?{_O}",
        rf"{_C}{_G}{verbs['sell']}{_G}{_S} de son capital{_NEAR} (?:à|au profit de){words} ?{_O}",
        rf"{_C}{_G}\bouv\w{{1,6}}{_NEAR} son capital{_NEAR} à{words} ?{_O},?{_G}\b(?:à hauteur de|pour) {_S}",
    )


def _actives(of: str, words: str, verbs: dict[str, str]) -> tuple[str, ...]:
    """The holder comes first: « X détient 47 % de Y »."""
    hold, become, sell = verbs["hold"], verbs["become"], verbs["sell"]
    return (
        rf"{sell}{_NEAR} à{words} ?{_O}{_NEAR}{_S}{of}",
        rf"{sell}{_NEAR}{_S}{of},?{_NEAR} (?:à|au profit de){words} ?{_O}",
        rf"{_O}{_RELATIVE}{_G}{hold}{_FROM}{_G}{_S}{of}",
        rf"{_O}{_G}{become}{_G}\bà (?:hauteur de )?{_S}{of}",
        rf"{_O}{_G}{become}{_G}\bà {_S} (?:sa|leur) (?:part|participation) (?:dans|chez|de){words} ?{_C}",
        rf"{_O}{_G}{become}{_G}(?:(?:part|participation|présence) (?:dans|chez|de)|(?:dans le|au|du) capital de)"
        rf"{words} ?{_C}{_G}\bà {_S}",
        rf"{_O}{_G}{verbs['enter']}{_G}(?:au|dans le|du) capital de{words} ?{_C}{_G}\b(?:à hauteur de|avec|pour) {_S}",
        rf"{_O}{_G}\bfranchi(?!\w*{_NEAR}baisse)\w{{0,6}}\b{_G}\bseuils? (?:de |des )?{_S}{of}",
    )


def _deals(of: str, words: str) -> tuple[str, ...]:
    """A noun tells the purchase or sale: « l'acquisition par X de 35 % de Y »."""
    buy = r"\b(?:acquisition|rachat|reprise|achat|prise)"
    return (
        rf"{buy} par{words} ?{_O} (?:de|d'une participation de) {_S}{of}",
        rf"{buy} de {_S}{of} par{words} ?{_O}",
        rf"\b(?:cession|vente|transfert) (?:à|au profit de){words} ?{_O} de {_S}{of}",
        rf"\b(?:cession|vente|transfert) de {_S}{of} (?:à|au profit de){words} ?{_O}",
        rf"{_O}{_G}{buy} (?:de|d'une participation de) {_S}{of}",
    )


def _nouns(of: str, words: str, verbs: dict[str, str]) -> tuple[str, ...]:
    """A noun tells the holding: « X, actionnaire de Y à 47 % », « la part de X dans Y passe à 47 % »."""
    holder = r"\b(?:actionnaire|propriétaire|associée?)s?\b"
    where = r"(?:dans|au capital de|au sein de|chez)"
    at = r"(?:à hauteur de|à|avec|pour)"
    be = r"\b(?:est|était|serait|sera|atteint|s'élève|représente|se monte|pass\w+|mont\w+|tomb\w+|recul\w+|grimp\w+)"
    return (
        rf"{_O}{_G}{holder}{_NEAR},? {at} {_S},?{of}",
        rf"{_O}{_G}{holder}{_NEAR} de{words} ?{_C}{_NEAR},? ?\(?(?:{at} )?{_S}",
        rf"{holder}{_NEAR} de{words} ?{_C},?{_NEAR} {at} {_S}{_CAPITAL_OF},{words} ?{_O}",
        rf"\bAvec {_S}{of},{words} ?{_O}",
        rf"\bAvec {_S}{_CAPITAL_OF},{words} ?{_O}{_G}{holder}{_NEAR} de{words} ?{_C}",
        rf"{_S}{of}{_G}\b(?:apparten|appartien|revien|revenai|reviendr|reste|vont|iront|détenu|acqui)\w{{0,6}}{_G}"
        rf"(?:à|par|de|entre les mains de){words} ?{_O}",
        rf"{_SHARE_OF} de{words} ?{_O} {where}{words} ?{_C}{_G}{be}{_G}(?:à|de)? ?{_S}",
        rf"\b(?:part|participation|montée|entrée) (?:de|à) {_S} (?:de|par|détenue par){words} ?{_O} {where}"
        rf"{words} ?{_C}",
        rf"{verbs['become']}{_G}{_SHARE_OF} de{words} ?{_O} {where}{words} ?{_C} à {_S}",
    )


def _open(verbs: dict[str, str]) -> tuple[str, ...]:
    """The company is left out: « X détient 47 % du capital », « la part de X passe à 8 % »."""
    return (
        rf"{_SHARE_OF} de {_O}{_NEAR}{verbs['become']}{_G}\bà {_S}",
        rf"{_O}{_G}{verbs['hold']}{_G}{_S}{_PRONOUN_COMPANY}",
        rf"{_O}{_G}{verbs['become']}{_G}\bà {_S}{_PRONOUN_COMPANY}",
    )


def _read(reading: _Reading) -> None:
    """Every holding of the sentence, the surest patterns first."""
    grammar, text = _grammar(), reading.masked.text
    _read_equal(reading, grammar)
    for match in grammar.respective.finditer(text):
        _read_respective(reading, match, _status(text, match))
    for pattern in grammar.patterns:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            company = groups.get("c")
            if not _may_hold(reading, groups["o"], company):
                continue
            status = _status(text, match)
            if reading.add(groups["o"], company, groups["p"], status, _CONFIDENCE if company else _WEAK):
                _read_more(reading, match.end(), company, status)
    _read_brackets(reading)


def _may_hold(reading: _Reading, owner: str, company: str | None) -> bool:
    """A company left out needs a sentence about capital; people and « la France » are no company."""
    text = reading.masked.text
    if reading.slot(owner).indefinite or (company and reading.slot(company).indefinite):
        return False
    if company is None:
        return bool(_TOPIC.search(text)) and not _NOT_CAPITAL.search(text) and reading.slot(owner).kind != "pronoun"
    slot = reading.slot(company)
    if slot.kind == "pronoun":
        return reading.slot(owner).kind != "pronoun"
    if slot.mention is None:
        return True
    if slot.mention.label == "PER":  # a first name and a surname; one word alone is as often a firm
        return " " not in slot.text
    return slot.mention.label != "LOC" or slot.mention.text not in _places()


@cache
def _places() -> frozenset[str]:
    return frozenset(row["name"] for row in lexicon.csv_rows("entities/places.csv"))


def _read_more(reading: _Reading, at: int, company: str | None, status: str) -> None:
    """The rest of a list: « , Z 33,3 % et W 22,2 % », « et à 20 % par V »."""
    grammar, text = _grammar(), reading.masked.text
    while more := grammar.more_by.match(text, at) or grammar.more.match(text, at):
        reading.add(more["o"], company, more["p"], status, _CONFIDENCE)
        at = more.end()


def _read_equal(reading: _Reading, grammar: _Grammar) -> None:
    """« à parts égales par X et Y »: half each; of three holders nothing exact is known."""
    text = reading.masked.text
    for pattern in grammar.equal:
        for match in pattern.finditer(text):
            if re.match(r"(?:,| et)[^.;‹›§]{0,20}‹", text[match.end() :]) is None:
                status = _status(text, match)
                for owner in (match["o"], match["q"]):
                    reading.keep(owner, match["c"], Decimal(50), status, _CONFIDENCE)


def _read_respective(reading: _Reading, match: re.Match[str], status: str) -> None:
    owners, shares = re.findall(r"\d+", match["owners"]), re.findall(r"\d+", match["shares"])
    if len(owners) == len(shares):
        for owner, share in zip(owners, shares, strict=True):
            reading.add(owner, match["c"], share, status, _CONFIDENCE)


def _read_brackets(reading: _Reading) -> None:
    """« Le capital de Y est réparti entre X (51 %) et Z (34 %) »."""
    text = reading.masked.text
    shares = list(_BRACKETS.finditer(text))
    if len(shares) < 2 or not _TOPIC.search(text) or _NOT_CAPITAL.search(text):
        return
    company = _company_of_list(text, shares)
    for share in shares if company else ():
        reading.add(share["o"], company, share["p"], _status(text, share), _WEAK)


def _company_of_list(text: str, shares: Sequence[re.Match[str]]) -> str | None:
    """The company whose holders a list gives: what stands before it, or after « Filiale commune de X (60 %) …, »."""
    first = re.search(r"‹(\d+)›", text)
    if first and first[1] not in {m["o"] for m in shares}:
        return first[1]
    after = re.compile(r",[^.;,‹›§]{0,20}‹(\d+)›").match(text, shares[-1].end())
    return after[1] if after and re.match(r"(?:Filiale|Coentreprise|Propriété)\b", text) else None


def _status(text: str, match: re.Match[str]) -> str:
    """Status of a holding from the verbs of its clause, those before the holder included."""
    grammar = _grammar()
    before = re.split(r"[,;:]", text[max(0, match.start() - 80) : match.start()])[-1]
    clause = before + match.group()
    if grammar.cancelled.search(clause) or re.search(r"\bn(?:e |')[^.;,‹›]{0,25}\bpas\b", clause):
        return "cancelled"
    if grammar.planned.search(clause):
        return "planned"
    moods = [w for w in re.findall(r"\w+", clause) if w not in grammar.not_moods]
    if any(w.endswith(("rait", "raient")) for w in moods):
        return "reported"
    return (
        "planned"
        if any(w.endswith(("era", "eront", "dra", "dront", "ira", "iront", "aura", "auront")) for w in moods)
        else "done"
    )
