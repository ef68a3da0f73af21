"""datapackage.json: a Frictionless description of the tables of an output folder, with types, units and keys."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline import lexicon, tables
from pipeline.export.source import ExportError, save
from pipeline.records import ROW_TYPES, Row

_TYPES: dict[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    Decimal: "number",
    bool: "boolean",
    date: "date",
}
_BETWEEN = {"confidence": (0, 1), "percent": (0, 100)}


def datapackage(output_dir: str | Path) -> Path:
    """Describe the CSV tables of an output folder in ``datapackage.json``.

    The description depends on the tables present and their columns alone: the same run gives the same bytes.

    Raises
    ------
    ExportError
        The folder holds no tables, or cannot be written to.
    """
    folder = Path(output_dir)
    present = {t.TABLE: t for t in ROW_TYPES if tables.path_of(folder, t).is_file()}
    if not present:
        raise ExportError(f"{folder}: no tables there; name the output folder of a run")
    package = {
        "profile": "tabular-data-package",
        "name": "quifinance",
        "title": "Who funded what, when and for how much, from French news",
        "resources": [_resource(folder, row_type, present) for row_type in present.values()],
    }
    return save(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=1) + "\n")


def _words() -> dict[str, Any]:
    return lexicon.toml("export/tables.toml")


def _resource(folder: Path, row_type: type[Row], present: dict[str, type[Row]]) -> dict[str, Any]:
    path = tables.path_of(folder, row_type)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        columns = next(csv.reader(handle), [])
    return {
        "profile": "tabular-data-resource",
        "name": row_type.TABLE,
        "path": path.name,
        "description": _words()[row_type.TABLE][""],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n"},
        "schema": _schema(folder, row_type, columns, present),
    }


def _schema(folder: Path, row_type: type[Row], columns: list[str], present: dict[str, type[Row]]) -> dict[str, Any]:
    kinds = tables.column_types(row_type)
    schema: dict[str, Any] = {
        "fields": [field(row_type.TABLE, name, kinds.get(name, str)) for name in columns],
        "missingValues": [""],
    }
    key = _words()["primary_keys"].get(row_type.TABLE)
    if key:
        schema["primaryKey"] = [key]
    links = [_link(row_type.TABLE, name, present) for name in columns]
    found = [link for link in links if link and _has_rows(folder, present[link["reference"]["resource"]])]
    if found:
        schema["foreignKeys"] = found
    return schema


def field(table: str, name: str, kind: type) -> dict[str, Any]:
    """The Frictionless field of a column: its type, its meaning and unit, what it may hold."""
    words = _words()
    described: dict[str, Any] = {"name": name, "type": _TYPES[kind]}
    text = words[table].get(name) or words["common"].get(name)
    if text:
        described["description"] = text
    constraints: dict[str, Any] = {}
    codes = words["codes_of"].get(f"{table}.{name}")
    if codes:
        constraints["enum"] = words["codes"][codes]
    if name in _BETWEEN:
        constraints["minimum"], constraints["maximum"] = _BETWEEN[name]
    if name == words["primary_keys"].get(table):
        constraints["required"] = True
    return {**described, "constraints": constraints} if constraints else described


def _link(table: str, name: str, present: dict[str, type[Row]]) -> dict[str, Any] | None:
    target, _, column = _words()["foreign_keys"].get(f"{table}.{name}", "").partition(".")
    if target not in present:
        return None
    return {"fields": [name], "reference": {"resource": target, "fields": [column]}}


def _has_rows(folder: Path, row_type: type[Row]) -> bool:
    """Whether a table has rows: a run for funding alone leaves the tables of mentions empty."""
    with tables.path_of(folder, row_type).open(encoding="utf-8-sig") as handle:
        return sum(1 for _, _ in zip(handle, range(2), strict=False)) > 1
