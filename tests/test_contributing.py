"""« Where do I change X? » leads to files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:pipeline|tests/cases|tests/test_|tests/gold/seeds)[\w/.*]*)`", PAGE)))
LINKED = sorted(set(re.findall(r"\]\(([^)#:]+)\)", PAGE)))


@pytest.mark.parametrize("pattern", NAMED + LINKED)
def test_path_exists(pattern: str) -> None:
    assert any(ROOT.glob(pattern.rstrip("/")))


def test_the_table_names_every_room() -> None:
    rooms = {path.name for path in (ROOT / "pipeline").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    named = {path.split("/")[1] for path in NAMED if path.startswith("pipeline/")}
    assert rooms - {"lexicon"} <= named
