"""Peak memory of a worker, and time per article, as a run grows.

    python benchmarks/memory.py [--few 1000] [--many 20000] [--tables all|funding] [--here]

A worker is a process as ``--jobs 2`` starts them, which is replaced now and then; ``--here`` measures what ``--jobs 1``
does: all articles in one process, which is never replaced.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from corpora import ROOT, articles, write

WORKER = """
import json, resource, sys, time
from pipeline.records import Article
from pipeline.run import Settings, workers
def read(path):
    for number, line in enumerate(open(path, encoding="utf-8")):
        row = json.loads(line)
        yield number, Article(row["id"], "", row["text"], published=row.get("published") or "")
def main():
    here, settings = sys.argv[3] == "here", Settings(sys.argv[2])
    work = workers.in_process if here else workers.Pool(1, settings).results
    done = sum(1 for _ in (work(read(sys.argv[1]), settings) if here else work(read(sys.argv[1]))))
    used = resource.getrusage(resource.RUSAGE_SELF if here else resource.RUSAGE_CHILDREN)
    print(used.ru_maxrss / 1024, used.ru_utime / done)
if __name__ == "__main__":
    main()
"""


def measure(rows: int, tables: str, where: str) -> tuple[float, float]:
    """Peak memory (MB) and processor seconds per article of one worker over ``rows`` articles."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        source = write(Path(folder) / "articles.jsonl", articles(rows))
        script = Path(folder) / "worker.py"  # a file: worker processes import the script that starts them
        script.write_text(WORKER, encoding="utf-8")
        command = [sys.executable, str(script), str(source), tables, where]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=env)
    peak, seconds = map(float, done.stdout.split())
    return peak, seconds


def main() -> None:
    """Parse the command line and measure both sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--tables", default="all", choices=["all", "funding"])
    parser.add_argument("--here", action="store_true", help="in one process that is never replaced")
    args = parser.parse_args()
    few, many = (measure(rows, args.tables, "here" if args.here else "worker") for rows in (args.few, args.many))
    for rows, (peak, seconds) in ((args.few, few), (args.many, many)):
        print(f"{rows:>6} articles: peak {peak:7.1f} MB, {seconds * 1000:6.1f} ms an article")
    print(f"memory {100 * (many[0] / few[0] - 1):+.1f} %, time {100 * (many[1] / few[1] - 1):+.1f} %")


if __name__ == "__main__":
    main()
