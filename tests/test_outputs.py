"""``outputs/`` holds what a run over ``seeds/`` writes today; after a change that moves rows it is made again."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parents[1]
REMEDY = "make run, then commit outputs/"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but run.json, which tells when and how long, and the lock of a run."""
    files = (
        path for path in folder.rglob("*") if path.is_file() and path.name != "run.json" and path.suffix != ".lock"
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    place = tmp_path_factory.mktemp("seeds")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        result = pipeline.run("seeds", place / "outputs", cache=place / "kept", jobs=1)
    assert result.exit_status == 0
    return contents(place / "outputs")


def test_the_same_files_are_there(today: dict[str, bytes]) -> None:
    assert sorted(contents(ROOT / "outputs")) == sorted(today), REMEDY


def test_no_file_is_stale(today: dict[str, bytes]) -> None:
    kept = contents(ROOT / "outputs")
    assert [name for name in sorted(today) if kept.get(name) != today[name]] == [], REMEDY
