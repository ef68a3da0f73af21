"""Over all articles: one actor for all its names, and why.

Every rule looks at the names of the whole corpus at once and never at the order they came in; pairs are found by key,
by the lexicon and among sorted neighbours, so that the work grows with n log n.

Articles on funding come first: their names alone settle which actors they have and how these are called. The names of
all other articles join them or make actors of their own, so that a run that leaves those articles unread (``--tables
funding``) calls every payer the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline.entities.kinds import kind_of, known_entry
from pipeline.entities.lexicon import Entry
from pipeline.entities.link import abbreviates
from pipeline.entities.names import fold, name_key, stable_id, word_sets
from pipeline.records import ActorRow, EntityRow

NEIGHBOURS = 4  # names compared on either side in sorted order
LONG_WORD = 6  # letters of a word that may differ in one of them


@dataclass(frozen=True, slots=True)
class Merge:
    """Why an article-level actor belongs to an actor: its id and name, and the reason in words."""

    actor_id: str
    old_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActorRegistry:
    """The actors of a run: ``rows`` in a fixed order, ``by_id`` from every article-level id, and the ``merges``."""

    rows: tuple[ActorRow, ...] = ()
    by_id: Mapping[str, ActorRow] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()

    def actor(self, old_id: str) -> ActorRow | None:
        """The actor that the article-level id ``old_id`` belongs to."""
        return self.by_id.get(old_id)

    def reasons(self, actor_id: str) -> list[str]:
        """The reasons of the merges behind an actor, one sentence each."""
        return [f"« {m.name} »: {m.reason}" for m in self.merges if m.actor_id == actor_id]


@dataclass(slots=True)
class _Node:
    """An article-level actor with everything the corpus says of it."""

    old_id: str
    names: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    parent: _Node | None = None
    reason: str = ""
    settled: ActorRow | None = None  # the actor that the articles on funding make of it
    chosen: dict[str, str] = field(default_factory=dict)  # name and label as counted so far

    def count(self, row: EntityRow) -> None:
        """Add one mention."""
        self.chosen.clear()
        self.names[row.name] += 1
        self.texts[row.text] += 1
        self.labels[row.label] += 1
        self.articles.add(row.article_id)

    def add(self, other: _Node) -> None:
        """Add the mentions of another node."""
        self.chosen.clear()
        self.names += other.names
        self.texts += other.texts
        self.labels += other.labels
        self.articles |= other.articles

    @property
    def name(self) -> str:
        return self.settled.name if self.settled else self._most("name", self.names)

    @property
    def label(self) -> str:
        return self.settled.label if self.settled else self._most("label", self.labels)

    def _most(self, what: str, counts: Counter[str]) -> str:
        """What is counted most often; of names, then the longest."""
        if what not in self.chosen:
            self.chosen[what] = min(counts, key=lambda n: (-counts[n], -len(n) if what == "name" else 0, n))
        return self.chosen[what]

    @property
    def mentions(self) -> int:
        return sum(self.texts.values())

    @property
    def entry(self) -> Entry | None:
        return known_entry(self.name, self.label)


Pair = tuple[_Node, _Node, str]
Rule = Callable[[list[_Node]], Iterator[Pair]]


def merge_actors(rows: Iterable[EntityRow]) -> ActorRegistry:
    """One actor for all its names, over the mentions of all articles, in whatever order they come.

    Parameters
    ----------
    rows
        The mentions with their article-level names and ids.

    Returns
    -------
    ActorRegistry
        An actor for every id of ``rows``. Ids and names follow from the names alone: a second run gives the same.
    """
    census = ActorCensus()
    census.add(rows)
    return census.registry()


class ActorCensus:
    """The mentions of a run, gathered article by article in any order; `registry` makes its actors of them.

    >>> census = ActorCensus()
    >>> census.add([EntityRow("a1", "o1", "Région Bretagne", "ORG", "région Bretagne", 3, 18, "model")])
    >>> [row.name for row in census.registry().rows]
    ['Région Bretagne']
    """

    def __init__(self) -> None:
        self._all: dict[str, _Node] = {}
        self._on_funding: dict[str, _Node] = {}

    def add(self, rows: Iterable[EntityRow], *, on_funding: bool = True) -> None:
        """Count the mentions of an article; ``on_funding``: whether they may name and unite payers and recipients."""
        for row in rows:
            self._all.setdefault(row.actor_id, _Node(row.actor_id)).count(row)
            if on_funding:
                self._on_funding.setdefault(row.actor_id, _Node(row.actor_id)).count(row)

    def update(self, other: ActorCensus) -> None:
        """Count the mentions that ``other`` has counted, too."""
        for mine, theirs in ((self._all, other._all), (self._on_funding, other._on_funding)):
            for old_id, node in theirs.items():
                mine.setdefault(old_id, _Node(old_id)).add(node)

    def registry(self) -> ActorRegistry:
        """An actor for every id that was counted. To be asked once, at the end."""
        settled = _apply_rules(self._on_funding)
        _keep_settled(self._all, settled)
        return _registry(_apply_rules(self._all))


def _apply_rules(found: Mapping[str, _Node]) -> list[_Node]:
    nodes = [found[old_id] for old_id in sorted(found)]
    if all(node.settled for node in _tops(nodes)):
        return nodes
    for rule in (_lexicon, _labels, _heads, _ministries, _abbreviations, _surnames, _spelling):
        for keep, gone, reason in sorted(rule(_tops(nodes)), key=lambda p: (_rank(p[0]), _rank(p[1]), p[2])):
            _join(keep, gone, reason)
    return nodes


def _keep_settled(found: Mapping[str, _Node], settled: list[_Node]) -> None:
    """What ``settled`` says of the names that it has: which are one actor, and who that is."""
    for node in settled:
        if node.parent is None:
            found[node.old_id].settled = _row(node)
    for node in settled:
        if node.parent is not None:
            _join(found[_top(node).old_id], found[node.old_id], node.reason)


def _top(node: _Node) -> _Node:
    while node.parent is not None:
        node = node.parent
    return node


def _tops(nodes: list[_Node]) -> list[_Node]:
    return [node for node in nodes if node.parent is None]


def _rank(node: _Node) -> tuple[int, str, str]:
    """Known and often named actors first; never by the order of the rows."""
    return (-node.mentions, node.name, node.old_id)


def _join(keep: _Node, gone: _Node, reason: str) -> None:
    keep, gone = _top(keep), _top(gone)
    if keep is gone or (keep.settled and gone.settled):
        return
    if gone.settled:
        keep, gone, reason = gone, keep, f"the same actor as « {gone.name} », its name in the articles on funding"
    gone.parent, gone.reason = keep, reason
    keep.add(gone)


# --------------------------------------------------------------------------- rules: (kept, merged, reason)


def _grouped(nodes: list[_Node], key: Callable[[_Node], object]) -> Iterator[list[_Node]]:
    """Nodes of one key, the best first; nodes without a key stay alone."""
    groups: dict[object, list[_Node]] = defaultdict(list)
    for node in nodes:
        value = key(node)
        if value is not None:
            groups[value].append(node)
    for group in groups.values():
        if len(group) > 1:
            yield sorted(group, key=_rank)


def _stars(groups: Iterator[list[_Node]], reason: str) -> Iterator[Pair]:
    for first, *others in groups:
        for other in others:
            yield first, other, reason.format(name=first.name)


def _lexicon(nodes: list[_Node]) -> Iterator[Pair]:
    """Names of one entry of the lexicon; an acting State or city stays apart from the place."""

    def key(node: _Node) -> object:
        entry = node.entry
        return None if entry is None else (entry.name, entry.label, node.label == "LOC")

    for group in _grouped(nodes, key):
        entry = group[0].entry
        name = entry.name if entry else group[0].name
        keep = next((n for n in group if n.name == name), group[0])
        yield from ((keep, n, f"a known name of {name}") for n in group if n is not keep)


def _labels(nodes: list[_Node]) -> Iterator[Pair]:
    """One name with two labels, of which one is rare: a slip, unless it is a place that is also an actor."""
    for group in _grouped(nodes, lambda n: name_key(n.name)):
        first, *others = group
        for other in others:
            places = {first.label, other.label} & {"LOC"}
            if places and (_is_known_place(first.name) or first.mentions < 3 * other.mentions):
                continue
            if first.mentions >= 2 * other.mentions:
                yield first, other, f"the same name, which the corpus uses as {first.label} far more often"


def _is_known_place(name: str) -> bool:
    entry = known_entry(name, "LOC")
    return entry is not None


def _heads(nodes: list[_Node]) -> Iterator[Pair]:
    """« groupe Renault » is Renault."""
    heads = word_sets()["plain_heads"]

    def key(node: _Node) -> object:
        first, _, rest = name_key(node.name).partition(" ")
        return (node.label, rest if rest and first in heads else name_key(node.name)) if node.label == "ORG" else None

    return _stars(_grouped(nodes, key), "the same name as « {name} » but for a common noun")


def _ministries(nodes: list[_Node]) -> Iterator[Pair]:
    """A ministry whose first portfolio is that of a known one: its full title changes with every government."""

    def key(node: _Node) -> object:
        parts = name_key(node.name).split()
        if node.entry is not None and node.entry.name.startswith("Ministère"):
            return node.entry.name
        if node.label != "ORG" or len(parts) < 2 or parts[0] != "ministere":
            return None
        entry = _ministry(parts[1])
        return entry.name if entry else None

    return _stars(_grouped(nodes, key), "the same ministry as « {name} », by its first portfolio")


def _ministry(portfolio: str) -> Entry | None:
    """The known ministry of a portfolio: « economie », « sante »…"""
    forms = (
        f"ministère de l'{portfolio}",
        f"ministère de la {portfolio}",
        f"ministère du {portfolio}",
        f"ministère des {portfolio}",
    )
    found = (known_entry(form.capitalize(), "ORG") for form in forms)
    return next((e for e in found if e is not None), None)


def _abbreviations(nodes: list[_Node]) -> Iterator[Pair]:
    """An acronym that stands alone in one article and is introduced by one name only in the others."""
    introduced: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_id = {node.old_id: node for node in nodes}
    for node in nodes:
        for text in node.texts:
            if text.isupper() and name_key(text) != name_key(node.name):
                introduced[node.label, name_key(text)].add(node.old_id)
    for node in nodes:
        full = introduced.get((node.label, name_key(node.name)), set()) - {node.old_id}
        if len(full) == 1 and node.name.isupper():
            keep = by_id[next(iter(full))]
            yield keep, node, f"the abbreviation that another article introduces for « {keep.name} »"
    yield from _unintroduced(nodes)


def _unintroduced(nodes: list[_Node]) -> Iterator[Pair]:
    """An acronym of four letters or more that only one name of the corpus abbreviates to."""
    longer: dict[tuple[str, str], list[_Node]] = defaultdict(list)
    for node in nodes:
        parts = name_key(node.name).split()
        if len(parts) > 2:
            longer[node.label, "".join(p[0] for p in parts)].append(node)
    for node in nodes:
        key = name_key(node.name)
        fits = longer.get((node.label, key), [])
        if node.name.isupper() and len(key) >= 4 and len(fits) == 1 and abbreviates(node.name, fits[0].name):
            yield fits[0], node, f"the initials of « {fits[0].name} », and of no other name"


def _surnames(nodes: list[_Node]) -> Iterator[Pair]:
    """A surname alone, borne by one person of the corpus only."""
    bearers: dict[str, list[_Node]] = defaultdict(list)
    persons = [node for node in nodes if node.label == "PER"]
    for node in persons:
        parts = name_key(node.name).split()
        for k in range(1, len(parts)):
            bearers[" ".join(parts[k:])].append(node)
    for node in persons:
        found = bearers.get(name_key(node.name), [])
        if len(found) == 1 and found[0] is not node:
            yield found[0], node, f"the surname of « {found[0].name} », and of nobody else here"


def _spelling(nodes: list[_Node]) -> Iterator[Pair]:
    """Long names of several words, or one long word, that differ in one letter of one long word."""
    named = [(name_key(n.name), n) for n in nodes if n.entry is None and len(fold(n.name)) > LONG_WORD]
    for order in (lambda k: k[0], lambda k: k[0][::-1]):
        ranked = sorted(named, key=lambda k, order=order: (order(k), k[1].old_id))  # type: ignore[misc]
        for i, (key, node) in enumerate(ranked):
            for other_key, other in ranked[i + 1 : i + 1 + NEIGHBOURS]:
                if node.label == other.label and _one_letter(key, other_key):
                    keep, gone = sorted((node, other), key=_rank)
                    yield keep, gone, f"spelled like « {keep.name} » but for one letter"


def _one_letter(a: str, b: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    left, right = a.split(), b.split()
    if len(left) != len(right) or "".join(left) == "".join(right):
        return "".join(left) == "".join(right)
    differing = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
    if len(differing) != 1:
        return False
    x, y = differing[0]
    limit = LONG_WORD if len(left) > 1 else LONG_WORD + 3
    return (
        min(len(x), len(y)) > limit - 1
        and not (any(c.isdigit() for c in x + y))
        and x[0] == y[0]
        and Levenshtein.distance(x, y, score_cutoff=1) == 1
        and x.rstrip("es") != y.rstrip("es")
    )


# --------------------------------------------------------------------------- rows


def _registry(nodes: list[_Node]) -> ActorRegistry:
    _unite_ids(_tops(nodes))
    rows = {node.old_id: _row(node) for node in _tops(nodes)}
    by_id = {node.old_id: rows[_top(node).old_id] for node in nodes}
    merges = [
        Merge(by_id[node.old_id].actor_id, node.old_id, node.name, node.reason)
        for node in nodes
        if node.parent is not None
    ]
    ordered = sorted(rows.values(), key=lambda r: (fold(r.name), r.label, r.actor_id))
    return ActorRegistry(tuple(ordered), by_id, tuple(sorted(merges, key=lambda m: (m.actor_id, m.old_id))))


def _unite_ids(tops: list[_Node]) -> None:
    """One actor an id: what ends with the name of a settled actor is that actor."""
    settled = {node.settled.actor_id: node for node in tops if node.settled}
    for node in tops:
        known = settled.get(_identity(node).actor_id)
        if known is not None and not node.settled:
            _join(known, node, "the same name")


def _row(node: _Node) -> ActorRow:
    row = _identity(node)
    aliases = sorted({*node.texts, *node.names} - {row.name}, key=lambda a: (fold(a), a))
    shown = "|".join(a.replace("|", " ") for a in aliases)
    return replace(row, aliases=shown, mentions=node.mentions, articles=len(node.articles))


def _identity(node: _Node) -> ActorRow:
    """Who an actor is: id, name, label, kind; what is counted of it apart."""
    if node.settled:
        return node.settled
    label = node.label
    entry = node.entry or next((e for e in (known_entry(n, label) for n in sorted(node.names)) if e), None)
    acting = entry is not None and (entry.label == label or label == "ORG")
    name = entry.name if entry is not None and acting else node.name
    wikidata = entry.wikidata if entry is not None and acting else ""
    return ActorRow(stable_id(label, name_key(name)), name, label, kind_of(name, label), "", wikidata)
