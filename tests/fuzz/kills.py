"""`kill -9` at random moments of a run, again and again: no table is ever half written, and a re-run completes it.

    cd tests; python -m fuzz.kills [--kills 20] [--inputs ../seeds] [--jobs 2] [--engine local|ray]

Each round starts a run over new inputs into a folder that holds the tables of an older run, kills it (or one process
below it), and checks that the folder holds the old tables or the new ones, whole; then runs again and compares the
tables with those of an undisturbed run. Ends with 1 at the first difference.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from random import Random

Hashes = dict[str, str]


def table_hashes(folder: Path) -> Hashes:
    """Hash of every table and text of an output folder."""
    kept = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "run.json")
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in kept}


def command(inputs: list[Path], output: Path, cache: Path, jobs: int, engine: str) -> list[str]:
    """The command of one run."""
    start = [sys.executable, "-m", "pipeline", "run", *map(str, inputs)]
    return [*start, "--output", str(output), "--cache", str(cache), "--jobs", str(jobs), "--engine", engine, "--quiet"]


def timed_run(args: list[str]) -> float:
    """Seconds of one whole run."""
    begun = time.monotonic()
    subprocess.run(args, check=True)
    return time.monotonic() - begun


def children(process: int) -> list[int]:
    """The live processes below one, by /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    below = [child for child, parent in parents.items() if parent == process]
    return below + [further for child in below for further in children(child)]


def is_worker(process: int) -> bool:
    """Whether a process below a run works on articles: one of its own workers, or one of Ray's."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
    of_ray = command.startswith(b"ray::") and b"IDLE" not in command and b"Agent" not in command
    return of_ray or b"spawn_main" in command


def kill_after(args: list[str], seconds: float, victim: str) -> bool:
    """Start a run and kill it, or one process below it; true when there was something left to kill."""
    process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        pass
    below = children(process.pid)
    if victim == "run":
        process.kill()
    elif workers := [p for p in below if is_worker(p)]:
        os.kill(workers[-1], signal.SIGKILL)
    process.wait()
    wait_for_end(below if victim == "run" else [], 120 if "ray" in args else 20)
    return True


def wait_for_end(processes: list[int], seconds: float) -> None:
    """Wait until the workers of a killed run are gone, as they must; those of Ray take a minute to notice."""
    end = time.monotonic() + seconds
    while any(Path(f"/proc/{p}").exists() for p in processes):
        if time.monotonic() > end:
            sys.exit(f"workers outlive their run: {processes}")
        time.sleep(0.05)


def main() -> None:
    """Parse the command line and run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="of a run that was alive; others do not count")
    parser.add_argument("--inputs", type=Path, nargs="+", default=[Path("../seeds")])
    parser.add_argument("--older", type=Path, default=Path("../seeds/ailleurs"), help="inputs of the older run")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--engine", default="local", choices=["local", "ray"])
    parser.add_argument("--victim", default="run", choices=["run", "worker"])
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random, hit = Random(args.seed), 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        whole, older, out = work / "whole", work / "older", work / "out"
        seconds = timed_run(command(args.inputs, whole, work / "kept0", args.jobs, args.engine))
        timed_run(command([args.older], older, work / "kept0", 1, "local"))
        new, old = table_hashes(whole), table_hashes(older)
        number = 0
        while hit < args.kills:
            number += 1
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(older, out)
            run = command(args.inputs, out, work / f"kept{number}", args.jobs, args.engine)
            hit += kill_after(run, random.uniform(0, seconds), args.victim)
            if (found := table_hashes(out)) not in (old, new):
                sys.exit(f"kill {number}: half-written outputs: {sorted(set(found.items()) ^ set(new.items()))}")
            timed_run(run)
            if table_hashes(out) != new:
                sys.exit(f"kill {number}: the run after it gives other tables")
            shutil.rmtree(work / f"kept{number}", ignore_errors=True)
    print(f"{hit} kills of a live {args.victim} in {number} rounds: no half-written output, the same tables after it")


if __name__ == "__main__":
    main()
