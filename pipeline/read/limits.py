"""How much one input may weigh, and the errors that reading raises within this room."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what is read; sizes in bytes, texts in characters.

    ``article_bytes`` bounds a file that is one article. A table of articles may be longer, since it is read row by row:
    ``record_bytes`` bounds one line of it. The ``zip_`` bounds hold for what an archive unpacks to.
    """

    article_bytes: int = 50 * MEGABYTE
    article_chars: int = 1_000_000
    record_bytes: int = 20 * MEGABYTE
    sheet_bytes: int = 200 * MEGABYTE
    html_bytes: int = 20 * MEGABYTE
    html_tags: int = 50_000
    html_depth: int = 2_000
    pdf_pages: int = 300
    zip_members: int = 100_000
    zip_bytes: int = 2_000 * MEGABYTE
    zip_ratio: int = 200


DEFAULT_LIMITS = Limits()


class ReadError(Exception):
    """An input cannot be read: the cause, the remedy, and the line where that is known."""

    def __init__(self, cause: str, remedy: str = "", line: int | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy
        self.line = line
