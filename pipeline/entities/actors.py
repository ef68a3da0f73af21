"""Over all articles: one actor for all its names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.records import ActorRow, EntityRow


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two actors of the articles are one: the ids and names merged, and the reason in words."""

    actor_id: str
    old_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActorRegistry:
    """The actors of a run: ``rows`` in a fixed order, ``by_id`` from every article-level id, ``merges`` with reasons."""

    rows: tuple[ActorRow, ...] = ()
    by_id: Mapping[str, ActorRow] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()

    def actor(self, old_id: str) -> ActorRow | None:
        """The actor that the article-level id ``old_id`` belongs to."""
        return self.by_id.get(old_id)

    def reasons(self, actor_id: str) -> list[str]:
        """The printable reasons of the merges behind an actor."""
        return [f"« {m.name} »: {m.reason}" for m in self.merges if m.actor_id == actor_id]


def merge_actors(rows: Iterable[EntityRow]) -> ActorRegistry:
    """One actor for all its names, over the mentions of all articles, in whatever order they come."""
    groups: dict[str, list[EntityRow]] = defaultdict(list)
    for row in rows:
        groups[row.actor_id].append(row)
    by_id = {old: _row(old, found) for old, found in sorted(groups.items())}
    return ActorRegistry(tuple(by_id.values()), by_id)


def _row(actor_id: str, found: list[EntityRow]) -> ActorRow:
    names = Counter(row.name for row in found)
    name = min(names, key=lambda n: (-names[n], n))
    aliases = sorted({row.text for row in found} - {name})
    label = Counter(row.label for row in found).most_common(1)[0][0]
    return ActorRow(actor_id, name, label, "unknown", "|".join(aliases), "", len(found), len({r.article_id for r in found}))
