"""Holdings stated in the text: « détenue à 47 % par SFR », « prend 21 % de Morgan Stanley », « filiale à 100 % de Y ».

The sentence is read with its named actors replaced by place-holders, so that a pattern says who owns whom without
knowing any name. Sources of the patterns: the ways French business pages state a share of capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.records import DateExpression, Mention, Participant, Stake

_P = r"(?P<p>\d{1,3}(?:[.,]\d{1,3})?)\s?%"
_OF = r"(?:du capital |des parts |des actions |du groupe |de la société |du tour de table )?"
_LINK = r"(?:de la |de l'|de |du |des |d'|dans le |dans la |dans l'|dans |chez )"
_GAP = r"[^.;‹›]{0,40}?"
_FAR = r"[^.;]{0,80}?"
_O, _C = r"‹(?P<o>\d+)›", r"‹(?P<c>\d+)›"
_HOLD = (
    r"(?:détien(?:t|nent|dra|dront)|détenai(?:t|ent)|détenant|possèd(?:e|ent)|possédai(?:t|ent)|contrôl(?:e|ent|ait)|"
    r"conserv(?:e|era|ent|ait)|garde(?:ra)?|acquiert|acquérir|acquis|acquerra|rach(?:ète|èteront|ètera|eté|eter|etait)|"
    r"pren(?:d|nent|dra|dre|ant)|pris|céd(?:é|er|era)|cède|vend(?:u|re|ra)?|récupère|apporte|obtien(?:t|dra)|dispose(?:ra)?)"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_C}{_FAR}\b(?:détenue?s?|contrôlée?s?|possédée?s?|propriété) {_GAP}à (?:hauteur de )?{_P} par {_GAP}{_O}",
        rf"{_O}{_FAR}\b{_HOLD} {_GAP}{_P} {_OF}{_LINK}{_GAP}{_C}",
        rf"{_O}{_FAR}\b(?:mont(?:e|er|era|ée|é)|pass(?:e|er|era|é)|grimp(?:e|er|era)) à {_P} {_OF}{_LINK}{_GAP}{_C}",
        rf"{_O}{_FAR}\b(?:entr(?:e|é|er|era|ée)|participe|présent)\b {_GAP}(?:au|le|du) capital {_LINK}{_GAP}{_C}{_GAP}"
        rf"à hauteur de {_P}",
        rf"{_C}, (?:une )?filiale à {_P} {_LINK}{_GAP}{_O}",
        rf"{_C}, (?:dont|où) {_O}{_GAP}\b{_HOLD} {_GAP}{_P}",
        rf"{_O}{_GAP}, (?:qui )?(?:actionnaire|propriétaire) (?:à (?:hauteur de )?)?{_P} {_LINK}{_GAP}{_C}",
        rf"(?:la |une |sa )?(?:part|participation|montée) (?:de |à ){_P} (?:de |d'|du ){_GAP}{_O} "
        rf"(?:dans|au capital de) {_GAP}{_C}",
    )
)
_ALSO = re.compile(
    r"(?:,| et| ?;) (?:et )?à (?:hauteur de )?(?P<p>\d{1,3}(?:[.,]\d{1,3})?)\s?% par [^.;‹›]{0,40}?‹(?P<o>\d+)›"
)
_SHARES = re.compile(r"‹(?P<o>\d+)›[^.;‹›%]{0,20}\((?:à |pour |avec |environ )?(?P<p>\d{1,3}(?:[.,]\d{1,3})?)\s?%\)")
_CAPITAL = re.compile(r"\b(?:capital|actionnaires?|actionnariat|détenue?|parts)\b")
_FUTURE = re.compile(
    r"\b(?:va|vont|devrait|devraient|prévoi\w+|envisage\w*|souhaite\w*|pourrait|\w+(?:era|eront|dra|dront))\b"
)
_CONFIDENCE = 0.8
_LIST_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class _Masked:
    """A sentence whose mentions are replaced by ‹n›."""

    text: str
    mentions: Sequence[Mention]

    def participant(self, match: re.Match[str], group: str) -> Participant:
        m = self.mentions[int(match.group(group))]
        return Participant(m.start, m.end, m.text, m.name or m.text, m.actor_id)


def find_stakes(
    text: str, sentences: Sequence[tuple[int, int]], dates: Sequence[DateExpression], mentions: Sequence[Mention]
) -> list[Stake]:
    """Holdings in the body text, in text order.

    >>> text = "Numergy est détenue à 47 % par SFR."
    >>> names = [Mention(0, 7, "Numergy", "ORG"), Mention(31, 34, "SFR", "ORG")]
    >>> [(s.owner.text, s.company.text, s.percent) for s in find_stakes(text, [(0, len(text))], [], names)]
    [('SFR', 'Numergy', Decimal('47'))]
    """
    found: list[Stake] = []
    for start, end in sentences:
        sentence = text[start:end]
        if "%" not in sentence:
            continue
        inside = [m for m in mentions if m.start >= start and m.end <= end and m.label in ("ORG", "PER", "LOC", "PROG")]
        if len(inside) < 2:
            continue
        when = next((d for d in dates if start <= d.start < end and d.first is not None), None)
        found.extend(_stakes_of(_mask(sentence, start, inside), (start, end), when))
    return found


def _mask(sentence: str, offset: int, mentions: Sequence[Mention]) -> _Masked:
    parts, at = [], 0
    for k, m in enumerate(mentions):
        if m.start - offset < at:
            continue
        parts.append(sentence[at : m.start - offset])
        parts.append(f"‹{k}›")
        at = m.end - offset
    parts.append(sentence[at:])
    return _Masked(re.sub(r"[\u00a0\u202f]", " ", "".join(parts)).replace("’", "'"), mentions)


def _stakes_of(masked: _Masked, span: tuple[int, int], when: DateExpression | None) -> Iterator[Stake]:
    status = "planned" if _FUTURE.search(masked.text) else "done"
    seen: set[tuple[int, int]] = set()

    def stake(owner: Participant, company: Participant, percent: str, confidence: float) -> Iterator[Stake]:
        value = Decimal(percent.replace(",", "."))
        key = (owner.start, company.start)
        if owner.text != company.text and key not in seen and 0 < value <= 100:
            seen.add(key)
            yield Stake(span[0], span[1], owner, company, value, when, status, confidence)

    for pattern in _PATTERNS:
        for match in pattern.finditer(masked.text):
            company = masked.participant(match, "c")
            yield from stake(masked.participant(match, "o"), company, match.group("p"), _CONFIDENCE)
            rest = masked.text[match.end() :]
            while more := _ALSO.match(rest):
                yield from stake(masked.participant(more, "o"), company, more.group("p"), _CONFIDENCE)
                rest = rest[more.end() :]
    shares = list(_SHARES.finditer(masked.text))
    if len(shares) >= 2 and _CAPITAL.search(masked.text):
        owners = {m.group("o") for m in shares}
        first = re.search(r"‹(\d+)›", masked.text)
        if first and first.group(1) not in owners:
            m = masked.mentions[int(first.group(1))]
            company = Participant(m.start, m.end, m.text, m.name or m.text, m.actor_id)
            for share in shares:
                yield from stake(masked.participant(share, "o"), company, share.group("p"), _LIST_CONFIDENCE)
