"""Word documents: the paragraphs and table cells in their order, and the document's properties."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.read.decode import writable
from pipeline.read.limits import Limits, ReadError
from pipeline.read.sources import Source
from pipeline.read.tabular import check_office_file
from pipeline.read.text import make_article
from pipeline.records import Article


def read_docx(source: Source, article_id: str, limits: Limits) -> Article:
    """One article from a ``.docx``; headers, footers and notes are left out.

    Raises
    ------
    ReadError
        The document is too large, damaged, protected or empty.
    """
    data = source.load(limits.article_bytes)
    check_office_file(data, limits)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = [text for text in _paragraphs(document) if text]
        properties = _properties(document)
    except Exception as error:  # python-docx and lxml let many kinds through on damaged files
        cause = f"not a Word document, or a damaged one: {error}"
        raise ReadError(cause, "open it and save it again as .docx") from None
    text = writable("\n\n".join(paragraphs))
    if not text:
        raise ReadError("no text in this document", "if it holds scanned pages, recognise their text first")
    if len(text) > limits.article_chars:
        raise ReadError(f"too long for one article ({len(text)} characters)", "split it")
    fields = {**properties, **{name: value for name, value in source.row.items() if value}}
    return replace(make_article(fields, text, source, article_id, given="given"), extracted=True)


def _paragraphs(document: Any) -> Iterator[str]:
    """Text of the body's blocks in order; a table gives one paragraph a row."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)  # a merged cell comes once per column
                yield " | ".join(filter(None, cells))
        else:
            yield block.text.strip()


def _properties(document: Any) -> dict[str, str]:
    """Title and author. The file's dates say when it was saved, not when the article came out: they are not used."""
    core = document.core_properties
    author = core.author or ""
    return {"title": core.title or "", "author": "" if author == "python-docx" else author}
