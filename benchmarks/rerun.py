"""An unchanged re-run beside the first run: how many times faster, and whether a model was loaded.

python benchmarks/rerun.py [--articles N] [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from corpora import ROOT, articles, write
from processes import fingerprint, run

LOADED = """
import sys
from pipeline.run import run
run(sys.argv[1], sys.argv[2], cache=sys.argv[3])
print("spacy" in sys.modules)
"""


def main() -> None:
    """Parse the command line and run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, output = write(Path(folder) / "articles.jsonl", articles(args.articles)), Path(folder) / "out"
        cache = f"{folder}/kept"
        first = run(source, output, "--cache", cache)
        before = fingerprint(output)
        again = [run(source, output, "--cache", cache) for _ in range(args.rounds)]
        same = fingerprint(output) == before
        command = [sys.executable, "-c", LOADED, str(source), str(output), cache]
        loaded = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    median = statistics.median(again)
    print(
        f"{args.articles} articles: first run {first:.1f} s, unchanged re-run {median:.2f} s (median of {args.rounds})"
    )
    print(f"{first / median:.0f} times faster; tables {'identical' if same else 'DIFFERENT'}; spaCy loaded: {loaded}")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
