"""The column dictionary names every column of every table, in order, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.records import ROW_TYPES
from pipeline.tables import columns

PAGE = (Path(__file__).parents[1] / "docs" / "columns.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\.csv\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M))


def test_every_table_has_its_section() -> None:
    assert list(SECTIONS) == [row_type.TABLE for row_type in ROW_TYPES]


@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda row_type: row_type.TABLE)
def test_every_column_is_explained(row_type: type) -> None:
    lines = re.findall(r"^\| (`[^|]*`) \| (.+) \|$", SECTIONS[row_type.TABLE], re.M)
    named = [name for cell, _ in lines for name in re.findall(r"`(\w+)`", cell)]
    assert tuple(named) == columns(row_type)
    assert all(meaning.strip().endswith((".", "…")) for _, meaning in lines)
