"""A sentence with its possible holders and its percentages replaced by place-holders.

A pattern of ``stakes`` then says who holds what without knowing any name: « la famille fondatrice garde 51 % du groupe
Sylvor » becomes « ‹0› garde §0§ de ‹1› ». Articles and contractions are written out of the way (« du », « de la »,
« d'» are « de »), « de 12 % à 25 % » is the share afterwards, « environ 30 % » is the share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline import lexicon
from pipeline.records import Mention, Participant

_FOLD = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'", "‹": '"', "›": '"', "§": " ", "\n": " ", "\t": " "})
_LABELS = ("ORG", "PER", "LOC", "PROG")
_NUMBER = r"\d{1,3}(?:[.,]\d{1,3})?"
_CAPITALS = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w&-]{1,30}(?: [A-ZÀ-ÖØ-Þ][\w&-]{1,30}){0,4}")
_COMPLEMENT = re.compile(r" d(?:e |')(?P<word>[a-zà-ÿœ-]{4,20})\b")
_ADJECTIVE = re.compile(r" (?P<word>[a-zà-ÿœ-]{3,20})\b")
_OF_NAME = (" de ", " du ", " des ", " d'", " de la ", " de l'")
_NO_COMPLEMENT = {"capital", "parts", "actions", "plus", "moins", "cette", "leur", "près"}


@dataclass(frozen=True, slots=True)
class Slot:
    """Somebody or something that may hold or be held; offsets count in the body text."""

    start: int
    end: int
    text: str
    kind: str  # name, common or pronoun
    left: int  # where the phrase starts with its article, in the body text
    mention: Mention | None = None
    indefinite: bool = False  # « une usine » names nothing that can be found again

    def participant(self) -> Participant:
        """Its words and its name; those of a pronoun are empty, because nobody is named."""
        if self.kind == "pronoun":
            return Participant(self.start, self.start, "")
        if self.mention is not None:
            m = self.mention
            return Participant(m.start, m.end, m.text, m.name or m.text, m.actor_id)
        return Participant(self.start, self.end, self.text, self.text)


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence with ``‹n›`` for its slots and ``§n§`` for its shares."""

    text: str
    slots: Sequence[Slot]
    shares: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class _Words:
    common: re.Pattern[str]
    article: re.Pattern[str]
    pronoun: re.Pattern[str]
    share: re.Pattern[str]
    whole: re.Pattern[str]
    wholes: dict[str, int]
    adjective_endings: tuple[str, ...]
    adjectives: frozenset[str]
    not_adjectives: frozenset[str]
    not_names: frozenset[str]


def _any(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True)) + ")"


@cache
def _words() -> _Words:
    data: dict[str, Any] = lexicon.toml("relations/holdings.toml")["masks"]
    contracted = data["contracted_of"] + data["contracted_to"]
    article = rf"(?<!\w)(?:{_any(data['determiners'] + contracted)})"
    not_share = r"(?! (?:commune )?à \d)"  # « une filiale à 60 % de » is a relation, no company
    hedge = rf"(?:(?<!\w){_any(data['hedges'])})?"
    span = rf"(?P<from>(?:de|d'|entre) ?{hedge}{_NUMBER}(?: ?%| pour cent)?(?: du capital| des parts)? (?P<to>à|et) )?"
    return _Words(
        re.compile(rf"{article}(?:{_any(data['leads'])})?(?P<noun>{_any(data['nouns'])})\b{not_share}", re.IGNORECASE),
        re.compile(rf"{article}$|(?<!\w)d'$", re.IGNORECASE),
        re.compile(rf"\b{_any(data['pronouns'])}\b", re.IGNORECASE),
        re.compile(rf"(?<![\d,.]){span}{hedge}(?P<p>{_NUMBER}) ?(?:%|pour cent\b)"),
        re.compile(rf"{_any(list(data['wholes']))}(?= (?:du capital|des (?:parts|actions|titres))\b)"),
        data["wholes"],
        tuple(data["adjective_endings"]),
        frozenset(data["adjectives"]),
        frozenset(data["not_adjectives"]),
        frozenset(data["not_names"]),
    )


def mask(sentence: str, offset: int, mentions: Sequence[Mention]) -> Masked:
    """The sentence with its holders and shares replaced.

    Parameters
    ----------
    sentence : its words, as in the body.
    offset : where it starts in the body text, in code points.
    mentions : the named mentions that lie in it, in text order.
    """
    plain = sentence.translate(_FOLD)
    names = _names(plain, offset, mentions)
    slots = _join(names, list(_commons(plain, offset, names)), plain, offset)
    slots += _free(_pronouns(plain, offset), slots)
    slots.sort(key=lambda s: s.start)
    return _render(plain, offset, slots)


def _free(found: Iterator[Slot], taken: Sequence[Slot]) -> list[Slot]:
    return [s for s in found if not any(s.left < t.end and t.start < s.end for t in taken)]


def _left(plain: str, start: int) -> int:
    """Start of the article before ``start``, or ``start``."""
    before = _words().article.search(plain, max(0, start - 8), start)
    return before.start() if before else start


def _names(plain: str, offset: int, mentions: Sequence[Mention]) -> list[Slot]:
    """The named mentions, the outer one of two, and capitals in mid-sentence that no mention covers."""
    named: list[Slot] = []
    for m in mentions:
        if m.label in _LABELS and (not named or m.start >= named[-1].end):
            named.append(Slot(m.start, m.end, m.text, "name", offset + _left(plain, m.start - offset), m))

    def capitals() -> Iterator[Slot]:
        for found in _CAPITALS.finditer(plain):
            start, end = found.span()
            if start > 2 and found.group() not in _words().not_names and plain[start - 2] not in ".!?:«":
                yield Slot(offset + start, offset + end, found.group(), "name", offset + _left(plain, start))

    return sorted(named + _free(capitals(), named), key=lambda s: s.start)


def _commons(plain: str, offset: int, names: Sequence[Slot]) -> Iterator[Slot]:
    """Determiner, noun of the list, and the adjectives and complement that belong to it."""
    for found in _words().common.finditer(plain):
        start, end = found.start("noun"), found.end()
        for _ in range(2):
            word = _ADJECTIVE.match(plain, end)
            end = word.end() if word and _is_adjective(word["word"]) else end
        of = _COMPLEMENT.match(plain, end)
        end = of.end() if of and of["word"] not in _NO_COMPLEMENT else end
        if not any(n.start < offset + end and offset + start < n.end for n in names):
            vague = plain[found.start() : start].lower().startswith(("un ", "une ", "d'un ", "d'une "))
            left = offset + found.start()
            yield Slot(offset + start, offset + end, plain[start:end], "common", left, indefinite=vague)


def _is_adjective(word: str) -> bool:
    words = _words()
    return word in words.adjectives or (word.endswith(words.adjective_endings) and word not in words.not_adjectives)


def _join(names: list[Slot], commons: list[Slot], plain: str, offset: int) -> list[Slot]:
    """Nouns and names that stand for one holder made one slot.

    « le fonds Ardian » and « Orange, l'opérateur historique, » are the name, « le port du Pirée » is the whole phrase.
    """
    slots: list[Slot] = []
    for slot in sorted(names + commons, key=lambda s: s.start):
        last = slots[-1] if slots else None
        between = plain[last.end - offset : slot.start - offset] if last else ""
        if last and last.kind == "common" and slot.kind == "name" and between in (" ", ' "', " « "):
            slots[-1] = Slot(slot.start, slot.end, slot.text, "name", last.left, slot.mention)
        elif last and last.kind == "common" and slot.kind == "name" and between in _OF_NAME:
            words = plain[last.start - offset : slot.end - offset]
            slots[-1] = Slot(last.start, slot.end, words, "common", last.left, indefinite=last.indefinite)
        elif last and last.kind == "name" and slot.kind == "common" and _is_apposition(plain, last, slot, offset):
            slots[-1] = Slot(last.start, slot.end, last.text, "name", last.left, last.mention)
        else:
            slots.append(slot)
    return slots


def _is_apposition(plain: str, name: Slot, noun: Slot, offset: int) -> bool:
    """« Orange, l'opérateur historique, », « Calvéa, une société détenue à »."""
    if plain[name.end - offset : noun.left - offset] != ", ":
        return False
    return noun.indefinite or plain[noun.end - offset : noun.end - offset + 1] == ","


def _pronouns(plain: str, offset: int) -> Iterator[Slot]:
    for found in _words().pronoun.finditer(plain):
        start, end = offset + found.start(), offset + found.end()
        yield Slot(start, end, found.group(), "pronoun", start)


def _shares(plain: str) -> Iterator[tuple[int, int, Decimal, str]]:
    """The percentages, with the words that go before the share: ``à`` where it comes after another one."""
    words = _words()
    for found in words.share.finditer(plain):
        lead = f"{found['to']} " if found["from"] and found["to"] == "à" else ""
        start = found.start() if lead or not found["from"] else found.start("p")
        yield start, found.end(), Decimal(found["p"].replace(",", ".")), lead
    for found in words.whole.finditer(plain):
        yield found.start(), found.end(), Decimal(words.wholes[found.group()]), ""


def _article(plain: str, slot: Slot, offset: int) -> str:
    """What is left of the article: the preposition of « du », « d'» and « au »."""
    before = plain[slot.left - offset : slot.start - offset].lower()
    if before.startswith(("du ", "des ", "d'")):
        return "de "
    return "à " if before.startswith(("au ", "aux ")) else ""


def _render(plain: str, offset: int, slots: Sequence[Slot]) -> Masked:
    found = list(_shares(plain))
    edits: list[tuple[int, int, str]] = []
    for k, slot in enumerate(slots):
        words = f"{_article(plain, slot, offset)}‹{k}›"
        edits.append((slot.left - offset, slot.end - offset, words))
    for k, (start, end, _, lead) in enumerate(found):
        edits.append((start, end, f"{lead}§{k}§"))
    parts, at = [], 0
    for start, end, words in sorted(edits):
        if start >= at:
            parts.append(plain[at:start] + words)
            at = end
    return Masked("".join(parts) + plain[at:], slots, [share[2] for share in found])
