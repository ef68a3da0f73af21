"""The output folder: one run at a time, and all of its files or none.

Files are written to a folder beside it, which then takes its place in one step, so that a crash, a full disk or a kill
at any moment leaves the former outputs whole.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.records import ROW_TYPES

OWN_FILES = frozenset(
    {f"{row_type.TABLE}{suffix}" for row_type in ROW_TYPES for suffix in (".csv", ".parquet")}
    | {"run.json", "datapackage.json", "report.html", "texts"}
)
PART_FOLDERS = frozenset(row_type.TABLE for row_type in ROW_TYPES)  # where a table is a folder of parts
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class OutputError(OSError):
    """The output folder cannot be used; the message says why and what to do."""


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the output folder for one run.

    The lock is the operating system's, so that it goes with its process however that ends: a lock file left behind by a
    dead run stops nobody.

    Raises
    ------
    OutputError
        Another live run holds the folder (its process is named), or the folder cannot be made.
    """
    from filelock import FileLock, Timeout

    try:
        path = _beside(output, "lock")
        path.touch()  # where no file can be made, FileLock would only wait
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout:
        raise OutputError(
            f"{output}: another run writes there ({_holder(path)}); wait for it, or name another folder with --output"
        ) from None
    except OSError as error:
        raise OutputError(
            f"{output}: cannot be written ({error.strerror or error}); name another folder with --output"
        ) from None
    try:
        with suppress(OSError):
            path.write_text(json.dumps({"process": os.getpid(), "host": socket.gethostname()}), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        lock.release()


def _beside(output: Path, ending: str) -> Path:
    """A hidden path beside the output folder; inside it where the folder above is closed (a mount point, often)."""
    whole = Path(os.path.abspath(output))
    whole.parent.mkdir(parents=True, exist_ok=True)
    place = whole if whole.is_dir() and not os.access(whole.parent, os.W_OK) else whole.parent
    return place / f".{whole.name}.{ending}"


def _holder(path: Path) -> str:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return f"process {told['process']} on {told['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "process unknown"


@contextmanager
def staged(output: Path) -> Iterator[Path]:
    """A new folder to write into, which becomes ``output`` in one step when the block ends without an error.

    Files of ``output`` that no run writes (corrections, notes) are carried over.

    Raises
    ------
    OutputError
        Something could not be written (a full disk, most often); ``output`` is as it was.
    """
    part = _beside(output, "part")
    try:
        shutil.rmtree(part, ignore_errors=True)  # left by a run that was killed: the lock says that it is not alive
        part.mkdir()
        yield part
        _publish(part, output)
    except OSError as error:
        raise OutputError(f"{output}: {error.strerror or error}; the former tables are untouched") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _publish(part: Path, output: Path) -> None:
    if not output.exists():
        part.rename(output)
        return
    try:
        _swap(part, output)
    except OSError:
        _replace_each(part, output)


def _swap(part: Path, output: Path) -> None:
    """Let ``part`` take the place of ``output``, the user's own files linked into it first."""
    own = [p for p in output.iterdir() if not _is_of_a_run(p)]
    here = Path.cwd()
    if output.is_symlink() or here.is_relative_to(output.resolve()) or not all(map(_is_plain_file, own)):
        raise OSError(errno.EBUSY, "a folder that others work in stays where it is")
    for file in own:
        os.link(file, part / file.name)
    shutil.copymode(output, part)
    _exchange(part, output)


def _is_of_a_run(path: Path) -> bool:
    """Whether a run wrote this: one of its files, or a folder that holds nothing but the parts of a table."""
    if path.name not in PART_FOLDERS:
        return path.name in OWN_FILES
    parts = path.is_dir() and not path.is_symlink()
    return parts and all(p.name.startswith("part-") and p.suffix in (".csv", ".parquet") for p in path.iterdir())


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _exchange(a: Path, b: Path) -> None:
    """Swap two folders in one step, where the system can (Linux, macOS)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE)
    elif sys.platform == "darwin":
        failed = libc.renamex_np(os.fsencode(a), os.fsencode(b), _RENAME_EXCHANGE)
    else:
        raise OSError(errno.ENOSYS, "no exchange of folders")
    if failed:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _replace_each(part: Path, output: Path) -> None:
    """File by file, each in one step: for mount points, folders in use, and systems that cannot exchange folders."""
    new = [
        p.relative_to(part)
        for p in sorted(part.rglob("*"))
        if p.is_file() and p.relative_to(part).parts[0] in OWN_FILES | PART_FOLDERS
    ]
    waiting = [(output / name).with_name(f".{name.name}.new") for name in new]
    try:
        for name, target in zip(new, waiting, strict=True):
            target.parent.mkdir(exist_ok=True)
            shutil.move(part / name, target)
    except OSError:
        for target in waiting:
            target.unlink(missing_ok=True)
        raise
    for name, target in zip(new, waiting, strict=True):
        os.replace(target, output / name)
    _remove_old(output, set(new))


def _remove_old(output: Path, new: set[Path]) -> None:
    for old in output.rglob("*"):
        name = old.relative_to(output)
        if _is_of_a_run(output / name.parts[0]) and name not in new and old.is_file():
            old.unlink()
