"""SQL over the tables of an output folder: read-only, without reach beyond them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import tables
from pipeline.records import ROW_TYPES

_NAMES = {row_type.TABLE: row_type for row_type in ROW_TYPES}
_SQL_TYPES = {"Decimal": "DECIMAL(38,6)", "date": "DATE", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN"}


class QueryError(ValueError):
    """A query that cannot be answered; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def query(output_dir: str | Path, sql: str) -> Answer:
    """The answer to one SELECT over the tables ``articles``, ``funding``, ``ledger`` …

    The tables are read into memory (Parquet where there is some, else CSV; all parts of a table that has parts), then
    the door is shut: no other file, no network, no change of settings.

    Raises
    ------
    QueryError
        The folder holds no tables, or the statement is not one SELECT that DuckDB understands.

    Examples
    --------
    >>> query("outputs", "select funder, sum(value_eur) from ledger group by all order by 2 desc")  # doctest: +SKIP
    Answer(columns=('funder', 'sum(value_eur)'), rows=[('État', Decimal('435000000.000000'))])
    """
    import duckdb

    folder = Path(output_dir)
    present = {name: found for name in _NAMES if (found := _files(folder, name))}
    if not present:
        raise QueryError(f"{folder}: no tables there; name the output folder of a run")
    with duckdb.connect(":memory:", config={"threads": 2}) as db:
        try:
            _check_statement(duckdb, sql)
            for name, paths in present.items():
                if re.search(rf"\b{name}\b", sql, re.IGNORECASE):
                    db.execute(f"CREATE TABLE {name} AS SELECT * FROM {_reader(name, paths)}")
            db.execute("SET enable_external_access = false")
            db.execute("SET lock_configuration = true")
            found = db.execute(sql)
            return Answer(tuple(column[0] for column in found.description or ()), found.fetchall())
        except duckdb.Error as error:
            raise QueryError(_explained(str(error), present)) from None


def _files(folder: Path, name: str) -> list[Path]:
    """The table's Parquet file when it is not older than the CSV file, else the CSV file, else its parts."""
    plain, packed = folder / f"{name}.csv", folder / f"{name}.parquet"
    if packed.is_file() and (not plain.is_file() or packed.stat().st_mtime >= plain.stat().st_mtime):
        return [packed]
    return [plain] if plain.is_file() else tables.parts_of(folder, _NAMES[name])


def _check_statement(duckdb: Any, sql: str) -> None:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1:
        raise QueryError(f"{len(statements)} statements; ask one question at a time")
    if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        kind = str(statements[0].type).rpartition(".")[2]
        raise QueryError(f"{kind} is not allowed: the tables are only read; write a SELECT")


def _reader(name: str, paths: list[Path]) -> str:
    where = "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths) + "]"
    if paths[0].suffix == ".parquet":
        return f"read_parquet({where})"
    with paths[0].open(encoding="utf-8-sig", newline="") as handle:
        header = next(csv.reader(handle), [])
    kinds = tables.column_types(_NAMES[name])
    types = {column: _SQL_TYPES.get(kinds.get(column, str).__name__, "VARCHAR") for column in header}
    declared = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    # The apostrophe that keeps a spreadsheet from reading a formula is no part of the text.
    plain = ", ".join(
        f"regexp_replace({column}, '^''(''*[=+\\-@\\t\\r])', '\\1') AS {column}" if kind == "VARCHAR" else column
        for column, kind in types.items()
    )
    return (
        f"(SELECT {plain} FROM read_csv({where}, columns = {{{declared}}}, header = true, auto_detect = false, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', max_line_size = 100000000, parallel = false))"
    )


def _explained(error: str, present: Mapping[str, list[Path]]) -> str:
    """DuckDB's own words, with the tables or the columns that there are."""
    if "does not exist" in error and "Table" in error:
        return f"{error.splitlines()[0]} (tables: {', '.join(present)})"
    if "file system operations are disabled" in error or "has been locked" in error:
        return f"a query may read the tables only (tables: {', '.join(present)})"
    return error
