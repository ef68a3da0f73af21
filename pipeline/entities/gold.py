"""Gold passages for training: names listed once per article, projected onto every place where they stand."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.entities.names import straighten
from pipeline.entities.tags import LABELS, TAG_INDEX, TAGS, Floats

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Passage:
    """A gold passage: its text with straight apostrophes, and its names with their labels."""

    id: str
    text: str
    names: tuple[tuple[str, str], ...]


def read_gold(source: Path) -> list[Passage]:
    """The passages of a folder of gold JSON files, in the order of their names, or those of a ``.toml`` file of cases.

    Raises
    ------
    ValueError
        When there is no passage, or a file is not one.
    """
    found = _cases(source) if source.suffix == ".toml" else [_gold_file(path) for path in sorted(source.glob("*.json"))]
    if not found:
        raise ValueError(f"{source} holds no gold passage: expected files *.json, or [[case]] tables in a .toml file")
    return found


def _gold_file(path: Path) -> Passage:
    try:
        return _passage(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise _no_gold(path, error) from error


def _cases(path: Path) -> list[Passage]:
    try:
        return [_passage(case) for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])]
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise _no_gold(path, error) from error


def _passage(found: dict[str, Any]) -> Passage:
    names = tuple((straighten(e["name"]), e["type"]) for e in found["entities"])
    return Passage(found["id"], straighten(found["text"]), names)


def _no_gold(path: Path, error: Exception) -> ValueError:
    return ValueError(f"{path} is no gold passage: {error!r} (see docs on how the gold is annotated)")


def project(passage: Passage) -> list[tuple[int, int, str]]:
    """The spans of a passage's names: every whole-word place, the longest name first where two overlap."""
    taken = np.zeros(len(passage.text), dtype=bool)
    found = []
    for name, label in sorted(set(passage.names), key=lambda n: (-len(n[0]), n)):
        if label not in LABELS:
            continue
        pattern = r"\s+".join(map(re.escape, name.split()))
        for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", passage.text):
            if not taken[m.start() : m.end()].any():
                taken[m.start() : m.end()] = True
                found.append((m.start(), m.end(), label))
    return sorted(found)


def gold_tags(doc: Doc, passage: Passage) -> Floats:
    """The tags of a passage's tokens, one-hot, shape (tokens, 17)."""
    tags = np.zeros(len(doc), dtype=int)
    end = 0
    for start_char, end_char, label in project(passage):
        span = doc.char_span(start_char, end_char, alignment_mode="expand")
        if span is None or span.start < end:
            continue
        end = span.end
        if len(span) == 1:
            tags[span.start] = TAG_INDEX[f"U-{label}"]
        else:
            tags[span.start : span.end] = TAG_INDEX[f"I-{label}"]
            tags[span.start], tags[span.end - 1] = TAG_INDEX[f"B-{label}"], TAG_INDEX[f"L-{label}"]
    return np.eye(len(TAGS), dtype="f")[tags]


def documents(nlp: Language, passages: list[Passage]) -> list[Doc]:
    """The passages as tokenized documents."""
    return [nlp.make_doc(p.text) for p in passages]
