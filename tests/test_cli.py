"""The command line: what it prints, where, and its exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.tables import read

BREST = "La région Bretagne a versé 3 millions d'euros à la ville de Brest le 4 mars 2021."
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)


def invoke(*args: str | Path, stdin: str | None = None) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a command."""
    result = CliRunner().invoke(app, [str(a) for a in args], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command: str) -> None:
    status, out, _ = invoke(command, "--help")
    assert status == 0
    assert f"Example: quifinance {command} " in " ".join(out.split())


def test_the_help_loads_nothing_heavy() -> None:
    heavy = {"spacy", "pandas", "numpy", "duckdb", "trafilatura"}
    code = f"import sys, pipeline.cli; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_version() -> None:
    assert invoke("--version")[:2] == (0, "quifinance 0.1.0\n")


# --------------------------------------------------------------------------- run


def test_a_run_prints_its_counts_and_where_to_look(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    status, out, err = invoke("run", jsonl(BREST), "--output", tmp_path / "out", "--jobs", "1")
    assert (status, err) == (0, "")
    assert "articles" in out
    assert f"Look next: {tmp_path / 'out' / 'funding.csv'}" in out.replace("\n", "")
    assert len(list((tmp_path / "out").glob("*.csv"))) == 9


def test_quiet_says_nothing(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    assert invoke("run", jsonl(BREST), "--output", tmp_path / "out", "--jobs", "1", "--quiet") == (0, "", "")


BAD_INPUTS: dict[str, tuple[str, bytes, str]] = {
    "empty file": ("a.txt", b"", "a.txt: "),
    "binary file": ("a.txt", bytes(range(256)) * 8, "a.txt: "),
    "line that is not JSON": ("a.jsonl", b'{"id": "a", "text": "Brest."}\nnot json\n', "a.jsonl, line 2: "),
    "CSV without text": ("a.csv", b"id,total\n1,Brest\n", "a.csv, line 1: "),
    "date that is none": ("a.jsonl", b'{"id": "a", "text": "Brest.", "published": "hier"}\n', "a.jsonl, line 1: "),
}


@pytest.mark.parametrize(("name", "content", "message"), BAD_INPUTS.values(), ids=BAD_INPUTS.keys())
def test_bad_input_is_named_and_the_rest_goes_on(
    name: str, content: bytes, message: str, jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    bad = tmp_path / "bad" / name
    bad.parent.mkdir()
    bad.write_bytes(content)
    status, _, err = invoke("run", bad, jsonl(BREST), "--output", tmp_path / "out", "--jobs", "1", "--quiet")
    assert status == 1
    assert f"quifinance: {bad.parent}/{message}" in err
    from pipeline.records import ArticleRow

    rows = read(tmp_path / "out", ArticleRow)
    assert "a0" in {row.article_id for row in rows if not row.warning}
    assert any(row.warning for row in rows)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    status, _, err = invoke("run", tmp_path / "nowhere", "--output", tmp_path / "out", "--quiet")
    assert status == 1
    assert "nowhere: no such file or folder (check the path)" in err


@pytest.mark.parametrize(
    "args",
    [
        ["--tables", "money"],
        ["--jobs", "-1"],
        ["--format", "xml"],
        ["--no-such-option"],
        ["--corrections", "nowhere.csv"],
    ],
    ids=lambda args: args[0],
)
def test_unusable_arguments_end_with_2(args: list[str], tmp_path: Path, jsonl: Callable[..., Path]) -> None:
    status, out, err = invoke("run", jsonl(BREST), "--output", tmp_path / "out", *args)
    assert (status, out) == (2, "")
    assert err


def test_the_log_is_json_lines(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    invoke(
        "run",
        jsonl(BREST),
        tmp_path / "no",
        "--output",
        tmp_path / "out",
        "--jobs",
        "1",
        "--log",
        tmp_path / "log",
        "-q",
    )
    entries = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [e["event"] for e in entries] == ["run started", "input failed", "run finished"]
    assert entries[-1]["counts"]["articles"] == 2


def test_a_log_that_cannot_be_written_is_refused(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    status, _, err = invoke("run", jsonl(BREST), "--output", tmp_path / "out", "--log", tmp_path / "no" / "log")
    assert (status, "No such file" in err) == (2, True)


# --------------------------------------------------------------------------- extract


def test_extract_prints_the_events() -> None:
    status, out, _ = invoke("extract", BREST)
    assert status == 0
    shown = " ".join(out.split())  # a narrow terminal breaks the cells
    assert "3 000 000" in shown
    assert "EUR" in shown


def test_extract_gives_json_from_standard_input() -> None:
    status, out, _ = invoke("extract", "-", "--json", "--published", "2021-03-05", stdin=BREST)
    found = json.loads(out)
    assert status == 0
    assert found["articles"][0]["published"] == "2021-03-05"
    assert [row["value"] for row in found["amounts"]] == ["3000000"]


def test_extract_says_when_there_is_nothing() -> None:
    assert "No funding event found." in invoke("extract", "Il pleut sur Brest.")[1]


def test_extract_refuses_a_date_that_is_none() -> None:
    status, _, err = invoke("extract", BREST, "--published", "hier")
    assert (status, "published is 'hier'" in err) == (2, True)


# --------------------------------------------------------------------------- looking at outputs


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a run over one sentence."""
    folder = tmp_path_factory.mktemp("looked-at")
    source = folder / "a.jsonl"
    source.write_text(json.dumps({"id": "a0", "text": BREST, "published": "2021-03-05"}) + "\n", encoding="utf-8")
    assert invoke("run", source, "--output", folder / "out", "--jobs", "1", "--cache", folder / "kept", "-q")[0] == 0
    return folder / "out"


def test_query_answers(output: Path) -> None:
    status, out, _ = invoke("query", output, "select text, value from amounts")
    assert status == 0
    assert "3 millions d'euros" in out
    assert "3000000" in out


def test_check_and_report_and_export(output: Path) -> None:
    assert invoke("check", output)[0] == 0
    assert invoke("report", output)[1] == f"Written: {output / 'report.html'}\n"
    status, out, _ = invoke("export", output, "--standard", "360giving", "--to", output.parent / "grants.json")
    assert (status, (output.parent / "grants.json").exists()) == (0, True)
    assert "rows in 360giving" in out


def test_a_picture_needs_a_browser(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.report.photo.BROWSERS", ())
    status, _, err = invoke("report", output, "--picture", output.parent / "report.png")
    assert (status, "no Chromium found" in err) == (2, True)


def test_explain_shows_what_was_weighed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BREST + " L'usine coûte 9 millions d'euros par an.", encoding="utf-8")
    status, out, _ = invoke("explain", tmp_path / "a.txt")
    assert status == 0
    assert "3 millions d'euros" in out
    assert "9 millions d'euros" in out
    assert "3 millions d'euros" not in invoke("explain", tmp_path / "a.txt", "--amount", "2")[1]


def test_explain_refuses_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BREST, encoding="utf-8")
    assert invoke("explain", tmp_path / "a.txt", "--amount", "9")[0] == 2
    status, _, err = invoke("explain", tmp_path / "b.txt")
    assert (status, "no such file" in err) == (2, True)


def test_evaluate_prints_figures(output: Path, tmp_path: Path) -> None:
    amount = {"text": "3 millions d'euros", "value": 3e6, "min": None, "max": None, "currency": "EUR"}
    gold = {"id": "a0", "text": BREST, "amounts": [amount], "dates": [], "entities": [], "funding": []}
    (tmp_path / "a0.json").write_text(json.dumps(gold), encoding="utf-8")
    status, out, _ = invoke("evaluate", tmp_path, output, "--errors")
    assert status == 0
    assert "amounts 1.000 1.000 1.000 1/0/0" in " ".join(out.split())
    assert "a0 dates: wrong ('2021-03-04', '2021-03-04')" in out


def test_train_writes_weights(tmp_path: Path) -> None:
    gold = Path(__file__).parent / "gold" / "seeds"
    status, out, _ = invoke("train", gold, "--to", tmp_path / "weights")
    assert status == 0
    assert f"Written: {tmp_path / 'weights'}" in out
    assert {p.name for p in (tmp_path / "weights").iterdir()} >= {"event.json", "payer.json", "recipient.json"}


def test_train_refuses_a_folder_without_gold(tmp_path: Path) -> None:
    status, _, err = invoke("train", tmp_path)
    assert (status, "no gold in it" in err) == (2, True)


@pytest.mark.parametrize(
    "args",
    [["query", "select 1"], ["check"], ["report"], ["evaluate"], ["export", "--standard", "ocds"]],
    ids=lambda args: args[0],
)
def test_a_folder_without_tables_is_refused(args: list[str], tmp_path: Path) -> None:
    status, _, err = invoke(args[0], tmp_path, *args[1:], *([tmp_path] if args[0] == "evaluate" else []))
    assert (status, str(tmp_path) in err) == (2, True)
