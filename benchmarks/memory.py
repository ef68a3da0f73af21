"""Peak memory of a worker, and time per article, as a run grows.

python benchmarks/memory.py [--few 1000] [--many 20000] [--tables all|funding]
"""

from __future__ import annotations

import argparse
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
begun = time.process_time()
done = sum(1 for _ in workers.in_process(read(sys.argv[1]), Settings(sys.argv[2])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, (time.process_time() - begun) / done)
"""


def measure(rows: int, tables: str) -> tuple[float, float]:
    """Peak memory (MB) and processor seconds per article of one worker over ``rows`` articles."""
    with tempfile.TemporaryDirectory() as folder:
        source = write(Path(folder) / "articles.jsonl", articles(rows))
        command = [sys.executable, "-c", WORKER, str(source), tables]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    peak, seconds = map(float, done.stdout.split())
    return peak, seconds


def main() -> None:
    """Parse the command line and measure both sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--tables", default="all", choices=["all", "funding"])
    args = parser.parse_args()
    few, many = measure(args.few, args.tables), measure(args.many, args.tables)
    for rows, (peak, seconds) in ((args.few, few), (args.many, many)):
        print(f"{rows:>6} articles: peak {peak:7.1f} MB, {seconds * 1000:6.1f} ms an article")
    print(f"memory {100 * (many[0] / few[0] - 1):+.1f} %, time {100 * (many[1] / few[1] - 1):+.1f} %")


if __name__ == "__main__":
    main()
