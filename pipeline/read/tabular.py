"""Articles as rows: JSON Lines, JSON, CSV, Parquet and spreadsheets, read one row at a time."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.read.companion import columns_of, delimiter_of, field_of
from pipeline.read.day import parse_published
from pipeline.read.decode import decode, writable
from pipeline.read.limits import Limits, ReadError
from pipeline.read.sources import Source
from pipeline.read.text import bad_date, make_article
from pipeline.records import Article, Failure

Rows = Iterator[Article | Failure]
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_FETCHED = 200  # rows of a Parquet file in memory at a time
_DATE_REMEDY = "write it as 2019-03-05, 2019-03 or 2019"


def read_jsonl(source: Source, base_id: str, limits: Limits) -> Rows:
    """Articles of a JSON Lines file; a line that is not one gives a failure, and reading goes on with the next."""
    with source.open() as stream:
        number = 0
        for number, line in _lines(stream, limits.record_bytes):
            if not line.strip():
                continue
            try:
                fields = _json_fields(line)
            except ReadError as error:
                yield Failure(source.name, error.cause, error.remedy, number)
                continue
            yield from _article(fields, source, f"{base_id}-{number}", number, limits)
        if not number:
            yield Failure(source.name, "an empty file", "remove it from the input")


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; of one longer than ``limit`` only the beginning, which is then refused as no JSON."""
    stream = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    head = stream.readline(limit)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        whole = head + stream.read(limit)
        head = b""
        stream = io.BytesIO(decode(whole)[0].encode("utf-8", "replace"))
        head = stream.readline(limit)
    number, line = 0, head.removeprefix(codecs.BOM_UTF8)
    while line:
        number += 1
        yield number, line
        while len(line) >= limit and not line.endswith(b"\n"):
            line = stream.readline(limit)
        line = stream.readline(limit)


def _json_fields(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(decode(line)[0])
    except (ValueError, RecursionError) as error:
        place = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError(f"not JSON{place}: {getattr(error, 'msg', error)}", "write one JSON object a line") from None
    return _record(record)


def _record(record: Any) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise ReadError("not a JSON object", 'write {"id": …, "text": …}')
    fields: dict[str, Any] = {}
    for key, value in record.items():
        name = field_of(key)
        if name and value is not None and (name not in fields or key == name):
            fields[name] = value
    if not isinstance(fields.get("text"), str):
        raise ReadError("no `text`", f"its keys are {', '.join(map(str, list(record)[:12])) or 'none'}")
    return fields


def read_json(source: Source, base_id: str, limits: Limits) -> Rows:
    """Articles of a JSON file that holds one object or a list of them."""
    data = source.load(limits.article_bytes)
    try:
        value = json.loads(decode(data)[0])
    except (ValueError, RecursionError) as error:
        remedy = "give one object or a list of objects, or .jsonl with one a line"
        raise ReadError(f"not JSON: {error}", remedy) from None
    records = value if isinstance(value, list) else [value]
    for number, record in enumerate(records, 1):
        own_id = base_id if len(records) == 1 else f"{base_id}-{number}"
        try:
            yield from _article(_record(record), source, own_id, None, limits)
        except ReadError as error:
            yield Failure(source.name, f"record {number}: {error.cause}", error.remedy)


# --------------------------------------------------------------------------- CSV


def read_csv(source: Source, base_id: str, limits: Limits) -> Rows:
    """Articles of a CSV file with a ``text`` column; commas, semicolons or tabs between the columns."""
    csv.field_size_limit(limits.record_bytes)
    with source.open() as stream:
        text = _text_stream(stream)
        header = text.readline(limits.record_bytes)
        delimiter = delimiter_of(header)
        columns = columns_of(next(csv.reader([header], delimiter=delimiter), []))
        if "text" not in columns:
            raise _no_text_column(header.strip()[:200])
        yield from _csv_rows(csv.reader(text, delimiter=delimiter, strict=True), columns, source, base_id, limits)


def _no_text_column(columns: str) -> ReadError:
    return ReadError("no column `text`", f"its columns are: {columns or 'none'}", 1)


def _text_stream(stream: BinaryIO) -> io.TextIOWrapper:
    """The stream as text. Bytes that are not UTF-8 are kept apart, for ``_mended`` to read once their row is known."""
    buffered = io.BufferedReader(stream) if not hasattr(stream, "peek") else stream  # type: ignore[type-var]
    head = buffered.peek(4)[:4]
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    return io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")


def _csv_rows(table: Any, columns: Mapping[str, int], source: Source, base_id: str, limits: Limits) -> Rows:
    number = 0
    first_line = 2
    while True:
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield Failure(source.name, f"not CSV: {error}", "check the quotes of this row", first_line)
            if "field limit" in str(error):
                return  # a quote that never closes: what follows cannot be told from its text
            first_line = table.line_num + 2
            continue
        number, line, first_line = number + 1, first_line, table.line_num + 2
        if any(row):
            fields = {name: _mended(row[at]) for name, at in columns.items() if at < len(row)}
            yield from _article(fields, source, f"{base_id}-{number}", line, limits)


def _mended(cell: str) -> str:
    """A cell whose bytes were not UTF-8, read in the encoding they look like."""
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return decode(cell.encode("utf-8", "surrogateescape"))[0]
        except (UnicodeEncodeError, ReadError):
            return writable(cell)
    return cell


def read_xlsx(source: Source, base_id: str, limits: Limits) -> Rows:
    """Articles of a spreadsheet: the rows of every sheet whose first row names a ``text`` column."""
    data = source.load(limits.sheet_bytes)
    check_office_file(data, limits)
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which do not matter here
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [(sheet.title, sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
            yield from _sheet_rows(sheets, source, base_id, limits)
        except ReadError:
            raise
        except Exception as error:  # openpyxl lets any error of its XML and zip readers through
            cause = f"not a spreadsheet, or a damaged one: {error}"
            raise ReadError(cause, "open it and save it again as .xlsx") from None


def _sheet_rows(sheets: list[tuple[str, Any]], source: Source, base_id: str, limits: Limits) -> Rows:
    headers: list[str] = []
    count = 0
    for _, rows in sheets:
        header = ["" if cell is None else str(cell) for cell in next(rows, ())]
        columns = columns_of(header)
        headers += header
        if "text" not in columns:
            continue
        for line, row in enumerate(rows, 2):
            count += 1
            if any(cell not in (None, "") for cell in row):
                fields = {name: row[at] for name, at in columns.items() if at < len(row)}
                yield from _article(fields, source, f"{base_id}-{count}", line, limits)
    if "text" not in {field_of(cell) for cell in headers}:
        raise _no_text_column(", ".join(headers)[:200])


def check_office_file(data: bytes, limits: Limits) -> None:
    """Refuse an office document that is damaged, protected, or unpacks without bounds.

    Raises
    ------
    ReadError
        It is one of these.
    """
    from pipeline.read.archive import check_archive

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        remedy = "open it and save it without a password as .docx or .xlsx"
        raise ReadError("protected by a password, or in an old format", remedy)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive, limits)
    except zipfile.BadZipFile:
        raise ReadError("not an office document, or a damaged one", "open it and save it again") from None


# --------------------------------------------------------------------------- Parquet


def read_parquet(source: Source, base_id: str, limits: Limits) -> Rows:
    """Articles of a Parquet file with a ``text`` column: a part of a large archive, most often."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as db:
        path = Path(folder) / "rows.parquet"
        with source.open() as stream, path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)  # an archive's entry or a pipe has no path, which DuckDB needs
        try:
            found = db.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = [column[0] for column in found.description or ()]
            columns = columns_of(names)
            if "text" not in columns:
                raise _no_text_column(", ".join(names)[:200])
            rows = chain.from_iterable(iter(lambda: found.fetchmany(_FETCHED), []))
            for number, row in enumerate(rows, 1):
                fields = {name: row[at] for name, at in columns.items()}
                yield from _article(fields, source, f"{base_id}-{number}", number, limits)
        except duckdb.Error as error:
            cause = f"not Parquet, or a damaged file: {str(error).splitlines()[0]}"
            raise ReadError(cause.replace(str(path), source.name), "write the file again") from None


READERS: dict[str, Callable[[Source, str, Limits], Rows]] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".parquet": read_parquet,
}


# --------------------------------------------------------------------------- a row


def _article(fields: Mapping[str, Any], source: Source, own_id: str, line: int | None, limits: Limits) -> Rows:
    """The article of one row, and a failure for what is wrong with it."""
    text = writable(fields["text"]) if isinstance(fields.get("text"), str) else ""
    if not text.strip():
        yield Failure(source.name, "an empty `text`", "fill it, or remove the row", line)
        return
    if len(text) > limits.article_chars:
        yield Failure(source.name, f"too long for one article ({len(text)} characters)", "split it", line)
        return
    values = {name: _cell(value) for name, value in fields.items() if name != "text"}
    if parse_published(values.get("published", "")) is None:
        cause = bad_date(values["published"]).partition(";")[0]
        yield Failure(source.name, f"{cause}; the article is read without it", _DATE_REMEDY, line)
    article_id = _CONTROL.sub(" ", values.get("id", "")).strip() or own_id
    yield make_article(values, text, source, article_id)


def _cell(value: Any) -> str:
    """A cell's value as text: whole numbers without decimals, dates in ISO form, several authors as a list of names."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(_cell(part) for part in value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return "" if value is None else writable(str(value)).strip()
