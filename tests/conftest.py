"""What all tests share: kept results and outputs go to temporary folders, never to the user's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import floors
import pytest

# As the command line does, before linear algebra is loaded: many threads on small matrices only wait for each other.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

SHARED = Path(__file__).parents[1].parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("accuracy", "floors of tests/gold/floors.json and cases of tests/cases/relations_exact.txt")
    group.addoption("--raise-floors", action="store_true", help="lift floors to what is measured; lower none")
    group.addoption("--remeasure", action="store_true", help="set floors and exact cases to what is measured")


@pytest.fixture(scope="session")
def gate(request: pytest.FixtureRequest) -> floors.Gate:
    """Floors under the figures; the flags of the session say whether they may move."""
    option = request.config.getoption
    return floors.Gate(up=option("--raise-floors"), down=option("--remeasure"))


@pytest.fixture(scope="session")
def _cache_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("kept")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_cache(_cache_names: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIFINANCE_CACHE", str(next(_cache_names)))  # most tests never make it


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material beside the repository; tests that measure on it are skipped without it."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: the reference material is needed")
    return SHARED


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Writes articles to a .jsonl file: texts, or dicts with the fields of an article."""

    def write(*articles: str | dict[str, str], name: str = "articles.jsonl") -> Path:
        path = tmp_path / name
        rows = [{"id": f"a{i}", "text": a} if isinstance(a, str) else a for i, a in enumerate(articles)]
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write
