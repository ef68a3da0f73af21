"""Articles packed in a zip archive, without letting it write anywhere or unpack without bounds."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from pipeline.read.companion import NO_METADATA, FolderMetadata, load_metadata
from pipeline.read.limits import Limits, ReadError
from pipeline.read.sources import Source, _is_article
from pipeline.records import Failure

_ENCRYPTED = 0x1
_SMALL = 1_000_000  # bytes: below this no member is called a bomb, however well it packs


def check_archive(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse an archive that unpacks to more than the limits allow, by what its directory says.

    Raises
    ------
    ReadError
        Too many members, or too many bytes for what is packed.
    """
    members = archive.infolist()
    if len(members) > limits.zip_members:
        raise ReadError(f"the archive holds {len(members)} files, more than {limits.zip_members}", "split it")
    unpacked = sum(m.file_size for m in members)
    packed = max(1, sum(m.compress_size for m in members))
    if unpacked > limits.zip_bytes or (unpacked > _SMALL and unpacked / packed > limits.zip_ratio):
        raise ReadError(
            f"the archive unpacks to {unpacked / 1e6:.0f} MB from {packed / 1e6:.2f} MB: refused as a zip bomb",
            "unpack it yourself and give the folder, if you trust it",
        )


def open_archive(path: Path, limits: Limits) -> Iterator[Source | Failure]:
    """The articles of a zip archive, by name. Each is read when it is its turn, and nothing is written to disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_archive(archive, limits)
            yield from _members(archive, path, limits)
    except zipfile.BadZipFile as error:
        yield Failure(path.as_posix(), f"not a zip archive, or a damaged one: {error}", "fetch or pack it again")
    except ReadError as error:
        yield Failure(path.as_posix(), error.cause, error.remedy)


def _members(archive: zipfile.ZipFile, path: Path, limits: Limits) -> Iterator[Source | Failure]:
    metadata: dict[str, FolderMetadata] = {}
    for member in sorted(archive.infolist(), key=lambda m: m.filename):
        inner = PurePosixPath(member.filename)
        name = f"{path.as_posix()}/{inner}"
        if member.is_dir() or inner.name.startswith(".") or "__MACOSX" in inner.parts or not _is_article(inner.name):
            continue
        problem = _refusal(member, inner)
        if problem:
            yield Failure(name, *problem)
            continue
        folder = str(inner.parent)
        if folder not in metadata:
            metadata[folder], failures = _metadata(archive, inner.parent / "metadata.csv", path, limits)
            yield from failures
        yield Source(name, lambda m=member: _open(archive, m), member.file_size, metadata[folder])  # type: ignore[misc]


def _refusal(member: zipfile.ZipInfo, inner: PurePosixPath) -> tuple[str, str] | None:
    if inner.is_absolute() or ".." in inner.parts or "\\" in member.filename or ":" in inner.parts[0]:
        return "a path that leaves the archive", "pack it again with relative paths"
    if member.flag_bits & _ENCRYPTED:
        return "protected by a password", "unpack it yourself and give the folder"
    if inner.suffix.lower() in (".zip", ".gz"):
        return "an archive within an archive", "unpack the outer one and give the folder"
    return None


def _metadata(
    archive: zipfile.ZipFile, inner: PurePosixPath, path: Path, limits: Limits
) -> tuple[FolderMetadata, list[Failure]]:
    try:
        member = archive.getinfo(str(inner))
    except KeyError:
        return NO_METADATA, []
    source = Source(f"{path.as_posix()}/{inner}", lambda: _open(archive, member), member.file_size)
    try:
        return load_metadata(source.load(limits.article_bytes), source.name)
    except ReadError as error:
        return NO_METADATA, [Failure(source.name, error.cause, error.remedy)]


def _open(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    """The member's bytes, unpacked as they are read and never more than its directory entry says.

    Raises
    ------
    ReadError
        The member cannot be opened: damaged, or packed by a method that is not known.
    """
    try:
        return cast(BinaryIO, archive.open(member))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise ReadError(f"a damaged member of the archive: {error}", "pack it again") from None
