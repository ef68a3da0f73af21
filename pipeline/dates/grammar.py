"""The notation of the rules, and the pass that applies them.

A rule is a sequence of class names, ``"weekday? the? day month year?"``: ``?`` makes an item optional, ``|`` gives
alternatives, ``:name`` calls the item something else for the builder. It is compiled to a regular expression over the
symbols of ``scan``; nothing repeats, so a match takes time bounded by the length of the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.dates.forms import Form
from pipeline.dates.scan import load

# Symbols of what the earlier passes found.
FORMS = {
    name: chr(0x200 + k)
    for k, name in enumerate(
        (
            "f_other",
            "f_date",
            "f_day",
            "f_range",
            "f_year",
            "f_years",
            "f_weekday",
            "f_deictic",
            "f_night",
            "f_unit",
            "f_offset",
            "f_part",
            "f_open",
        )
    )
}


def _groups() -> dict[str, tuple[str, ...]]:
    """Names that stand for several classes: ``x`` takes its plurals, ``x1`` does not."""
    groups: dict[str, tuple[str, ...]] = {"form": tuple(FORMS)}
    for name in load().symbol:
        if name.endswith("_s"):
            groups[name[:-2]] = (name[:-2], name)
            groups[name[:-2] + "1"] = (name[:-2],)
    groups["unit"] += ("years",)  # « années » is a unit and opens decades as well
    return groups


GROUPS = _groups()


@dataclass(slots=True)
class Item:
    """A symbol of a pass: the tokens [start, end) that it stands for, and its value (a form in the later passes)."""

    start: int
    end: int
    value: Any


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched: values and token positions by item name, None where an optional item is absent."""

    values: dict[str, Any]
    tokens: dict[str, int]
    start: int
    end: int

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def has(self, name: str) -> bool:
        """Whether the item took part."""
        return name in self.values


Builder = Callable[[Match], Form | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled pattern and what it means."""

    pattern: re.Pattern[str]
    build: Builder
    firsts: frozenset[str]
    names: tuple[str, ...]


@dataclass(slots=True)
class Pass:
    """The rules of one pass, indexed by the symbol that they can begin with."""

    rules: list[Rule] = field(default_factory=list)
    by_first: dict[str, list[Rule]] = field(default_factory=dict)

    def rule(self, *notations: str) -> Callable[[Builder], Builder]:
        """Decorator: register a builder for each of the notations."""

        def register(build: Builder) -> Builder:
            for notation in notations:
                rule = compile_rule(notation, build)
                self.rules.append(rule)
                for first in rule.firsts:
                    self.by_first.setdefault(first, []).append(rule)
            return build

        return register

    def run(self, string: str, items: Sequence[Item]) -> tuple[str, list[Item]]:
        """Replace what the rules match, longest first at each position, by the symbol of its form."""
        out: list[str] = []
        kept: list[Item] = []
        done = 0
        for k in [k for k, symbol in enumerate(string) if symbol in self.by_first]:
            if k < done:
                continue
            found = self._longest(self.by_first[string[k]], string, items, k)
            if found is not None:
                form, end = found
                out += (string[done:k], FORMS[form.symbol])
                kept += items[done:k]
                kept.append(Item(items[k].start, items[end - 1].end, form))
                done = end
        return "".join((*out, string[done:])), [*kept, *items[done:]]

    @staticmethod
    def _longest(rules: list[Rule], string: str, items: Sequence[Item], at: int) -> tuple[Form, int] | None:
        found: list[tuple[int, int, re.Match[str], Rule]] = []
        for rule in rules:
            m = rule.pattern.match(string, at)
            if m:
                found.append((-m.end(), len(found), m, rule))
        if len(found) > 1:
            found.sort(key=lambda f: f[:2])
        for _, _, m, rule in found:
            present = {name: m.start(name) for name in rule.names if m.start(name) >= 0}
            match = Match(
                {name: items[k].value for name, k in present.items()},
                {name: items[k].start for name, k in present.items()},
                items[at].start,
                items[m.end() - 1].end,
            )
            form = rule.build(match)
            if form is not None:
                return form, m.end()
        return None


def compile_rule(notation: str, build: Builder) -> Rule:
    """Compile one notation; an unknown class name is refused."""
    symbols = {**load().symbol, **FORMS}
    pieces: list[str] = []
    names: list[str] = []
    firsts: set[str] = set()
    leading = True
    for item in notation.split():
        optional = item.endswith("?")
        classes, _, alias = item.rstrip("?").partition(":")
        options = classes.split("|")
        members = [member for option in options for member in GROUPS.get(option, (option,))]
        unknown = [member for member in members if member not in symbols]
        if unknown:
            raise ValueError(
                f"rule {notation!r}: no token class is called {unknown[0]!r}; see lexicon/dates/words.toml"
            )
        chars = "".join(symbols[member] for member in members)
        name = alias or options[0]
        group = f"[{chars}]" if name in names else f"(?P<{name}>[{chars}])"  # the first of a name is kept
        names.append(name)
        pieces.append(group + ("?" if optional else ""))
        if leading:
            firsts |= set(chars)
            leading = optional
    return Rule(re.compile("".join(pieces)), build, frozenset(firsts), tuple(dict.fromkeys(names)))
