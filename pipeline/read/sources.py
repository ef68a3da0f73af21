"""From what the user names (files, folders, globs, archives, standard input) to sources, in a fixed order."""

from __future__ import annotations

import glob
import gzip
import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from pipeline.read.companion import NO_METADATA, FolderMetadata, load_metadata
from pipeline.read.limits import Limits, ReadError
from pipeline.records import Failure

TEXT = frozenset({".txt", ".md", ".markdown", ".text"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
TABLES = frozenset({".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".xlsx", ".parquet"})
OFFICE = frozenset({".pdf", ".docx"})
FORMATS = TEXT | PAGES | TABLES | OFFICE
# What stands beside articles without being one.
COMPANIONS = frozenset(
    {"metadata.csv", "corrections.csv", "sources.csv", "readme.md", "readme.txt", "license.txt", "license.md"}
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of any origin. ``name`` is what tables and messages call it; ``open`` gives its bytes, unpacked."""

    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None
    metadata: FolderMetadata = field(default=NO_METADATA)

    @property
    def suffix(self) -> str:
        """Format by the name's ending, lower case; what ``.gz`` packs counts."""
        path = PurePosixPath(self.name.lower())
        return path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix

    @property
    def stem(self) -> str:
        """File name without folder and ending."""
        path = PurePosixPath(self.name)
        path = path.with_suffix("") if path.suffix.lower() == ".gz" else path
        return path.stem if path.suffix.lower() in FORMATS else path.name

    @property
    def row(self) -> Mapping[str, str]:
        """What the folder's ``metadata.csv`` says of this file."""
        return self.metadata.rows.get(PurePosixPath(self.name).name, {})

    def load(self, limit: int) -> bytes:
        """All bytes of the source.

        Raises
        ------
        ReadError
            It holds more than ``limit`` bytes; no more than that is read.
        """
        if self.size is not None and self.size > limit:
            raise too_large(self.size, limit)
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise too_large(None, limit)
        return data


def too_large(size: int | None, limit: int) -> ReadError:
    """The error of a file that is larger than one article may be."""
    found = f"{size / 1e6:.0f} MB" if size else f"more than {limit / 1e6:.0f} MB"
    return ReadError(
        f"too large for one article ({found}, the limit is {limit / 1e6:.0f} MB)",
        "split it, or give many articles as .jsonl or .csv, which are read row by row",
    )


def find_sources(inputs: Iterable[str | Path], limits: Limits) -> Iterator[Source | Failure]:
    """The sources that ``inputs`` stand for: in the order given, the entries of a folder by name."""
    for item in inputs:
        yield from _expand(item, limits)


def _expand(item: str | Path, limits: Limits) -> Iterator[Source | Failure]:
    name = os.fspath(item)
    if name == "-":
        yield Source("-", _standard_input)
        return
    path = Path(item)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        yield from _glob(name, limits) if glob.has_magic(name) else [Failure(name, *_missing(error))]
        return
    if stat.S_ISDIR(mode):
        yield from _folder_or_failure(path, limits)
    else:
        yield from _file(path, NO_METADATA, limits)


def _missing(error: Exception) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder", "check the path"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}", "check the path and its permissions"


def _glob(pattern: str, limits: Limits) -> Iterator[Source | Failure]:
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        yield Failure(pattern, "no file matches this pattern", "check it, and quote it for the shell")
    metadata: dict[Path, FolderMetadata] = {}
    for match in matches:
        path = Path(match)
        if path.is_dir():
            if "**" not in pattern:  # else the files below are matches of their own
                yield from _folder_or_failure(path, limits)
        elif not _is_companion(path.name):
            if path.parent not in metadata:
                metadata[path.parent], failures = _folder_metadata(path.parent)
                yield from failures
            yield from _file(path, metadata[path.parent], limits)


def _folder_or_failure(path: Path, limits: Limits) -> Iterator[Source | Failure]:
    empty = True
    for found in _folder(path, limits, frozenset()):
        empty = False
        yield found
    if empty:
        known = ", ".join(sorted(FORMATS))
        yield Failure(path.as_posix(), "no article in this folder", f"the formats read are {known} and .zip")


def _folder(path: Path, limits: Limits, above: frozenset[tuple[int, int]]) -> Iterator[Source | Failure]:
    """The files below ``path``; ``above`` holds the folders on the way, so that no link leads round in a circle."""
    try:
        status = path.stat()
        here = (status.st_dev, status.st_ino)
        if here in above:
            yield Failure(path.as_posix(), "a link that leads back to a folder above it", "remove the link")
            return
        names = sorted(entry.name for entry in os.scandir(path) if not entry.name.startswith("."))
    except OSError as error:
        yield Failure(path.as_posix(), *_missing(error))
        return
    metadata, failures = _folder_metadata(path)
    yield from failures
    for name in names:
        child = path / name
        if child.is_dir():
            yield from _folder(child, limits, above | {here})
        elif _is_article(name):
            yield from _file(child, metadata, limits, named=False)


def _is_article(name: str) -> bool:
    path = PurePosixPath(name.lower())
    if path.suffix == ".gz":
        path = path.with_suffix("")
    return (path.suffix in FORMATS or path.suffix == ".zip") and not _is_companion(name)


def _is_companion(name: str) -> bool:
    return name.lower() in COMPANIONS


def _folder_metadata(folder: Path) -> tuple[FolderMetadata, list[Failure]]:
    path = folder / "metadata.csv"
    try:
        if not path.is_file():
            return NO_METADATA, []
        return load_metadata(path.read_bytes(), path.as_posix())
    except OSError as error:
        return NO_METADATA, [Failure(path.as_posix(), *_missing(error))]


def _file(path: Path, metadata: FolderMetadata, limits: Limits, *, named: bool = True) -> Iterator[Source | Failure]:
    """The source of one file. A pipe is read only when the user ``named`` it: another may wait forever."""
    name = path.as_posix()
    try:
        status = path.stat()
        regular = stat.S_ISREG(status.st_mode)
        if not regular and not (named and (stat.S_ISFIFO(status.st_mode) or stat.S_ISCHR(status.st_mode))):
            yield Failure(name, "not a regular file", "give a file or a folder of files")
        elif path.suffix.lower() == ".zip":
            from pipeline.read.archive import open_archive

            yield from open_archive(path, limits)
        elif path.suffix.lower() == ".gz":
            yield Source(name, lambda: cast(BinaryIO, gzip.open(path)), None, metadata)  # noqa: SIM115
        else:
            size = status.st_size if regular else None
            yield Source(name, lambda: path.open("rb"), size, metadata)
    except OSError as error:
        yield Failure(name, *_missing(error))


def _standard_input() -> BinaryIO:
    """Standard input as it is; closing the source must not close it for the process."""
    return io.BufferedReader(_KeepOpen(sys.stdin.buffer))


class _KeepOpen(io.RawIOBase):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
