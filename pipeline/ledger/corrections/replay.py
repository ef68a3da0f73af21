"""Corrections at work: every run replays them on its rows, before the ledger is built, and says what they did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import Any

from pipeline.ledger.claims import squash
from pipeline.ledger.corrections.form import EVENT_ID, Correction, typed
from pipeline.records import ActorRow, AmountRow, ArticleTables, EntityRow, FundingRow, StakeRow


@dataclass(frozen=True, slots=True)
class Effect:
    """How many rows a correction changed; ``rows == 0`` deserves a warning."""

    correction: Correction
    rows: int

    def __str__(self) -> str:
        return f"{self.correction}: " + (f"{self.rows} rows changed" if self.rows else "matches no row")


@dataclass(frozen=True, slots=True)
class Applied:
    """Corrected rows, and what each correction did."""

    funding: list[FundingRow]
    entities: list[EntityRow]
    actors: list[ActorRow]
    effects: list[Effect]


@dataclass(slots=True)
class _Seen:
    """What the corrected rows say of an actor that a correction touches."""

    mentions: int = 0
    articles: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    label: str = ""
    paid: bool = False  # a funding row names it, although no mention does


Actor = tuple[str, str]  # actor_id, name


def apply(
    fixes: Sequence[Correction],
    funding: Iterable[FundingRow],
    entities: Iterable[EntityRow] = (),
    actors: Iterable[ActorRow] = (),
) -> Applied:
    """Corrected copies of the rows; see `Plan` to correct article by article.

    Examples
    --------
    With ``set,pour la rénovation du théâtre,value,2500000`` the row whose evidence reads « La ville verse 2,4 millions
    pour la rénovation du théâtre » gets the value 2500000, and its ``rule`` says so.
    """
    known = list(actors)
    plan = Plan(fixes, known)
    named = [plan.entity(row) for row in entities]
    kept = [fixed for row in funding if (fixed := plan.funding(row)) is not None]
    return Applied(kept, named, plan.actors(known), plan.effects())


class Plan:
    """The corrections of a run, ready to be replayed on its rows one by one.

    Parameters
    ----------
    fixes
        What `load` gave.
    actors
        The actors of the run, so that a name or an id finds its actor.
    """

    def __init__(self, fixes: Sequence[Correction], actors: Iterable[ActorRow]) -> None:
        self._fixes = tuple(fixes)
        self._hits: Counter[int] = Counter()
        self._vetoed: dict[str, int] = {}
        self._labels: dict[str, str] = {}
        self._known = self._index(actors)
        self._aliases: dict[str, list[tuple[Correction, Actor]]] = defaultdict(list)
        self._splits: dict[str, list[tuple[Correction, Actor]]] = defaultdict(list)
        self._merges: dict[str, tuple[Correction, Actor]] = {}
        self._rows = [fix for fix in fixes if fix.action in ("veto", "set")]
        for fix in fixes:
            self._plan_name(fix)
        self._seen: dict[str, _Seen] = {actor_id: _Seen() for actor_id in self._touched()}

    def _index(self, actors: Iterable[ActorRow]) -> dict[str, Actor]:
        """Actors by id, name and alias; the most mentioned has a name to itself."""
        known: dict[str, Actor] = {}
        rows = sorted(actors, key=lambda a: (-a.mentions, a.actor_id))
        for row in rows:
            self._labels[row.actor_id] = row.label
            known["#" + row.actor_id] = known.setdefault(squash(row.name), (row.actor_id, row.name))
            known["#" + row.actor_id] = (row.actor_id, row.name)
        for row in rows:
            for alias in filter(None, row.aliases.split("|")):
                known.setdefault(squash(alias), (row.actor_id, row.name))
        return known

    def _actor(self, name: str, label: str = "") -> Actor:
        """The actor with this id or name, or a new one, whose id depends on its name alone."""
        found = self._known.get("#" + name) or self._known.get(squash(name))
        if found is None:
            key = blake2b(f"correction\x1f{squash(name)}".encode(), digest_size=6).hexdigest()
            found = self._known[squash(name)] = (f"x{key}", name)
            self._labels[found[0]] = label or "ORG"
        return found

    def _plan_name(self, fix: Correction) -> None:
        if fix.action == "alias":
            self._aliases[squash(fix.target)].append((fix, self._actor(fix.value)))
        elif fix.action == "merge":
            self._merges[self._actor(fix.target)[0]] = (fix, self._actor(fix.value))
        elif fix.action == "split":
            old = self._actor(fix.target)
            # A split names an actor of its own, even when the name is an alias of the old one.
            new = self._known.get(squash(fix.value))
            if new is None or new == old:
                key = blake2b(f"split\x1f{squash(fix.value)}".encode(), digest_size=6).hexdigest()
                new = (f"x{key}", fix.value)
                self._labels[new[0]] = self._labels.get(old[0], "ORG")
            self._splits[old[0]].append((fix, new))

    def _touched(self) -> set[str]:
        pairs = [pair for found in (*self._aliases.values(), *self._splits.values()) for pair in found]
        new = {actor[0] for _, actor in (*pairs, *self._merges.values())}
        aliased = {self._known[key][0] for key in self._aliases if key in self._known}
        return new | aliased | set(self._splits) | set(self._merges)

    # ----------------------------------------------------------------- names

    def _corrected(self, actor: Actor, text: str, article_id: str) -> tuple[Actor, list[Correction]]:
        """The actor behind a written form, and the corrections that made it so."""
        used: list[Correction] = []
        for fix, other in self._splits.get(actor[0], ()):
            if fix.where == article_id or squash(fix.where) == squash(text):
                actor = other
                used.append(fix)
        for form in dict.fromkeys((squash(text), squash(actor[1]))):
            for fix, other in self._aliases.get(form, ()):
                if fix.where in ("", article_id) and other != actor:
                    actor = other
                    used.append(fix)
        while actor[0] in self._merges and len(used) <= len(self._fixes):
            fix, actor = self._merges[actor[0]]
            used.append(fix)
        self._hits.update(fix.line for fix in used)
        return actor, used

    def entity(self, row: EntityRow) -> EntityRow:
        """The mention with the actor that the corrections give it."""
        (actor_id, name), used = self._corrected((row.actor_id, row.name), row.text, row.article_id)
        if actor_id in self._seen:
            seen = self._seen[actor_id]
            seen.mentions += 1
            seen.articles.add(row.article_id)
            seen.texts.add(row.text)
            seen.label = seen.label or row.label
        return replace(row, actor_id=actor_id, name=name) if used else row

    def stake(self, row: StakeRow) -> StakeRow:
        """The holding with corrected owner and company."""
        (owner_id, owner), a = self._corrected((row.owner_id, row.owner), row.owner, row.article_id)
        (company_id, company), b = self._corrected((row.company_id, row.company), row.company, row.article_id)
        if not (a or b):
            return row
        return replace(row, owner_id=owner_id, owner=owner, company_id=company_id, company=company)

    def actors(self, rows: Iterable[ActorRow]) -> list[ActorRow]:
        """The actors table after all mentions went through `entity`: counts, aliases and names as corrected."""
        rows = list(rows)
        found = [self._actor_row(row) if row.actor_id in self._seen else row for row in rows]
        known = {row.actor_id for row in rows}
        names = {actor_id: name for actor_id, name in self._all_actors() if actor_id not in known}
        found += [
            self._actor_row(ActorRow(actor_id, name, self._labels.get(actor_id, "ORG")))
            for actor_id, name in sorted(names.items())
            if actor_id in self._seen
        ]
        return [row for row in found if row.mentions or row.actor_id not in self._seen or self._seen[row.actor_id].paid]

    def _all_actors(self) -> Iterable[Actor]:
        yield from (actor for found in (*self._aliases.values(), *self._splits.values()) for _, actor in found)
        yield from (actor for _, actor in self._merges.values())

    def _actor_row(self, row: ActorRow) -> ActorRow:
        seen = self._seen[row.actor_id]
        aliases = "|".join(sorted(seen.texts - {row.name}))
        return replace(row, aliases=aliases, mentions=seen.mentions, articles=len(seen.articles))

    # ----------------------------------------------------------------- rows

    def funding(self, row: FundingRow) -> FundingRow | None:
        """The row as corrected, each correction noted in ``rule``; None for a vetoed one."""
        row = self._with_names(row)
        evidence = f" {squash(row.evidence)} " if self._rows else ""
        for fix in self._rows:
            if not _points_at(fix, row, evidence):
                continue
            self._hits[fix.line] += 1
            if fix.action == "veto":
                self._vetoed[row.event_id] = fix.line
                return None
            row = self._set(row, fix)
        return row

    def _with_names(self, row: FundingRow) -> FundingRow:
        for side in ("funder", "recipient"):
            name = getattr(row, side)
            if not name:
                continue
            old = (getattr(row, f"{side}_id"), name)
            new, used = self._corrected(old, getattr(row, f"{side}_text"), row.article_id)
            if used:
                if new[0] in self._seen:
                    self._seen[new[0]].paid = True
                changes: dict[str, Any] = {f"{side}_id": new[0], side: new[1]}
                row = replace(row, **changes, rule=_marked(row.rule, used[-1], f"{side} was {name!r}"))
        return row

    def _set(self, row: FundingRow, fix: Correction) -> FundingRow:
        old = getattr(row, fix.column)
        rule = _marked(row.rule, fix, f"{fix.column} was {'empty' if old in (None, '') else str(old)!r}")
        changes: dict[str, Any] = {fix.column: typed(fix.column, fix.value)}
        if fix.column in ("funder", "recipient"):
            actor = self._known.get("#" + fix.value) or self._known.get(squash(fix.value))
            changes = {f"{fix.column}_id": actor[0] if actor else "", fix.column: actor[1] if actor else fix.value}
        row = replace(row, **changes, rule=rule)
        if fix.column in ("value", "currency"):
            return replace(row, value_eur=row.value if row.currency == "EUR" else None)
        return _dated(row) if fix.column in ("date_start", "date_end") else row

    def amount(self, row: AmountRow) -> AmountRow:
        """The amount, cut loose from an event that was vetoed. Comes after the funding rows of its article."""
        line = self._vetoed.get(row.event_id)
        return row if line is None else replace(row, event_id="", reason=f"vetoed by correction line {line}")

    def article(self, found: ArticleTables) -> ArticleTables:
        """All rows of one article, corrected."""
        return replace(
            found,
            entities=tuple(map(self.entity, found.entities)),
            funding=tuple(kept for row in found.funding if (kept := self.funding(row)) is not None),
            stakes=tuple(map(self.stake, found.stakes)),
            amounts=tuple(map(self.amount, found.amounts)),
        )

    def effects(self) -> list[Effect]:
        """What each correction did so far, in the order of the file."""
        return [Effect(fix, self._hits[fix.line]) for fix in self._fixes]


def _points_at(fix: Correction, row: FundingRow, evidence: str) -> bool:
    if fix.where not in ("", row.article_id):
        return False
    if EVENT_ID.fullmatch(fix.target):
        return fix.target == row.event_id
    return f" {squash(fix.target)} " in evidence


def _marked(rule: str, fix: Correction, what: str) -> str:
    mark = f"correction line {fix.line}: {what}"
    return f"{rule}; {mark}" if rule else mark


def _dated(row: FundingRow) -> FundingRow:
    """A period that a person gave: it is no longer the date of the publication."""
    first, last = row.date_start, row.date_end
    return replace(row, edtf=_edtf(first, last), date_source="text" if first or last else "")


def _edtf(first: date | None, last: date | None) -> str:
    if first == last:
        return first.isoformat() if first else ""
    return f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"
