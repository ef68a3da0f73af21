"""One article's tables as bytes and back: what leaves a worker process, and what is kept between runs.

JSON of the tables' own cells, compressed. Nothing in it is executed when it is read, unlike a pickle.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from pipeline.records import (
    AmountRow,
    Article,
    ArticleRow,
    ArticleTables,
    DateRow,
    EntityRow,
    FundingRow,
    SkippedRow,
    StakeRow,
)
from pipeline.tables import from_cells, to_cells

# The tables that one article contributes rows to, by their field in ArticleTables.
PER_ARTICLE: dict[str, Any] = {
    "skipped": SkippedRow,
    "entities": EntityRow,
    "amounts": AmountRow,
    "dates": DateRow,
    "funding": FundingRow,
    "stakes": StakeRow,
}


def pack(tables: ArticleTables) -> bytes:
    """The bytes of one article's tables; `unpack` is the inverse."""
    cells = {name: [to_cells(row) for row in getattr(tables, name)] for name in PER_ARTICLE}
    head = {"article": to_cells(tables.article), "source": tables.source, "extracted": tables.extracted}
    head |= {"fingerprint": tables.fingerprint, "on_funding": tables.on_funding}
    return _compress({**head, "warnings": tables.warnings, "rows": cells})


def unpack(blob: bytes, only: Collection[str] = PER_ARTICLE) -> ArticleTables:
    """The tables behind `pack`'s bytes; those that are not in ``only`` are left empty."""
    data = _expand(blob)
    rows = {name: tuple(from_cells(PER_ARTICLE[name], cells) for cells in data["rows"][name]) for name in only}
    return ArticleTables(
        from_cells(ArticleRow, data["article"]),
        data["source"],
        data["extracted"],
        warnings=tuple(data["warnings"]),
        fingerprint=data["fingerprint"],
        on_funding=data["on_funding"],
        **rows,
    )


def pack_article(article: Article) -> bytes:
    """An article as bytes, for a worker process and for the key of its kept result."""
    return _compress(asdict(article))


def unpack_article(blob: bytes) -> Article:
    """The article behind `pack_article`'s bytes."""
    data = _expand(blob)
    body = data.pop("body")
    return Article(body=tuple(body) if body else None, **data)


def _compress(value: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), 1)


def _expand(blob: bytes) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(zlib.decompress(blob))
    return data
