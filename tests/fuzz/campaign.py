"""Long fuzzing: random articles through the whole pipeline, random phrases through the grammars.

    cd tests; python -m fuzz.campaign --articles 100000 --phrases 5000000 [--first N] [--jobs N]

An exception, or a row that breaks an invariant, is told with the number of its text: `texts.article(number)` gives it
again. Prints how many texts went through, also on the way: a campaign that was stopped goes on with `--first`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context

from fuzz import texts

BLOCK = {"articles": 64, "phrases": 5000}
STEPS = 20  # lines of progress
PUBLISHED = ("", "2015-01-13", "2021-03", "2020")


def check_articles(first: int, count: int) -> int:
    """Random articles through every stage, the invariants, and the bytes that leave a worker; returns their rows."""
    from pipeline.read.decode import writable
    from pipeline.records import Article
    from pipeline.run import Settings, codec, models
    from pipeline.run.article import extract_article
    from pipeline.run.checks import checked

    rows = 0
    settings = Settings(any_language=True)
    with models.memory_zones():
        for number in range(first, first + count):
            article = Article(
                f"f{number}", "", writable(texts.article(number)), published=PUBLISHED[number % len(PUBLISHED)]
            )
            tables = extract_article(article, settings)
            kept = checked(tables)
            assert kept.warnings == tables.warnings, f"article {number}: {kept.warnings}"
            rows += len(codec.unpack(codec.pack(kept)).amounts)
    return rows


def check_phrases(first: int, count: int) -> int:
    """Random phrases through the money and date grammars; returns how many amounts and dates were found."""
    from pipeline import dates, money

    found = 0
    for number in range(first, first + count):
        text, published = texts.phrase(number), PUBLISHED[number % len(PUBLISHED)]
        for item in (*money.find_amounts(text, published=published), *dates.find_dates(text, published)):
            assert text[item.start : item.end] == item.text, f"phrase {number}: {item}"
            found += 1
    return found


CHECKS: dict[str, Callable[[int, int], int]] = {"articles": check_articles, "phrases": check_phrases}


def check_block(task: tuple[str, int, int]) -> tuple[int, int, str]:
    """One block: its size, what was found, and the text that broke it."""
    kind, first, count = task
    try:
        return count, CHECKS[kind](first, count), ""
    except Exception as error:
        if count == 1:
            return 0, 0, f"{kind[:-1]} {first}: {type(error).__name__}: {error}"
        blocks = [check_block((kind, number, 1)) for number in range(first, first + count)]
        return sum(b[0] for b in blocks), sum(b[1] for b in blocks), "\n".join(b[2] for b in blocks if b[2])


def blocks(kind: str, first: int, count: int) -> Iterator[tuple[str, int, int]]:
    """The blocks of a campaign."""
    for start in range(first, first + count, BLOCK[kind]):
        yield kind, start, min(BLOCK[kind], first + count - start)


def run(kind: str, first: int, count: int, jobs: int) -> bool:
    """One campaign; true when nothing broke."""
    begun, done, told, found, broken = time.monotonic(), 0, 0, 0, []
    with get_context("spawn").Pool(jobs, maxtasksperchild=200) as pool:
        for size, rows, fault in pool.imap_unordered(check_block, blocks(kind, first, count)):
            done, found = done + size, found + rows
            if fault:
                broken.append(fault)
                print(fault, file=sys.stderr, flush=True)
            if done - told >= count / STEPS:
                told = done
                print(f"{kind}: {done} done from {first} on, {time.monotonic() - begun:.0f} s", flush=True)
    seconds = time.monotonic() - begun
    print(
        f"{kind}: {done} of {count} went through, {len(broken)} blocks broken, {found} found, {seconds:.0f} s",
        flush=True,
    )
    return not broken


def main() -> None:
    """Parse the command line and run both campaigns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--phrases", type=int, default=5_000_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first text")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    ok = [run("articles", args.first, args.articles, args.jobs), run("phrases", args.first, args.phrases, args.jobs)]
    sys.exit(0 if all(ok) else 1)


if __name__ == "__main__":
    main()
