"""Plain text and Markdown files: the text as it is, and what is known of it from beside and within."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from pipeline.read.companion import front_matter
from pipeline.read.day import from_comments, from_file_name, from_text, parse_published
from pipeline.read.decode import decode, writable
from pipeline.read.limits import Limits, ReadError
from pipeline.read.sources import Source
from pipeline.records import Article


def read_text(source: Source, article_id: str, limits: Limits) -> Article:
    """One article from a text file.

    Raises
    ------
    ReadError
        The file is too large, empty, or not text.
    """
    text, warning = decode(source.load(limits.article_bytes))
    text = writable(text)
    if not text.strip():
        raise ReadError("an empty file", "remove it from the input")
    if len(text) > limits.article_chars:
        raise ReadError(
            f"too long for one article ({len(text)} characters, the limit is {limits.article_chars})",
            "give many articles as .jsonl or .csv, one a row",
        )
    fields, start = front_matter(text)
    fields = {**source.row, **{name: value for name, value in fields.items() if value}}
    article = make_article(fields, text, source, article_id, warning=warning)
    return article if not start else _with_body(article, start)


def _with_body(article: Article, start: int) -> Article:
    from dataclasses import replace

    return replace(article, body=(start, len(article.text)))


def make_article(
    fields: Mapping[str, str], text: str, source: Source, article_id: str, *, warning: str = "", given: str = "given"
) -> Article:
    """An article from its text and what is said of it; the publication date comes from the best place that has one.

    That is, in this order: what is given beside the text (``fields``), the file's name, the text's own line.
    """
    published = parse_published(fields.get("published", ""))
    origin = given
    warnings = [warning]
    if published is None:
        warnings.append(bad_date(fields["published"]))
    if not published:
        published, origin = from_file_name(source.stem), "metadata"
    if not published:
        published, origin = from_text(text), "text"
    if not published and (published := from_comments(text)):
        warnings.append("published is the day of the first comments")
    return Article(
        article_id=article_id,
        file=source.name,
        text=text,
        title=writable(fields.get("title", "")),
        publisher=writable(fields.get("publisher", "")),
        author=writable(fields.get("author", "")),
        url=writable(fields.get("url", "")),
        published=published or "",
        published_source=origin if published else "unknown",
        sha256=sha256(text.encode("utf-8")).hexdigest(),
        warning="; ".join(filter(None, warnings)),
    )


def bad_date(value: str) -> str:
    """What to say of a publication date that is none."""
    return f"published is {value!r}, not a date; write it as 2019-03-05, 2019-03 or 2019"
