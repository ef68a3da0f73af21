"""What stands beside an article: the ``metadata.csv`` of its folder and the front matter of its file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.read.decode import decode, writable
from pipeline.read.limits import ReadError
from pipeline.records import Failure

# Names that a column or a front-matter key may have, by the name it gets here.
FIELD_NAMES = {
    "id": ("id", "article_id", "identifiant"),
    "text": ("text", "texte", "body", "content"),
    "title": ("title", "titre", "headline"),
    "published": ("published", "date", "date_published", "publication", "publication_date", "date_publication"),
    "publisher": ("source", "publisher", "site", "media", "éditeur"),
    "author": ("author", "auteur", "authors", "auteurs", "byline"),
    "url": ("url", "link", "lien", "canonical_url"),
    "file": ("file", "fichier", "filename"),
}
_BY_ALIAS = {alias: name for name, aliases in FIELD_NAMES.items() for alias in aliases}
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n((?:[^\r\n]*\r?\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")
_KEY_VALUE = re.compile(r"([A-Za-zÀ-ÿ_ -]{1,40}):(?:[ \t]+|$)(.*)")


@dataclass(frozen=True, slots=True)
class FolderMetadata:
    """The rows of a ``metadata.csv`` by file name."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NO_METADATA = FolderMetadata()


def field_of(column: str) -> str:
    """The project's name of a column, by any of the names it may have; empty for a column that is not used."""
    return _BY_ALIAS.get(column.strip().lstrip("\ufeff").lower(), "")


def columns_of(header: list[str]) -> dict[str, int]:
    """Position of each known field in a header; the project's own name wins over its aliases."""
    found: dict[str, int] = {}
    for at, column in enumerate(header):
        name = field_of(column)
        if name and (name not in found or column.strip().lower() == FIELD_NAMES[name][0]):
            found[name] = at
    return found


def delimiter_of(header: str) -> str:
    """The character that separates the columns of a header line: comma, semicolon or tab."""
    return max(",;\t", key=header.count)


def load_metadata(data: bytes, name: str) -> tuple[FolderMetadata, list[Failure]]:
    """Read a ``metadata.csv``; what is wrong with it is told, and the rest is used."""
    try:
        text = writable(decode(data)[0])
    except ReadError as error:
        return NO_METADATA, [Failure(name, error.cause, error.remedy)]
    first = text.partition("\n")[0]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(first))
    try:
        columns = columns_of(next(table, []))
        if "file" not in columns:
            remedy = "its columns are file, title, published, source, author, url"
            return NO_METADATA, [Failure(name, "no column `file`", remedy)]
        rows = {row[columns["file"]].strip(): _row(row, columns) for row in table if len(row) > columns["file"]}
    except csv.Error as error:
        return NO_METADATA, [Failure(name, f"not a CSV table: {error}", "save it as UTF-8 CSV", table.line_num)]
    return FolderMetadata(rows), []


def _row(row: list[str], columns: dict[str, int]) -> dict[str, str]:
    return {name: row[at].strip() for name, at in columns.items() if at < len(row) and name != "file"}


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """The fields of a text's front matter and where the text proper begins; nothing and 0 when it has none.

    >>> front_matter("---\\ntitle: Un prêt pour Ascoval\\ndate: 2019-03-05\\n---\\nLe texte.")
    ({'title': 'Un prêt pour Ascoval', 'published': '2019-03-05'}, 53)
    """
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, 0
    fields: dict[str, str] = {}
    for line in found[1].splitlines():
        pair = _KEY_VALUE.match(line)
        if pair and (name := field_of(pair[1])) and name != "text":
            fields.setdefault(name, _unquoted(pair[2].strip()))
    return (fields, found.end()) if fields else ({}, 0)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
