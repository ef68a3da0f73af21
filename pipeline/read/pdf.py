"""PDF articles: text in reading order, columns one after the other, words whole again, running heads out."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace
from typing import Any

from pipeline.read.decode import writable
from pipeline.read.layout import Page, Word, join_pages
from pipeline.read.limits import Limits, ReadError
from pipeline.read.sources import Source
from pipeline.read.text import make_article
from pipeline.records import Article

_NO_LETTER = re.compile(r"\(cid:\d{1,6}\)")  # a glyph whose letter the file does not tell
_DAMAGED = ("a damaged or truncated PDF", "fetch it again, or open it and print it to a new PDF")


def read_pdf(source: Source, article_id: str, limits: Limits) -> Article:
    """One article from a PDF that holds text.

    Raises
    ------
    ReadError
        The file is too large, damaged, protected by a password, too long, or holds only images.
    """
    data = source.load(limits.article_bytes)
    pages, title = _pages(data, limits)
    text = writable(join_pages(pages))
    if not text.strip():
        raise ReadError("no text in this PDF: its pages are images", "recognise their text (OCR) first")
    if len(text) > limits.article_chars:
        raise ReadError(f"too long for one article ({len(text)} characters)", "split it")
    fields = {"title": title, **{name: value for name, value in source.row.items() if value}}
    return replace(make_article(fields, text, source, article_id), extracted=True)


def _pages(data: bytes, limits: Limits) -> tuple[list[Page], str]:
    """Words of every page with their places, and the document's title."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it warns of every odd font
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > limits.pdf_pages:
                count = len(document.pages)
                raise ReadError(f"{count} pages, more than {limits.pdf_pages}", "split the file into its articles")
            pages = [_page(page) for page in document.pages]
            title = document.metadata.get("Title") if document.metadata else ""
    except ReadError:
        raise
    except Exception as error:  # pdfminer lets any error through on damaged files
        if isinstance(error, PDFPasswordIncorrect) or "PDFPasswordIncorrect" in repr(error):
            raise ReadError("protected by a password", "save a copy without the password") from None
        raise ReadError(*_DAMAGED) from None
    if not pages:
        raise ReadError(*_DAMAGED)
    return pages, title.strip() if isinstance(title, str) else ""


def _page(page: Any) -> Page:
    words = page.extract_words(x_tolerance_ratio=0.15)
    found = tuple(
        Word(text, w["x0"], w["x1"], w["top"], w["bottom"])
        for w in words
        if w["upright"] and (text := _NO_LETTER.sub("", w["text"]))
    )
    page.close()  # frees what the page was parsed into
    return Page(float(page.width), float(page.height), found)
