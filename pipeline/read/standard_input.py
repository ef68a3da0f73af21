"""Standard input: one text, or JSON Lines when its first character opens an object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.read.limits import Limits
from pipeline.read.sources import Source
from pipeline.records import Article, Failure

ARTICLE_ID = "stdin"


def read_standard_input(source: Source, limits: Limits) -> Iterator[Article | Failure]:
    """The articles of standard input: rows of JSON Lines one by one, an HTML page, or a single text."""
    stream = source.open()
    head = stream.peek(4096)[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()  # type: ignore[attr-defined]
    same = replace(source, open=lambda: stream)
    if head.startswith(b"{"):
        from pipeline.read.tabular import read_jsonl

        yield from read_jsonl(same, ARTICLE_ID, limits)
    elif head[:1000].lower().startswith((b"<!doctype html", b"<html")):
        from pipeline.read.html import read_html

        yield read_html(same, ARTICLE_ID, limits)
    else:
        from pipeline.read.text import read_text

        yield read_text(same, ARTICLE_ID, limits)
