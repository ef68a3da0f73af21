"""Puts the page together: template, style, scripts, data, and the policy that keeps everything else out."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from pipeline.records import ArticleRow, FundingRow, LedgerRow
from pipeline.report.gather import Gathered, gather
from pipeline.report.pack import packed, safe_json, text_block

NAME = "report.html"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_ASSETS = resources.files("pipeline.report").joinpath("assets")


def write(output_dir: Path, sources: Mapping[str, str] | None = None) -> Path:
    """Write ``report.html`` into ``output_dir`` from the tables that stand there.

    Parameters
    ----------
    output_dir
        The output folder of a run, with ``funding.csv`` and ``articles.csv``; the other tables add to the page.
    sources
        ``article_id`` → source text, for the articles whose text is not in ``output_dir/texts``. It is asked for one
        article at a time, so that it may read lazily; an article without text shows its evidence alone.

    Returns
    -------
    Path
        The file written. The same tables and texts give the same bytes.

    Raises
    ------
    pipeline.tables.TableError
        A needed table is missing, or holds a cell that its column does not allow.

    Examples
    --------
    >>> write(Path("outputs"), {"a1": "L'État a versé 75 millions d'euros à Cloudwatt."})  # doctest: +SKIP
    PosixPath('outputs/report.html')
    """
    output_dir = Path(output_dir)
    target = output_dir / NAME
    html = page(gather(output_dir, sources or {}))
    part = target.with_suffix(".html.part")
    part.write_text(html, encoding="utf-8", newline="\n")
    os.replace(part, target)
    return target


def page(content: Gathered) -> str:
    """The whole page as text."""
    script, style = scripts(), style_sheet()
    texts_type, texts = text_block(content.texts)
    slots = {
        "policy": policy(script, style),
        "style": style,
        "script": script,
        "labels": safe_json(json.loads(asset("labels.json"))),
        "rows": safe_json(_tables(content)),
        "texts_type": texts_type,
        "texts": texts,
    }
    # One pass over the template: a title that holds {{script}} is never filled in turn.
    return _SLOT.sub(lambda slot: slots[slot[1]], asset("page.html"))


def _tables(content: Gathered) -> dict[str, object]:
    funding = packed(FundingRow, content.funding)
    return {
        "funding": funding,
        "articles": packed(ArticleRow, content.articles),
        "ledger": packed(LedgerRow, content.ledger),
        "total_rows": content.total_rows,
        "total_articles": content.total_articles,
        # Review marks are kept in the browser under this name, so that two reports do not share them.
        "fingerprint": hashlib.sha256(safe_json(funding).encode()).hexdigest()[:16],
    }


def policy(script: str, style: str) -> str:
    """The content security policy: this script and this style by their hashes, and nothing else from anywhere."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def asset(name: str) -> str:
    """The text of a file of the page."""
    return _ASSETS.joinpath(name).read_text(encoding="utf-8")


def scripts() -> str:
    """All scripts in the order of their names, in one scope of their own."""
    return '"use strict";\n(() => {\n' + _joined(".js") + "})();\n"


def style_sheet() -> str:
    """All style sheets in the order of their names, the light and the dark colours filled in wherever they hold."""
    return _SLOT.sub(lambda slot: asset(f"colours/{slot[1]}.css").rstrip(), _joined(".css"))


def _joined(suffix: str) -> str:
    names = sorted(entry.name for entry in _ASSETS.iterdir() if entry.name.endswith(suffix))
    return "\n".join(asset(name) for name in names)
