"""Records to tables and back: writes rows as CSV or Parquet, reads them, computes nothing.

CSV files are RFC 4180 with ``\\n`` line ends: the same rows give the same bytes. A text cell that a spreadsheet would
take for a formula gets an apostrophe in front, which reading takes off again.

A table is one file (``funding.csv``) or, in large runs, a folder of parts (``funding/part-000000.csv`` or
``.parquet``), each with its header. `iter_rows` reads either.

>>> from pipeline.records import FundingRow
>>> to_cells(FundingRow("e1", "a1", funder="=Région Bretagne", value=Decimal("2.5E+6")))[2:4]
["'=Région Bretagne", '']
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, get_type_hints
from urllib.parse import quote

if TYPE_CHECKING:
    import pandas as pd


class Record(Protocol):
    """Any row of records.py: a dataclass whose fields are the columns of the table ``TABLE``."""

    TABLE: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound=Record)

NAME_LIMIT = 200  # characters of a file name, well below what any file system allows
CELL_LIMIT = 1 << 30  # an evidence or a title is never cut when it is read back
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_FETCHED = 1000  # rows of a Parquet file in memory at a time
_SPECIAL = re.compile(r'[,"\r\n]')
_SURROGATE = re.compile("[\ud800-\udfff]")


class TableError(ValueError):
    """A table that is missing or holds a cell that its column does not allow."""


# --------------------------------------------------------------------------- cells


def guard(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula; `unguard` is its inverse."""
    if _FORMULA.match(text):
        text = "'" + text
    return _SURROGATE.sub("\ufffd", text) if not text.isascii() else text


def unguard(cell: str) -> str:
    """The text behind a guarded cell."""
    return cell[1:] if _GUARDED.match(cell) else cell


def plain_decimal(value: Decimal) -> str:
    """Digits without exponent and without trailing zeros: ``2.50E+6`` gives ``2500000``."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _int_cell(value: int) -> str:
    return str(value)


def _bool_cell(value: bool) -> str:
    return "true" if value else "false"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: guard,
    int: _int_cell,
    float: repr,
    bool: _bool_cell,
    Decimal: plain_decimal,
    date: date.isoformat,
}
_READERS: dict[type, Callable[[str], Any]] = {
    str: unguard,
    int: int,
    float: float,
    bool: lambda cell: {"true": True, "false": False}[cell],
    Decimal: Decimal,
    date: date.fromisoformat,
}


def column_types(row_type: type[Record]) -> dict[str, type]:
    """Column name to the plain type of its values (``Decimal | None`` counts as ``Decimal``), in order."""
    return _column_types(row_type)


@cache
def _column_types(row_type: Any) -> dict[str, type]:
    hints = get_type_hints(row_type)
    kinds = {}
    for column in fields(row_type):
        hint = hints[column.name]
        parts = [part for part in getattr(hint, "__args__", (hint,)) if part is not type(None)]
        kinds[column.name] = parts[0]
    return kinds


def columns(row_type: type[Record]) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return tuple(column_types(row_type))


@cache
def _encoders(row_type: Any) -> tuple[tuple[str, Callable[[Any], str]], ...]:
    return tuple((name, _WRITERS[kind]) for name, kind in column_types(row_type).items())


def to_cells(row: Record) -> list[str]:
    """The cells of one line; an unknown value is an empty cell."""
    cells = []
    for name, encode in _encoders(type(row)):
        value = getattr(row, name)
        cells.append("" if value is None or value == "" else encode(value))
    return cells


def _line(cells: Sequence[str]) -> str:
    # csv.writer leaves a lone carriage return unquoted when lines end in \\n alone, and no reader takes that back.
    return ",".join('"' + c.replace('"', '""') + '"' if _SPECIAL.search(c) else c for c in cells) + "\n"


def header(row_type: type[Record]) -> str:
    """The first line of a table."""
    return _line(columns(row_type))


def lines(rows: Iterable[Record]) -> str:
    """The lines of rows, without a header."""
    return "".join(_line(to_cells(row)) for row in rows)


# --------------------------------------------------------------------------- files


def parts_of(folder: Path, row_type: type[Record]) -> list[Path]:
    """The parts of a table that is a folder of them, in order; none where it is one file."""
    inside = sorted((folder / row_type.TABLE).glob("part-*"))
    return [path for path in inside if path.suffix in (".csv", ".parquet")]


def part_name(number: int, suffix: str) -> str:
    """File name of a part.

    >>> part_name(12, ".csv")
    'part-000012.csv'
    """
    return f"part-{number:06d}{suffix}"


def path_of(folder: Path, row_type: type[Record], suffix: str = ".csv") -> Path:
    """Where a table stands in an output folder."""
    return folder / f"{row_type.TABLE}{suffix}"


def text_name(article_id: str) -> str:
    """File name of an article's source text within ``texts``; what a file name may not hold is percent-encoded.

    >>> text_name("ouest/2015:12")
    'ouest%2F2015%3A12.txt'
    """
    name = quote(article_id.encode("utf-8", "replace"), safe=" ").replace("..", "%2E%2E")
    if len(name) > NAME_LIMIT:
        name = name[: NAME_LIMIT - 17] + "-" + blake2b(article_id.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return name + ".txt"


class Writer:
    """Writes one table line by line; usable as a context manager.

    >>> with Writer(Path("outputs"), FundingRow) as table:  # doctest: +SKIP
    ...     table.add(row)
    """

    def __init__(self, folder: Path, row_type: type[Record]) -> None:
        self.rows = 0
        self._handle = path_of(folder, row_type).open("w", encoding="utf-8", newline="")
        self._handle.write(header(row_type))

    def add(self, row: Record) -> None:
        """Append one row."""
        self._handle.write(_line(to_cells(row)))
        self.rows += 1

    def add_all(self, rows: Iterable[Record]) -> None:
        """Append rows in their order."""
        for row in rows:
            self.add(row)

    def add_lines(self, text: str, rows: int) -> None:
        """Append what `lines` gave for so many rows."""
        self._handle.write(text)
        self.rows += rows

    def close(self) -> None:
        """Flush and close the file."""
        self._handle.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write(folder: Path, row_type: type[Record], rows: Iterable[Record]) -> int:
    """Write ``<table>.csv`` into ``folder``, header included even without rows; returns the number of rows."""
    with Writer(folder, row_type) as table:
        table.add_all(rows)
        return table.rows


def iter_rows(folder: Path, row_type: type[R]) -> Iterator[R]:
    """The rows of a table in ``folder``, one at a time, from ``<table>.csv`` or from its parts.

    Columns that the record does not know are ignored; a record's column that the file lacks keeps its default.

    Raises
    ------
    TableError
        The table is not there, or a cell does not fit its column (file, line and column are named).
    """
    path = path_of(folder, row_type)
    parts = [path] if path.is_file() else parts_of(folder, row_type)
    if not parts:
        raise TableError(f"{path}: no such table (is {folder} the output folder of a run?)")
    for part in parts:
        yield from _parquet_rows(part, row_type) if part.suffix == ".parquet" else _csv_rows(part, row_type)


def _csv_rows(path: Path, row_type: type[R]) -> Iterator[R]:
    csv.field_size_limit(CELL_LIMIT)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        lines = csv.reader(handle)
        decode = _decoder(row_type, tuple(next(lines, [])))
        for cells in lines:
            try:
                yield decode(cells)
            except _BadCell as bad:
                raise TableError(f"{path}, line {lines.line_num}, {bad}") from None


def _parquet_rows(path: Path, row_type: type[R]) -> Iterator[R]:
    import duckdb

    with duckdb.connect() as db:
        found = db.execute(f"SELECT * FROM read_parquet('{_sql_text(path)}')")
        names = [column[0] for column in found.description or ()]
        kinds = column_types(row_type)
        while some := found.fetchmany(_FETCHED):
            for values in some:
                told = {n: _plain(v) for n, v in zip(names, values, strict=True) if v is not None and n in kinds}
                yield row_type(**{**_known_columns(row_type, ())[1], **told})


def _plain(value: Any) -> Any:
    return Decimal(plain_decimal(value)) if isinstance(value, Decimal) else value


class _BadCell(ValueError):
    """A cell that its column does not allow."""


def from_cells(row_type: type[R], cells: Sequence[str]) -> R:
    """The row behind `to_cells`' cells."""
    return _decoder(row_type, columns(row_type))(cells)


def _decoder(row_type: type[R], header: tuple[str, ...]) -> Callable[[Sequence[str]], R]:
    """Reads the cells of one line under ``header`` into a record."""
    known, blank = _known_columns(row_type, header)

    def decode(cells: Sequence[str]) -> R:
        values = dict(blank)
        for i, name, read_cell in known:
            if i < len(cells) and cells[i] != "":
                try:
                    values[name] = read_cell(cells[i])
                except (ValueError, KeyError, InvalidOperation) as error:
                    raise _BadCell(f"column {name}: {cells[i]!r} does not fit ({error})") from None
        return row_type(**values)

    return decode


@cache
def _known_columns(row_type: Any, header: tuple[str, ...]) -> tuple[list[tuple[int, str, Any]], dict[str, Any]]:
    kinds = column_types(row_type)
    known = [(i, name, _READERS[kinds[name]]) for i, name in enumerate(header) if name in kinds]
    # Text columns without a default in their record: an empty cell of theirs is an empty text.
    blank = {c.name: "" for c in fields(row_type) if c.default is MISSING and kinds[c.name] is str}
    return known, blank


def read(folder: Path, row_type: type[R]) -> list[R]:
    """All rows of one table (see `iter_rows`)."""
    return list(iter_rows(folder, row_type))


# --------------------------------------------------------------------------- other forms

_SQL_TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", Decimal: "DECIMAL(38,6)", date: "DATE"}


def to_parquet(folder: Path, row_type: type[Record]) -> Path:
    """``<table>.parquet`` beside ``<table>.csv``, with typed columns; unknown values are NULL."""
    target = path_of(folder, row_type, ".parquet")
    csv_to_parquet(path_of(folder, row_type), target, row_type)
    return target


def csv_to_parquet(source: Path, target: Path, row_type: type[Record]) -> None:
    """The table of a CSV file as a Parquet file; the same rows give the same bytes."""
    import duckdb

    kinds = column_types(row_type)
    declared = ", ".join(f"'{name}': 'VARCHAR'" for name in kinds)
    selected = ", ".join(_sql_column(name, kind) for name, kind in kinds.items())
    # Every option is said: sniffing would read a column of digits, or a quoted line break, differently by sample.
    reader = (
        f"read_csv('{_sql_text(source)}', columns = {{{declared}}}, header = true, auto_detect = false, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', max_line_size = 100000000, parallel = false)"
    )
    with duckdb.connect() as db:
        db.execute("SET threads = 1")
        db.execute(f"COPY (SELECT {selected} FROM {reader}) TO '{_sql_text(target)}' (FORMAT parquet)")


def _sql_text(path: Path) -> str:
    return str(path).replace("'", "''")


def _sql_column(name: str, kind: type) -> str:
    if kind is str:
        return f"regexp_replace(\"{name}\", '^''(''*[=+\\-@\\t\\r])', '\\1') AS \"{name}\""
    return f'CAST("{name}" AS {_SQL_TYPES[kind]}) AS "{name}"'


_FRAME_TYPES: dict[type, str] = {str: "str", int: "Int64", float: "float64", bool: "boolean"}


def frame(row_type: type[R], rows: Iterable[R]) -> pd.DataFrame:
    """The rows as a pandas DataFrame: numbers as floats, dates as datetimes, unknown values as NA."""
    import pandas as pd

    rows = list(rows)
    data: dict[str, Any] = {}
    for name, kind in column_types(row_type).items():
        values = [getattr(row, name) for row in rows]
        if kind is Decimal:
            data[name] = pd.Series([None if v is None else float(v) for v in values], dtype="float64")
        elif kind is date:
            data[name] = pd.Series(values, dtype="object").astype("datetime64[s]")
        else:
            data[name] = pd.Series(values, dtype=_FRAME_TYPES[kind])
    return pd.DataFrame(data)
