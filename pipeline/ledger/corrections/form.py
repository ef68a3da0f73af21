"""The form of corrections.csv, and what is said about a line that does not follow it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rapidfuzz import process

from pipeline.ledger.claims import squash

ACTIONS = ("alias", "merge", "split", "veto", "set")
COLUMNS = ("action", "target", "where", "column", "value", "note")
REQUIRED = ("action", "target")
EVENT_ID = re.compile(r"e[0-9a-f]{10}(-\d+)?")
_LEAST_WORDS = 3  # fewer words of an evidence would match too much

KINDS = (
    "grant", "investment", "fundraising", "loan", "guarantee", "acquisition", "budget", "spending", "contract",
)  # fmt: skip
STATUSES = ("done", "planned", "reported", "cancelled")
QUALIFIERS = ("exact", "approx", "at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of corrections.csv, checked."""

    line: int
    action: str
    target: str
    where: str = ""
    column: str = ""
    value: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.action} {self.target!r}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be used: the file, the line, the cause and the remedy."""

    file: str
    line: int
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.cause} ({self.remedy})"


class CorrectionError(ValueError):
    """A corrections file that cannot be used; ``problems`` has every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


# --------------------------------------------------------------------------- values


def _text(cell: str) -> str:
    return cell


def _number(cell: str) -> Decimal:
    value = Decimal(re.sub(r"[\s_\u00a0\u202f]", "", cell).replace(",", "."))
    if not value.is_finite() or value < 0:
        raise ValueError("not an amount")
    return value


def _one_of(options: Sequence[str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in options:
            raise ValueError(f"one of {', '.join(options)}")
        return cell

    return read


def _currency(cell: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", cell):
        raise ValueError("three capitals as in ISO 4217")
    return cell


# What may be set, how its cell is read, and what the remedy says.
SETTABLE: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "funder": (_text, "a name"),
    "recipient": (_text, "a name"),
    "object": (_text, "words"),
    "attribution": (_text, "words"),
    "kind": (_one_of(KINDS), f"one of {', '.join(KINDS)}"),
    "status": (_one_of(STATUSES), f"one of {', '.join(STATUSES)}"),
    "value": (_number, "digits such as 150000000"),
    "value_min": (_number, "digits such as 5000000"),
    "value_max": (_number, "digits such as 10000000"),
    "currency": (_currency, "an ISO 4217 code such as EUR"),
    "qualifier": (_one_of(QUALIFIERS), f"one of {', '.join(QUALIFIERS)}"),
    "date_start": (date.fromisoformat, "a day such as 2012-10-01"),
    "date_end": (date.fromisoformat, "a day such as 2012-10-31"),
}


def typed(column: str, cell: str) -> Any:
    """The value of a `set` correction: text, Decimal or date; None (or empty text) for an empty cell."""
    read, _ = SETTABLE[column]
    if not cell:
        text_like = column in (
            "funder",
            "recipient",
            "object",
            "attribution",
            "kind",
            "status",
            "currency",
            "qualifier",
        )
        return "" if text_like else None
    return read(cell)


# --------------------------------------------------------------------------- reading


def load(path: str | Path) -> tuple[Correction, ...]:
    """The corrections of a file.

    Raises
    ------
    CorrectionError
        With the file, line, cause and remedy of everything that is wrong.
    FileNotFoundError
        There is no such file.
    """
    raw = Path(path).read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CorrectionError([Problem(str(path), line, "not UTF-8", "save it as « CSV UTF-8 »")]) from None
    return parse(text, str(path))


def parse(text: str, file: str) -> tuple[Correction, ...]:
    """The corrections in ``text``; ``file`` is named in errors."""
    header = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",")
    found: list[Correction] = []
    problems: list[Problem] = []
    try:
        names = [name.strip().lower() for name in next(lines, [])]
        problems += _header_problems(names, file)
        for cells in lines if not problems else ():
            if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
                found.append(_correction(lines.line_num, names, cells))
                problems += _extra_cells(names, cells, file, lines.line_num)
    except csv.Error as error:
        problems.append(Problem(file, lines.line_num, f"not CSV ({error})", "save it as « CSV UTF-8 »"))
    problems += [problem for fix in found for problem in _problems(fix, file)]
    problems += _clashes(found, file)
    if problems:
        raise CorrectionError(sorted(problems, key=lambda p: p.line))
    return tuple(found)


def _correction(line: int, names: Sequence[str], cells: Sequence[str]) -> Correction:
    given = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name in COLUMNS}
    return Correction(line, **{**given, "action": given.get("action", "").lower(), "target": given.get("target", "")})


def _extra_cells(names: Sequence[str], cells: Sequence[str], file: str, line: int) -> list[Problem]:
    if len(cells) <= len(names):
        return []
    cause = f"{len(cells)} cells under {len(names)} columns"
    return [Problem(file, line, cause, "put a cell that holds a comma between quotation marks")]


def _header_problems(names: Sequence[str], file: str) -> list[Problem]:
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name and name not in COLUMNS]
    remedy = f"the columns are {', '.join(COLUMNS)}"
    if missing:
        return [Problem(file, 1, f"no column {', '.join(missing)}", remedy)]
    return [Problem(file, 1, f"unknown column {', '.join(unknown)}", remedy)] if unknown else []


def _problems(fix: Correction, file: str) -> list[Problem]:
    if fix.action not in ACTIONS:
        near = process.extractOne(fix.action, ACTIONS, score_cutoff=60)
        remedy = f"did you mean {near[0]}?" if near else f"the actions are {', '.join(ACTIONS)}"
        return [Problem(file, fix.line, f"unknown action {fix.action!r}", remedy)]
    if not fix.target:
        return [Problem(file, fix.line, f"{fix.action} without a target", "say what it corrects in the column target")]
    return [Problem(file, fix.line, cause, remedy) for cause, remedy in _CHECKS[fix.action](fix)]


Reason = tuple[str, str]


def _check_name(fix: Correction) -> list[Reason]:
    if not fix.value:
        return [(f"{fix.action} without a value", "name the actor in the column value")]
    if fix.column:
        return [(f"{fix.action} takes no column", "leave the column empty")]
    if fix.action == "merge" and squash(fix.target) == squash(fix.value):
        return [(f"{fix.target!r} is merged into itself", "name another actor in the column value")]
    return []


def _check_split(fix: Correction) -> list[Reason]:
    if not fix.where:
        return [("split without where", "say in which article_id, or under which written form, it is another actor")]
    return _check_name(fix)


def _check_row(fix: Correction) -> list[Reason]:
    if EVENT_ID.fullmatch(fix.target) or len(squash(fix.target).split()) >= _LEAST_WORDS:
        return []
    remedy = f"give an event_id of funding.csv, or at least {_LEAST_WORDS} words of its evidence"
    return [(f"{fix.target!r} points at no row", remedy)]


def _check_set(fix: Correction) -> list[Reason]:
    if fix.column not in SETTABLE:
        near = process.extractOne(fix.column, list(SETTABLE), score_cutoff=60)
        remedy = f"did you mean {near[0]}?" if near else f"one of {', '.join(SETTABLE)}"
        return [(f"column {fix.column!r} cannot be set", remedy), *_check_row(fix)]
    try:
        typed(fix.column, fix.value)
    except (ValueError, InvalidOperation):
        return [(f"{fix.value!r} does not fit the column {fix.column}", SETTABLE[fix.column][1]), *_check_row(fix)]
    return _check_row(fix)


_CHECKS: Mapping[str, Callable[[Correction], list[Reason]]] = {
    "alias": _check_name,
    "merge": _check_name,
    "split": _check_split,
    "veto": _check_row,
    "set": _check_set,
}


def _clashes(found: Iterable[Correction], file: str) -> list[Problem]:
    """Two lines that want different things of one target, and merges that lead in a circle."""
    problems: list[Problem] = []
    first: dict[tuple[str, ...], Correction] = {}
    into: dict[str, str] = {}
    for fix in found:
        key = (fix.action, squash(fix.target), fix.where, fix.column)
        other = first.setdefault(key, fix)
        if other.value != fix.value:
            cause = f"wants {fix.value!r} where line {other.line} wants {other.value!r}"
            problems.append(Problem(file, fix.line, cause, "keep one of the two lines"))
        if fix.action == "merge":
            into.setdefault(squash(fix.target), squash(fix.value))
            if _in_circle(into, squash(fix.target)) and squash(fix.target) != squash(fix.value):
                problems.append(Problem(file, fix.line, "the merges lead in a circle", "leave one of them out"))
    return problems


def _in_circle(into: Mapping[str, str], start: str) -> bool:
    at, seen = start, set()
    while at in into and at not in seen:
        seen.add(at)
        at = into[at]
    return at in seen
