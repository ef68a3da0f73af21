"""Within one article: which mentions are the same actor, and what it is called."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline import lexicon
from pipeline.entities.kinds import known_entry
from pipeline.entities.lexicon import Entry
from pipeline.entities.names import fold, name_key, stable_id, word_sets, words
from pipeline.records import Mention

FRANCE = "France"
_FRENCH = re.compile(r"\b(franc(e|ais|aise|aises)|paris|bercy|matignon|elysee|hexagone)\b")


@cache
def _national_names() -> frozenset[str]:
    """Entries that every country has: French unless the article is about another country."""
    return frozenset(lexicon.toml("entities/kinds.toml")["national"]["names"])


@cache
def _seats() -> dict[str, str]:
    """The State of a seat of government, by the names of both."""
    seats: dict[str, str] = lexicon.toml("entities/kinds.toml")["seats"]
    return seats


@dataclass(slots=True)
class Group:
    """Mentions of one actor: their label, their key, the lexicon's entry if there is one."""

    label: str
    key: str
    members: list[Mention] = field(default_factory=list)
    entry: Entry | None = None
    name: str = ""

    @property
    def first(self) -> int:
        """Where the actor is first named."""
        return min(m.start for m in self.members)


def link(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions with the canonical name and the id of their actor, the same for all mentions of one actor.

    Parameters
    ----------
    mentions
        The mentions of one article.
    text
        Its text, which the offsets of the mentions point into.

    Examples
    --------
    >>> text = "L'Agence de la pêche côtière (APC) paie. L'APC versera 3 millions d'euros."
    >>> found = [Mention(2, 28, text[2:28], "ORG"), Mention(30, 33, "APC", "ORG"), Mention(43, 46, "APC", "ORG")]
    >>> [m.name for m in link(found, text)]
    ['Agence de la pêche côtière', 'Agence de la pêche côtière', 'Agence de la pêche côtière']
    """
    home = home_country(text, mentions)
    groups = _by_key(mentions)
    for group in groups:
        group.entry = _entry(group, home)
    groups = _merged(groups, [*_acronyms(groups, text), *_short_forms(groups)])
    named: dict[tuple[int, int], Mention] = {}
    for group in groups:
        name = _name(group, home)
        actor_id = stable_id(group.label, name_key(name))
        for m in group.members:
            named[m.start, m.end] = replace(m, name=name, actor_id=actor_id)
    return [named[m.start, m.end] for m in mentions]


def home_country(text: str, mentions: Iterable[Mention]) -> str:
    """The country that an article's « gouvernement » is of: France, or the one it names while not naming France.

    A seat of government (« Ottawa ») names its country.
    """
    if _FRENCH.search(fold(text)):
        return FRANCE
    counts: Counter[str] = Counter()
    for m in mentions:
        entry = known_entry(m.text, "LOC") if m.label in ("LOC", "ORG") else None
        if entry is not None and entry.kind == "state":
            counts[entry.name] += 1
        elif entry is not None and entry.name in _seats():
            counts[_seats()[entry.name]] += 1
    return min(counts, key=lambda name: (-counts[name], name)) if counts else FRANCE


def _by_key(mentions: Iterable[Mention]) -> list[Group]:
    """Mentions with the same label and key; an acting State or city stays apart from the place."""
    groups: dict[tuple[str, str], Group] = {}
    for m in mentions:
        key = _headless(name_key(m.text)) if m.label == "ORG" else name_key(m.text)
        groups.setdefault((m.label, key), Group(m.label, key)).members.append(m)
    return list(groups.values())


def _headless(key: str) -> str:
    """The key without « groupe », « société »… before the name proper."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in word_sets()["plain_heads"] else key


def _entry(group: Group, home: str) -> Entry | None:
    found = (known_entry(m.text, group.label) for m in group.members)
    entry = next((e for e in found if e is not None), None) or known_entry(group.key, group.label)
    if entry is not None and entry.name == FRANCE and group.label == "ORG":
        return known_entry("État français", "ORG")
    if entry is not None and entry.name in _national_names() and home != FRANCE:
        return None
    return entry


def _acronyms(groups: Sequence[Group], text: str) -> list[tuple[Group, Group]]:
    """Pairs (full name, acronym) that the text introduces: « Full name (ABC) » or « ABC (Full name) »."""
    starts = {m.start: g for g in groups for m in g.members}
    pairs = []
    for group in groups:
        for m in group.members:
            opening = re.match(r"\s*\(\s*", text[m.end : m.end + 4])
            other = starts.get(m.end + opening.end()) if opening else None
            if other is None or other is group or other.label != group.label:
                continue
            full, short = (group, other) if len(group.key) >= len(other.key) else (other, group)
            if abbreviates(short.members[0].text, full.members[0].text):
                pairs.append((full, short))
    return pairs


def abbreviates(short: str, full: str) -> bool:
    """Whether ``short`` is made of the initials of ``full``: « ANR » of « Agence nationale de la recherche »."""
    letters = "".join(words(short))
    if not 2 <= len(letters) <= 8 or not short[:1].isupper():
        return False
    initials = [w[0] for w in words(full) if w not in word_sets()["link_words"]]
    every = [w[0] for w in words(full)]
    return (
        _in_order(letters, initials)
        or letters == "".join(every)
        or (fold(full).startswith(letters[:3]) and len(letters) > 3)
    )


def _in_order(letters: str, initials: list[str]) -> bool:
    """Most initials stand in the acronym, in order, and it starts with the first."""
    if not initials or letters[0] != initials[0]:
        return False
    rest = iter(letters)
    hits = sum(any(c == initial for c in rest) for initial in initials)
    return hits >= max(2, len(initials) - 1) and abs(len(letters) - len(initials)) <= 2


def _short_forms(groups: Sequence[Group]) -> list[tuple[Group, Group]]:
    """Pairs (full name, short form): a surname, the bare head of one longer name, a name without its tail."""
    pairs = []
    for short in groups:
        if short.entry is not None and short.label != "PER":
            continue
        fits = [g for g in groups if g is not short and g.label == short.label and _shortens(short, g)]
        if short.label == "PER" and len(fits) > 1:
            fits = _nearest(short, fits)
        if len({g.key for g in fits}) == 1:
            pairs.append((fits[0], short))
    return pairs


def _nearest(short: Group, fits: list[Group]) -> list[Group]:
    """Of several persons of a surname, the one named before its first use, if only one is."""
    before = [g for g in fits if g.first < short.first]
    return before if len(before) == 1 else fits


def _shortens(short: Group, full: Group) -> bool:
    a, b = short.key.split(), full.key.split()
    if len(a) >= len(b):
        return False
    if short.label == "PER":
        return b[-len(a) :] == a or (len(a) == 1 and b[0] == a[0] and a[0] in word_sets()["given_names"])
    head = len(a) == 1 and a[0] == b[0] and a[0] in word_sets()["org_heads"] | word_sets()["prog_heads"]
    return head and full.first < short.first


def _merged(groups: Sequence[Group], pairs: Iterable[tuple[Group, Group]]) -> list[Group]:
    """The groups with each short form in the group of its full name."""
    parent: dict[int, Group] = {}
    for full, short in pairs:
        parent.setdefault(id(short), full)

    def top(group: Group) -> Group:
        seen = set()
        while id(group) in parent and id(group) not in seen:
            seen.add(id(group))
            group = parent[id(group)]
        return group

    gathered: dict[int, list[Group]] = defaultdict(list)
    for group in groups:
        gathered[id(top(group))].append(group)
    out = []
    for parts in gathered.values():
        main = top(parts[0])
        entry = main.entry or next((p.entry for p in parts if p.entry is not None), None)
        out.append(Group(main.label, main.key, [m for p in parts for m in p.members], entry))
    return out


def _name(group: Group, home: str) -> str:
    """The canonical name: the lexicon's, or the fullest form, the most frequent spelling of it first."""
    if group.entry is not None:
        return group.entry.name
    full = [m.text for m in group.members if group.key in (name_key(m.text), _headless(name_key(m.text)))]
    counts = Counter(" ".join(text.split()) for text in full or [m.text for m in group.members])
    best = min(counts, key=lambda text: (-counts[text], -len(text), text))
    if group.label == "ORG" and home != FRANCE and _national(best):
        return f"{best} ({home})"
    return best


def _national(name: str) -> bool:
    entry = known_entry(name, "ORG")
    return entry is not None and entry.name in _national_names()
