"""Faults of the world around a run: a full disk, a folder that cannot be written, a kill, Ctrl-C."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fuzz.kills import children, is_worker, table_hashes

from pipeline import tables
from pipeline.run import OutputError, corpus, run

TEXT = "La région Bretagne verse 3 millions d'euros à la ville de Brest."
RAIN = " Il a encore plu sur la ville."


@pytest.fixture
def many(jsonl: Callable[..., Path]) -> Path:
    """Enough articles for two workers, and for a signal to come in the middle of them."""
    return jsonl(*[f"{TEXT} ({i}) {RAIN * 40}" for i in range(600)], name="many.jsonl")


@pytest.fixture
def start(many: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a run over many articles into ``out``, and waits until it is at work."""
    started: list[subprocess.Popen[str]] = []

    def run_many(source: Path = many) -> subprocess.Popen[str]:
        log = tmp_path / "log"
        command = [sys.executable, "-m", "pipeline", "run", str(source), "-o", str(tmp_path / "out"), "-j", "2"]
        # A shell lets what it starts in the background ignore Ctrl-C, and so would the run.
        former = signal.signal(signal.SIGINT, signal.default_int_handler)
        process = subprocess.Popen([*command, "--log", str(log)], stderr=subprocess.PIPE, text=True)
        signal.signal(signal.SIGINT, former)
        started.append(process)
        wait_until(lambda: len(children(process.pid)) >= 2)
        return process

    yield run_many
    for process in started:
        process.kill()
        process.communicate()


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def alive(processes: list[int]) -> bool:
    return any(Path(f"/proc/{process}").exists() for process in processes)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the workers")


@needs_proc
def test_ctrl_c_leaves_the_former_tables_and_no_process(
    start: Callable[..., subprocess.Popen[str]], jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    run(jsonl(TEXT), tmp_path / "out")
    before = table_hashes(tmp_path / "out")
    process = start()
    workers = children(process.pid)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted. The former tables are untouched" in err
    assert "Traceback" not in err
    assert table_hashes(tmp_path / "out") == before
    wait_until(lambda: not alive(workers))


@needs_proc
def test_a_killed_run_leaves_the_former_tables_and_no_process(
    start: Callable[..., subprocess.Popen[str]], jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    run(jsonl(TEXT), tmp_path / "out")
    before = table_hashes(tmp_path / "out")
    process = start()
    workers = children(process.pid)
    process.kill()
    process.wait()
    assert table_hashes(tmp_path / "out") == before
    wait_until(lambda: not alive(workers))
    run(jsonl(TEXT, f"{TEXT} Encore."), tmp_path / "out")  # neither lock nor leftovers stand in the way
    assert len(tables.read(tmp_path / "out", corpus.ArticleRow)) == 2
    assert not list(tmp_path.glob(".out.*"))


@needs_proc
def test_a_killed_worker_is_replaced_and_loses_no_article(
    start: Callable[..., subprocess.Popen[str]], jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    process = start(jsonl(*[f"{TEXT} ({i})" for i in range(100)], name="few.jsonl"))
    wait_until(lambda: any(map(is_worker, children(process.pid))))
    worker = next(filter(is_worker, children(process.pid)))
    os.kill(worker, signal.SIGKILL)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    rows = tables.read(tmp_path / "out", corpus.ArticleRow)
    assert len(rows) == 100
    assert {row.warning for row in rows} == {""}


# --------------------------------------------------------------------------- disks and folders


def test_a_disk_that_is_full_leaves_the_former_tables(
    jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(jsonl(TEXT), tmp_path / "out")
    before = table_hashes(tmp_path / "out")

    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tables.Writer, "add_all", full)
    with pytest.raises(OutputError, match=r"out: No space left on device; the former tables are untouched"):
        run(jsonl(f"{TEXT} Encore."), tmp_path / "out")
    assert table_hashes(tmp_path / "out") == before


def mount(*options: str) -> bool:
    """Whether the system mounts that."""
    try:
        return subprocess.run(["mount", *options], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)):
        pytest.skip("a small file system cannot be mounted here (it takes root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("place", ["out", "."], ids=["below the mount", "the mount itself"])
def test_a_small_disk_that_fills_up_keeps_the_former_tables(
    place: str, small_disk: Path, jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    out = small_disk / place
    run(jsonl(TEXT), out)
    before = table_hashes(out)
    big = jsonl(*[{"id": f"b{i}", "text": f"{i}" + RAIN * 2000} for i in range(60)], name="big.jsonl")
    with pytest.raises(OutputError, match="No space left on device"):
        run(big, out, tables="funding")
    assert table_hashes(out) == before


def test_kept_results_on_a_full_disk_cost_time_only(
    small_disk: Path, jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    (small_disk / "filling").write_bytes(b"x" * (900 * 1024))
    source = jsonl(*[{"id": f"b{i}", "text": f"Il pleut {os.urandom(20_000).hex()}."} for i in range(20)])
    result = run(source, tmp_path / "out", cache=small_disk, tables="funding")
    assert result.counts["articles"] == 20
    assert "kept results" in result.warnings[0]


def closed_by_mode(folder: Path) -> Path:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder.chmod(0o500)
    return folder / "out"


def closed_by_mount(folder: Path) -> Path:
    if not mount("--bind", str(folder), str(folder)) or not mount("-o", "remount,bind,ro", str(folder)):
        pytest.skip("nothing can be mounted here (it takes root)")
    return folder / "out"


def closed_by_a_file(folder: Path) -> Path:
    (folder / "file").write_text("", encoding="utf-8")
    return folder / "file" / "out"


def closed_by_the_system(folder: Path) -> Path:
    if not Path("/proc/self").exists():
        pytest.skip("there is no /proc here")
    return Path("/proc/out")


@pytest.mark.parametrize(
    ("close", "reason"),
    [
        (closed_by_mode, "Permission denied"),
        (closed_by_mount, "Read-only file system"),
        (closed_by_a_file, "File exists|Not a directory"),
        (closed_by_the_system, "No such file or directory|Permission denied"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named(
    close: Callable[[Path], Path], reason: str, jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    source, folder = jsonl(TEXT), tmp_path / "closed"
    folder.mkdir()
    out = close(folder)
    try:
        with pytest.raises(OutputError, match=rf"out: cannot be written \((?:{reason})\); name another folder"):
            run(source, out)
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True)
    assert not out.exists()


def test_an_input_that_vanishes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.read import sources

    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text(TEXT, encoding="utf-8")
    is_article = sources._is_article

    def vanish(name: str) -> bool:
        (tmp_path / "in" / "a.txt").unlink(missing_ok=True)
        return is_article(name)

    monkeypatch.setattr(sources, "_is_article", vanish)
    result = run(tmp_path / "in", tmp_path / "out")
    assert [failure.file for failure in result.failures] == [f"{tmp_path}/in/a.txt"]
    assert result.counts["articles"] == 2
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["failures"]
