"""What README.md shows runs: its commands and its Python, in order, in one folder, on two seed articles."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.records import ROW_TYPES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
FIGURES = re.compile(r"<!-- figures: .*?-->\n(.*?)<!-- /figures -->", re.S)


@dataclass(frozen=True)
class Step:
    """One command with the output shown below it, or one block of Python."""

    kind: str
    source: str
    shown: str = ""

    def __str__(self) -> str:
        return self.source.strip().partition("\n")[0][:60]


def steps() -> Iterator[Step]:
    for kind, block in re.findall(r"^```(console|python)\n(.*?)^```", README, re.S | re.M):
        if kind == "python":
            yield Step(kind, block)
        else:
            for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n?)*)", block, re.M):
                yield Step(kind, command, shown)


STEPS = list(steps())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the README speaks of: a few articles, and the project's own seeds and gold."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "press").mkdir()
    for name in ("breve-theatre.txt", "cloudwatt-naissance.txt"):
        shutil.copy(ROOT / "seeds" / name, folder / "press")
    for name in ("outputs", "tests"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(scope="module")
def scope() -> dict[str, object]:
    """The names that one block of Python leaves to the next."""
    return {}


def run_command(line: str) -> tuple[int, str]:
    spoken = re.match(r'echo "(.*)" \| (.*)', line)
    words = shlex.split(spoken[2] if spoken else line)
    assert words[0] == "quifinance"
    environment = {"COLUMNS": "100", "TERMINAL_WIDTH": "100"}
    result = CliRunner().invoke(app, words[1:], input=spoken[1] if spoken else None, env=environment)
    return result.exit_code, result.stdout


def without_scores(text: str) -> list[list[str]]:
    """Words of each line; the confidence, which a new training moves, left out."""
    lines = [re.sub(r"\b[01]\.\d\d\b", "", line).split() for line in text.splitlines()]
    return [line for line in lines if line and not set("".join(line)) <= {"─"}]


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_it_runs_as_shown(step: Step, place: Path, scope: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    if step.kind == "python":
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(step.source, "README.md", "exec"), scope)
        return
    status, said = run_command(step.source)
    assert status == 0
    assert said.strip()
    if step.shown.strip():
        assert without_scores(said) == without_scores(step.shown)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name: str) -> None:
    assert re.search(rf"^(?:\$ )?(?:echo .* \| )?quifinance {name} ", README, re.M)


@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda row_type: row_type.TABLE)
def test_every_table_is_named(row_type: type) -> None:
    assert f"| `{row_type.TABLE}.csv` |" in README  # type: ignore[attr-defined]


@pytest.mark.parametrize("option", sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))))
def test_options_exist(option: str) -> None:
    known = {spelling for command in COMMANDS.values() for parameter in command.params for spelling in parameter.opts}
    assert option in known | {"--help"}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)", README))))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).is_file()


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)\b", README, re.M))
    assert {"run", "test"} <= targets
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, re.M))


def test_make_run_and_make_test_come_first() -> None:
    assert README.index("make run") < README.index("make test") < README.index("pip install")


def test_figures_are_those_beside_the_gold() -> None:
    beside = (ROOT / "tests" / "gold" / "README.md").read_text(encoding="utf-8")
    assert FIGURES.findall(README) == FIGURES.findall(beside)
    assert len(FIGURES.findall(README)) == 1
