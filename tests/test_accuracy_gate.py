"""The accuracy gate: no figure of a full run over gold falls below its floor in tests/gold/floors.json."""

from __future__ import annotations

import json
from pathlib import Path

import floors
import pytest

import pipeline
from pipeline import evaluate

ROOT = Path(__file__).parents[1]
GOLD = {
    "seeds": ROOT / "tests" / "gold" / "seeds",
    "dev": ROOT.parent / "shared" / "eval" / "dev",
    "articles": ROOT.parent / "shared" / "eval" / "articles",
}


def articles_of(gold: Path, folder: Path) -> Path:
    """The passages of a gold folder as articles to read."""
    path = folder / "articles.jsonl"
    keys = ("id", "text", "published", "source", "url")
    with path.open("w", encoding="utf-8") as out:
        for passage in evaluate.load_gold(gold):
            out.write(json.dumps({k: passage.gold.get(k) or "" for k in keys}, ensure_ascii=False) + "\n")
    return path


@pytest.mark.parametrize("name", GOLD)
def test_no_figure_falls_below_its_floor(name: str, gate: floors.Gate, tmp_path: Path) -> None:
    gold = GOLD[name]
    if not gold.is_dir():
        pytest.skip(f"{gold} is not there: this part of the gate needs it")
    inputs = ROOT / "seeds" if name == "seeds" else articles_of(gold, tmp_path)
    result = pipeline.run([inputs], tmp_path / "out", jobs=1)
    assert not result.failures
    figures = {n: f.f1 for n, f in evaluate.evaluate(gold, tmp_path / "out").figures.items()}
    assert gate.check(name, floors.hash_of(gold.glob("*.json")), figures) == []


# --------------------------------------------------------------------------- the gate itself


@pytest.fixture
def held(tmp_path: Path) -> floors.Gate:
    made = floors.Gate(tmp_path / "floors.json", up=True)
    assert made.check("g", "h", {"event": 0.8, "row": 0.4}) == []
    return floors.Gate(made.path)


def stored(gate: floors.Gate) -> dict[str, float]:
    kept: dict[str, float] = json.loads(gate.path.read_text(encoding="utf-8"))["g"]["floors"]
    return kept


def test_floors_stand_just_below_the_figures(held: floors.Gate) -> None:
    assert stored(held) == {"event": 0.795, "row": 0.395}


@pytest.mark.parametrize(
    ("gold", "figures", "fault"),
    [
        ("h", {"event": 0.7, "row": 0.4}, "event is 0.7000, its floor 0.795"),
        ("h", {"event": 0.8}, "row is 0.0000, its floor 0.395"),
        ("h", {"event": 0.8, "row": 0.4, "when": 0.5}, "when has no floor"),
        ("other", {"event": 0.8, "row": 0.4}, "the gold is not the one"),
    ],
    ids=["lower", "gone", "new", "gold changed"],
)
def test_a_fault_is_named(gold: str, figures: dict[str, float], fault: str, held: floors.Gate) -> None:
    assert [fault in line for line in held.check("g", gold, figures)] == [True]


def test_a_measurement_without_floors_fails(held: floors.Gate) -> None:
    assert held.check("new", "h", {"event": 1.0}) == ["new: no floors in floors.json (measure with --raise-floors)"]


def test_raising_lowers_nothing(held: floors.Gate) -> None:
    faults = floors.Gate(held.path, up=True).check("g", "h", {"event": 0.9, "row": 0.3})
    assert stored(held) == {"event": 0.895, "row": 0.395}
    assert len(faults) == 1


def test_lowering_takes_its_own_flag(held: floors.Gate) -> None:
    assert floors.Gate(held.path, down=True).check("g", "h2", {"event": 0.7, "row": 0.3}) == []
    assert stored(held) == {"event": 0.695, "row": 0.295}


@pytest.mark.parametrize("content", ["{", "[]", '{"g": {"floors": {}}}'], ids=["not json", "a list", "no hash"])
def test_a_malformed_file_of_floors_fails(content: str, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"floors\.json: "):
        floors.Gate(path).check("g", "h", {})


@pytest.mark.parametrize("change", ["text", "name"])
def test_the_hash_covers_names_and_contents(change: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}", encoding="utf-8")
    before = floors.hash_of([path])
    if change == "text":
        path.write_text("{ }", encoding="utf-8")
    else:
        path = path.rename(tmp_path / "b.json")
    assert floors.hash_of([path]) != before


def test_the_file_of_floors_is_whole() -> None:
    kept = json.loads(floors.FLOORS.read_text(encoding="utf-8"))
    assert set(kept) == {*GOLD, "cases"}
    assert all(len(entry["gold_sha256"]) == 64 and entry["floors"] for entry in kept.values())
