"""Coverage-guided fuzzing (atheris) of the money and date grammars, the readers and the front matter parser.

    cd tests; python -m fuzz.guided [--seconds 120] [--targets money dates …]

Each target runs in a process of its own. What crashes is saved in tests/fuzz/crashes/<target>/, which the tests replay.
Needs atheris: `make fuzz` installs it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one target for some time; true when nothing crashed."""
    from fuzz import targets

    saved = targets.CRASHES / name
    saved.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for i, seed in enumerate(targets.SEEDS[name]):
            (Path(folder) / str(i)).write_text(seed, encoding="utf-8")
        limits = [f"-max_total_time={seconds}", "-max_len=400", "-timeout=20", f"-artifact_prefix={saved}/"]
        command = [sys.executable, "-m", "fuzz.guided", "--inside", name, *limits, folder]
        done = subprocess.run(command, capture_output=True, text=True)
    runs = [line for line in done.stderr.splitlines() if line.startswith(("Done", "stat::number_of_executed"))]
    print(f"{name}: {'ok' if done.returncode == 0 else 'CRASHED'} {runs[-1] if runs else ''}", flush=True)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-1000:], file=sys.stderr)
    return done.returncode == 0


def inside(name: str, arguments: list[str]) -> None:
    """The process that fuzzes. The project's modules must not be loaded before atheris watches their loading."""
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        from fuzz import targets
    atheris.Setup([sys.argv[0], *arguments], targets.TARGETS[name])
    atheris.Fuzz()


def main() -> None:
    """Parse the command line and fuzz the targets one after the other."""
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], sys.argv[3:])
        return
    from fuzz import targets

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=120, help="for each target")
    parser.add_argument("--targets", nargs="+", choices=targets.TARGETS, default=list(targets.TARGETS))
    args = parser.parse_args()
    broken = [name for name in args.targets if not fuzz(name, args.seconds)]
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
