"""`--jobs 2` beside `--jobs 1`, and the tables of 1, 2 and 4 jobs byte for byte.

    python benchmarks/processes.py [--articles N] [--rounds N]

Whole runs, start-up and tables included, nothing kept between them.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from corpora import ROOT, articles, write


def run(source: Path, output: Path, *options: str) -> float:
    """Seconds of one whole run by the clock."""
    command = [sys.executable, "-m", "pipeline", "run", str(source), "--output", str(output), "--quiet", *options]
    begun = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT)
    return time.perf_counter() - begun


def fingerprint(output: Path) -> str:
    """One hash of all tables."""
    return sha256(b"".join(p.name.encode() + p.read_bytes() for p in sorted(output.glob("*.csv")))).hexdigest()


def main() -> None:
    """Parse the command line and run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    seconds: dict[int, list[float]] = {1: [], 2: []}
    prints = set()
    with tempfile.TemporaryDirectory() as folder:
        source = write(Path(folder) / "articles.jsonl", articles(args.articles))
        cache = f"--cache={folder}/kept"
        for _ in range(args.rounds):
            for jobs, found in seconds.items():
                found.append(run(source, Path(folder) / f"out{jobs}", f"--jobs={jobs}", "--fresh", cache))
        run(source, Path(folder) / "out4", "--jobs=4", "--fresh", cache)
        prints = {fingerprint(Path(folder) / f"out{jobs}") for jobs in (1, 2, 4)}
    medians = {jobs: statistics.median(found) for jobs, found in seconds.items()}
    for jobs, median in medians.items():
        print(f"--jobs {jobs}: {args.articles / median:6.1f} articles/s (median of {args.rounds}: {median:.1f} s)")
    print(f"--jobs 2 is {medians[1] / medians[2]:.2f} times --jobs 1")
    print("tables of 1, 2 and 4 jobs:", "identical" if len(prints) == 1 else "DIFFERENT")
    sys.exit(0 if len(prints) == 1 else 1)


if __name__ == "__main__":
    main()
