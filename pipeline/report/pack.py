"""Data for a page: JSON that no HTML parser can mistake for markup, compressed when it is large."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterable
from typing import Any

from pipeline import tables

PLAIN_LIMIT = 1_500_000  # characters; up to here the texts stay readable with any editor
_ESCAPES = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def safe_json(value: Any) -> str:
    """``value`` as JSON for a ``<script>`` element: none of ``< > &`` or the line ends that scripts know is left.

    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD, so that offsets stay.

    >>> safe_json({"titre": "L'État </script> prête"})
    '{"titre":"L\\'État \\\\u003c/script\\\\u003e prête"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return _SURROGATE.sub("\ufffd", text)


def packed(row_type: type[tables.Record], rows: Iterable[tables.Record]) -> dict[str, Any]:
    """A table as ``{"columns": […], "rows": [[…]]}``, cells as in the CSV but without the guard against formulas."""
    return {
        "columns": list(tables.columns(row_type)),
        "rows": [[tables.unguard(cell) for cell in tables.to_cells(row)] for row in rows],
    }


def text_block(entries: list[dict[str, Any]]) -> tuple[str, str]:
    """Type and content of the ``<script>`` element that holds the texts: JSON, or its gzip in base64 when large."""
    content = safe_json(entries)
    if len(content) <= PLAIN_LIMIT:
        return "application/json", content
    return "application/gzip", base64.b64encode(gzip.compress(content.encode(), 6, mtime=0)).decode("ascii")
