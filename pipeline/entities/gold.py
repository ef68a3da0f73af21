"""Gold passages for training: names listed once per article, projected onto every place where they stand."""

from __future__ import annotations

import csv
import gzip
import json
import re
import tomllib
from collections.abc import Iterator
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


def read_gold(source: Path, texts: Path | None = None) -> list[Passage]:
    """The gold passages of a source, in a fixed order.

    Parameters
    ----------
    source
        A folder of gold JSON files, a ``.toml`` file of cases, or a ``.csv`` of names (``id, type, names``, the names
        joined by `` | ``) that annotates articles kept elsewhere.
    texts
        The articles that a ``.csv`` annotates: JSON lines with ``id``, ``title`` and ``text``, gzipped or not.

    Raises
    ------
    ValueError
        When there is no passage, or a file is not one.
    """
    if source.suffix == ".toml":
        found = _cases(source)
    elif source.suffix == ".csv":
        found = _standoff(source, texts)
    else:
        found = [_gold_file(path) for path in sorted(source.glob("*.json"))]
    if not found:
        raise ValueError(
            f"{source} holds no gold passage: expected files *.json, [[case]] tables in a .toml file, or a .csv with "
            "the texts that it annotates"
        )
    return found


def rows(annotations: Path) -> list[dict[str, str]]:
    """The rows of a ``.csv`` of annotations; lines that start with ``#`` are remarks."""
    lines = annotations.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def annotated(texts: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The articles of JSON lines, gzipped or not, each with the text that annotations of it speak of."""
    opener = gzip.open if texts.suffix == ".gz" else open
    with opener(texts, "rt", encoding="utf-8") as handle:
        for article in map(json.loads, handle):
            yield article, f"{article['title']}\n\n{article['text']}"


def _standoff(annotations: Path, texts: Path | None) -> list[Passage]:
    """Articles whose texts are kept elsewhere, in the order of these texts."""
    if texts is None:
        raise ValueError(f"{annotations} annotates articles that are kept elsewhere: give their file with --texts")
    names: dict[str, list[tuple[str, str]]] = {}
    try:
        for row in rows(annotations):
            listed = names.setdefault(row["id"], [])
            listed += [(straighten(name), row["type"]) for name in row["names"].split(" | ") if name]
    except (KeyError, AttributeError) as error:
        raise ValueError(f"{annotations} is no table of names: it needs the columns id, type and names") from error
    found = ((str(article["id"]), text) for article, text in annotated(texts))
    return [Passage(f"n{id_}", straighten(text), tuple(names[id_])) for id_, text in found if id_ in names]


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
