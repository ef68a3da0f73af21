"""The output folder: one run at a time, all of its files or none."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.run import output


def write_run(folder: Path, content: str, *names: str) -> None:
    with output.staged(folder) as part:
        for name in names or ("funding.csv",):
            (part / name).parent.mkdir(exist_ok=True)
            (part / name).write_text(content, encoding="utf-8")


def files(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(params=["exchange", "file by file"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to publish."""
    if request.param == "file by file":

        def refuse(a: Path, b: Path) -> None:
            raise OSError(errno.EBUSY, "mount point")

        monkeypatch.setattr(output, "_exchange", refuse)


def test_a_new_folder_appears_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with output.staged(out) as part:
        (part / "funding.csv").write_text("x", encoding="utf-8")
        assert not out.exists()
    assert files(tmp_path) == {"out/funding.csv": "x"}


@pytest.mark.usefixtures("way")
def test_a_second_run_replaces_all_files_and_leaves_no_other(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(out, "old", "funding.csv", "funding.parquet", "texts/a.txt")
    write_run(out, "new", "funding.csv", "texts/b.txt")
    assert files(tmp_path) == {"out/funding.csv": "new", "out/texts/b.txt": "new"}


@pytest.mark.usefixtures("way")
def test_files_of_the_user_stay(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(out, "old")
    (out / "corrections.csv").write_text("mine", encoding="utf-8")
    (out / "notes").mkdir()
    (out / "notes" / "n.txt").write_text("mine", encoding="utf-8")
    write_run(out, "new")
    assert files(tmp_path) == {"out/corrections.csv": "mine", "out/funding.csv": "new", "out/notes/n.txt": "mine"}


@pytest.mark.usefixtures("way")
def test_a_run_that_fails_leaves_the_former_outputs(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(out, "old")
    with pytest.raises(output.OutputError, match="the former tables are untouched"):
        write_run(out, "half", "funding.csv", "no/such/folder/amounts.csv")
    assert files(tmp_path) == {"out/funding.csv": "old"}


def test_a_disk_that_fills_up_while_files_move_leaves_the_former_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_run(out, "old", "amounts.csv", "funding.csv")
    moved: list[Path] = []

    def move(source: Path, target: Path) -> None:
        if moved:
            raise OSError(errno.ENOSPC, "No space left on device")
        moved.append(target)
        os.rename(source, target)

    monkeypatch.setattr(output, "_swap", lambda a, b: (_ for _ in ()).throw(OSError(errno.EBUSY, "busy")))
    monkeypatch.setattr(output.shutil, "move", move)
    with pytest.raises(output.OutputError, match="No space left on device; the former tables are untouched"):
        write_run(out, "new", "amounts.csv", "funding.csv")
    assert files(tmp_path) == {"out/amounts.csv": "old", "out/funding.csv": "old"}


def test_what_a_killed_run_left_behind_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".out.part"
    left.mkdir()
    (left / "funding.csv").write_text("half", encoding="utf-8")
    write_run(tmp_path / "out", "new")
    assert files(tmp_path) == {"out/funding.csv": "new"}


def test_where_the_folder_above_is_closed_all_happens_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write_run(out, "old")
    monkeypatch.setattr(output.os, "access", lambda path, mode: False)
    with output.locked(out):
        assert [p.name for p in out.glob(".*")] == [".out.lock"]
        write_run(out, "new")
    assert files(tmp_path) == {"out/funding.csv": "new"}


def test_the_folder_that_one_works_in_is_never_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run(tmp_path / "out", "old")
    monkeypatch.chdir(tmp_path / "out")
    write_run(Path("."), "new")
    assert files(Path(".")) == {"funding.csv": "new"}


# --------------------------------------------------------------------------- lock

HOLD = """
import sys
from pathlib import Path
from pipeline.run import output
with output.locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder ``out``."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "out")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_two_runs_into_one_folder_exclude_each_other(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    message = rf"another run writes there \(process {holder.pid} on "
    with pytest.raises(output.OutputError, match=message), output.locked(tmp_path / "out"):
        pass


def test_the_lock_of_a_killed_run_stops_nobody(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with output.locked(tmp_path / "out"):
        assert (tmp_path / ".out.lock").exists()
    assert not (tmp_path / ".out.lock").exists()


def test_a_lock_file_from_elsewhere_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / ".out.lock").write_text("not json", encoding="utf-8")
    with output.locked(tmp_path / "out"):
        pass


def test_an_output_below_a_file_is_refused_with_its_cause(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(output.OutputError, match="cannot be written"), output.locked(tmp_path / "file" / "out"):
        pass
