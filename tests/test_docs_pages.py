"""The pages under docs/: links lead somewhere, paths exist, commands and options are those of the command line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from pipeline.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@by_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text(page)):
        assert (page.parent / target).is_file(), target


@by_page
def test_paths_of_the_repository_exist(page: Path) -> None:
    for path in re.findall(r"`((?:pipeline|tests|notebooks|docs|seeds)/[\w./-]*)`", text(page)):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem == "howto-spacy"], ids=lambda page: page.stem)
def test_python_on_the_page_runs(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scope: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", text(page), re.S | re.M):
        exec(compile(block, page.name, "exec"), scope)
    said = capsys.readouterr().out
    assert "4 millions d'euros" in said
    assert "'2021'" in said
    assert "Caisse des dépôts" in said
    assert "mark" in str(scope["html"])


def commands() -> list[str]:
    lines = [line.strip() for page in PAGES for line in text(page).splitlines()]
    return sorted({line for line in lines if line.startswith("quifinance ")})


def test_there_are_commands() -> None:
    assert len(commands()) > 5


@pytest.mark.parametrize("line", commands())
def test_commands_and_options_are_those_of_the_command_line(line: str) -> None:
    _, name, *words = shlex.split(line)
    known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known
