"""Saved web pages: the body, found by trafilatura, and what the page says of itself."""

from __future__ import annotations

import html
import logging
import re
from typing import Any

from pipeline.read.day import announced, from_text, parse_published
from pipeline.read.decode import decode, writable
from pipeline.read.limits import Limits, ReadError
from pipeline.read.sources import Source
from pipeline.read.text import make_article
from pipeline.records import Article

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?([\w:-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s{0,20}<\?xml[^>]{0,100}?encoding=[\"']([\w:-]{2,40})", re.IGNORECASE)
# Elements that stay open or never close do not nest, whatever the page's author forgot.
_OPEN_ENDED = "p|li|br|img|meta|link|input|hr|td|tr|th|dt|dd|option|source|wbr|col|area|base"
_TAG = re.compile(rf"<(?P<end>/?)(?:(?P<open_ended>(?:{_OPEN_ENDED})\b)|[a-zA-Z])[^<>]{{0,5000}}>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|abbr|b|em|i|small|span|strong|time|u)\b[^<>]{0,5000}>|\s+", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,5000}>")
_CODE = re.compile(r"<(/?(?:script|style))\b[^<>]{0,5000}>", re.IGNORECASE)
_WANTS_SCRIPTS = re.compile(r"java ?script|cookies?|navigateur", re.IGNORECASE)
_SHORT, _TOO_SHORT = 300, 20  # characters: a message of the site, no text at all
_HEAD_PARAGRAPHS, _BYLINE_CHARS = 3, 120
_AS_TEXT = "save the text of the page as .txt"
_NO_TEXT = (
    "no article text in this page",
    "save it once the browser shows the article, or paste its text into a .txt file",
)


def read_html(source: Source, article_id: str, limits: Limits) -> Article:
    """One article from a web page; its text is the headline and the body that were found in it.

    Raises
    ------
    ReadError
        The page is too large, nested too deeply, or holds no text of an article.
    """
    data = source.load(limits.html_bytes)
    page, warning = decode(data, declared=declared_encoding(data))
    page = writable(page.replace("\x00", ""))
    check_elements(page, limits)
    found = _extract(page)
    fields = {**_fields(found, page), **{name: value for name, value in source.row.items() if value}}
    text, body = lay_out(fields.get("title", ""), writable(found.text or ""))
    if _is_empty(found.text or ""):
        raise ReadError(*_NO_TEXT)
    given = "given" if parse_published(source.row.get("published", "")) else "metadata"
    article = make_article(fields, text, source, article_id, warning=warning, given=given)
    return _extracted(article, body)


def _extracted(article: Article, body: tuple[int, int]) -> Article:
    from dataclasses import replace

    return replace(article, extracted=True, body=body)


def declared_encoding(data: bytes) -> str:
    """The encoding that a page names in its first bytes; empty when it names none."""
    found = _CHARSET.search(data, 0, 4096) or _XML_ENCODING.search(data, 0, 200)
    name = found[1].decode("ascii").lower() if found else ""
    return "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name  # as browsers do


def check_elements(page: str, limits: Limits) -> None:
    """Refuse a page whose elements are too many or nested too deeply: parsing it would take all memory, or minutes.

    Raises
    ------
    ReadError
        It is one of these.
    """
    tags = depth = deepest = 0
    for tag in _TAG.finditer(page):
        tags += 1
        if not tag["open_ended"]:
            depth = depth - 1 if tag["end"] else depth + 1
            deepest = max(deepest, depth)
            depth = max(depth, 0)
    if deepest > limits.html_depth:
        raise ReadError(f"its elements are nested {deepest} deep, more than {limits.html_depth}", _AS_TEXT)
    if tags > limits.html_tags:
        raise ReadError(f"{tags} tags in one page, more than {limits.html_tags}", _AS_TEXT)


def _extract(page: str) -> Any:
    import trafilatura

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told by the failure
    try:
        found = trafilatura.bare_extraction(
            page, include_comments=False, include_tables=False, with_metadata=True, date_extraction_params=_DATES
        )
    except Exception as error:  # lxml and trafilatura let many kinds through on broken pages
        raise ReadError(f"the page cannot be parsed: {error}", _AS_TEXT) from None
    if found is None:
        raise ReadError(*_NO_TEXT)
    return found


# Not the extensive search: it takes any date of the page, were it that of an event or of a copyright notice.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


def _is_empty(body: str) -> bool:
    """Whether a page held no article: nothing, or only the request to allow scripts."""
    return len(body) < _TOO_SHORT or (len(body) < _SHORT and bool(_WANTS_SCRIPTS.search(body)))


def _fields(found: Any, page: str) -> dict[str, str]:
    names = {"title": "title", "author": "author", "publisher": "sitename", "url": "url", "published": "date"}
    fields = {name: str(getattr(found, attribute) or "") for name, attribute in names.items()}
    fields["published"] = fields["published"] or announced(_visible(page))
    return fields


def _visible(page: str) -> list[str]:
    """The words of a page between its tags, scripts and styles left out."""
    pieces = _CODE.split(page)  # text, tag, text, tag …
    texts = (pieces[at] for at in range(0, len(pieces), 2) if at == 0 or pieces[at - 1].startswith("/"))
    shown = _MARKUP.split(_INLINE.sub(" ", "\n".join(texts)))
    return [html.unescape(line.strip()) for line in shown if line.strip()]


def lay_out(title: str, body: str) -> tuple[str, tuple[int, int]]:
    """The article's text and where its body stands in it.

    A line such as « AFP, publié le lundi 3 mars 2014 à 12h00 » among the first ones comes first, outside the body.

    >>> text, (start, end) = lay_out("Un prêt de 40 millions", "Publié le 5 mars 2019\\n\\nL'État prête à Ascoval.")
    >>> text[start:end]
    "Un prêt de 40 millions\\n\\nL'État prête à Ascoval."
    """
    paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
    byline = next((at for at, line in enumerate(paragraphs[:_HEAD_PARAGRAPHS]) if _is_byline(line)), None)
    head = [paragraphs.pop(byline)] if byline is not None else []
    if title and (not paragraphs or paragraphs[0] != title):
        paragraphs.insert(0, title)
    start = sum(len(line) + 2 for line in head)
    text = "\n\n".join(head + paragraphs)
    return text, (start, len(text))


def _is_byline(line: str) -> bool:
    return len(line) <= _BYLINE_CHARS and bool(from_text(line))
