"""The articles that the benches read: general news from ../shared when it is there, else the seeds over and over."""

from __future__ import annotations

import gzip
import json
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STREAM = ROOT.parent / "shared" / "stream" / "news.jsonl.gz"
Texts = list[dict[str, str]]


def articles(limit: int) -> Texts:
    """``limit`` articles with distinct ids and texts."""
    rows = list(islice(cycle(_stream() if STREAM.exists() else _seeds()), limit))
    return [row | {"id": f"n{i}", "text": f"{row['text']}\n\n({i})"} for i, row in enumerate(rows)]


def _stream() -> Texts:
    with gzip.open(STREAM, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _seeds() -> Texts:
    from pipeline.read import read
    from pipeline.records import Article

    found = (a for a in read([ROOT / "seeds"]) if isinstance(a, Article))
    return [{"id": a.article_id, "text": a.text, "published": a.published} for a in found]


def write(path: Path, rows: Texts) -> Path:
    """The articles as a .jsonl file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
