"""The notebooks run from a clean clone, and hold no logic of their own."""

from __future__ import annotations

import ast
import os
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the notebook tools warn of their own plans, at import and while they run
    nbclient = pytest.importorskip("nbclient", reason="the notebooks need: pip install -e '.[dev]'")
    nbformat = pytest.importorskip("nbformat")

by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_all_three_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["explore", "new_articles", "quality"]


@by_name
def test_defines_no_logic(path: Path) -> None:
    for source in code(nbformat.read(path, as_version=4)):
        kinds = {type(node) for node in ast.walk(ast.parse(source))}
        assert not kinds & {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.While, ast.Try}


@by_name
def test_is_kept_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    assert not re.search(r"/home/|/Users/|/work/|[A-Z]:\\\\", path.read_text(encoding="utf-8"))


@by_name
@pytest.mark.filterwarnings("ignore")
def test_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIFINANCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    shown = [output.output_type for cell in notebook.cells for output in cell.get("outputs", [])]
    assert "execute_result" in shown or "display_data" in shown
