"""Inputs to articles: any file a user has, in a fixed order, one at a time.

``read`` never stops at a bad input: it gives a `Failure` with the file, the cause and the remedy, and goes on.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.read.day import parse_published
from pipeline.read.ids import Ids
from pipeline.read.limits import DEFAULT_LIMITS, Limits, ReadError
from pipeline.read.sources import FORMATS, PAGES, TABLES, Source, find_sources
from pipeline.records import Article, Failure

__all__ = ["FORMATS", "Limits", "parse_published", "read"]


def read(inputs: Iterable[str | Path], *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Article | Failure]:
    """The articles of files, folders, globs, zip archives and standard input (``-``), as they are read.

    Parameters
    ----------
    inputs
        Paths or patterns, read in the order given; the entries of a folder by name, its folders included.
    limits
        How much one input may weigh.

    Yields
    ------
    Article or Failure
        A failure for what cannot be read: its file (and line), the cause and the remedy. A row whose publication date
        cannot be understood gives both: a failure for the date and the article without it.

    Examples
    --------
    >>> [str(failure) for failure in read(["absent.txt"])]
    ['absent.txt: no such file or folder (check the path)']
    """
    ids = Ids()
    for source in find_sources(inputs, limits):
        if isinstance(source, Failure):
            yield source
            continue
        try:
            yield from _read_source(source, ids, limits)
        except ReadError as error:
            yield Failure(source.name, error.cause, error.remedy, error.line)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            cause = getattr(error, "strerror", None) or error
            yield Failure(source.name, f"cannot be read: {cause}", "check the file and its permissions")
        except MemoryError:
            yield Failure(source.name, "too large for the memory of this machine", "split it")


def _read_source(source: Source, ids: Ids, limits: Limits) -> Iterator[Article | Failure]:
    """The articles of one source. What reads a format is loaded when the first file of that format comes."""
    suffix = source.suffix
    if source.name == "-":
        from pipeline.read.standard_input import read_standard_input

        yield from read_standard_input(source, limits)
        return
    article_id = ids.of(source.name, source.stem)
    if suffix in TABLES:
        from pipeline.read import tabular

        yield from tabular.READERS[suffix](source, article_id, limits)
    elif suffix in PAGES:
        from pipeline.read.html import read_html

        yield read_html(source, article_id, limits)
    elif suffix == ".pdf":
        from pipeline.read.pdf import read_pdf

        yield read_pdf(source, article_id, limits)
    elif suffix == ".docx":
        from pipeline.read.docx import read_docx

        yield read_docx(source, article_id, limits)
    else:  # also a file of unknown ending that the user named: reading it as text refuses what is none
        from pipeline.read.text import read_text

        yield read_text(source, article_id, limits)
