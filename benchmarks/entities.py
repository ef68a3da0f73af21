"""Cost of finding and linking names, against the general model's NER alone and against the whole general model.

    python benchmarks/entities.py FOLDER_OF_TEXTS [--limit 60]

Processor seconds, one process; the general model's figures are for ``nlp.pipe`` over the same texts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy

from pipeline import entities
from pipeline.entities.model import BASE_MODEL, load_base


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of some work, and its result."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def main() -> None:
    """Measure and print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of .txt articles")
    parser.add_argument("--limit", type=int, default=60, help="articles to read (60)")
    options = parser.parse_args()
    texts = [p.read_text(encoding="utf-8") for p in sorted(options.folder.glob("*.txt"))[: options.limit]]
    if not texts:
        parser.error(f"{options.folder} holds no .txt article")
    nlp, bare, full = entities.load(), load_base(), spacy.load(BASE_MODEL)
    for doc in nlp.pipe(texts[:1]):  # weights and lexicon are read once
        entities.link(entities.find_mentions(doc), doc.text)
    tagging, docs = seconds(lambda: list(nlp.pipe(texts)))
    finding, found = seconds(lambda: [entities.find_mentions(doc) for doc in docs])
    linking, _ = seconds(lambda: [entities.link(m, d.text) for m, d in zip(found, docs, strict=True)])
    ner, _ = seconds(lambda: list(bare.pipe(texts)))
    whole, _ = seconds(lambda: list(full.pipe(texts)))
    total = tagging + finding + linking
    characters = sum(map(len, texts))
    for name, value in (("tagger", tagging), ("mentions", finding), ("linking", linking), ("together", total)):
        print(f"{name:<22} {value:6.2f} s   {1e6 * value / characters:6.2f} µs a character")
    print(f"{'general NER alone':<22} {ner:6.2f} s   together is {total / ner:.2f} of it")
    print(f"{'whole general model':<22} {whole:6.2f} s   together is {total / whole:.2f} of it")


if __name__ == "__main__":
    main()
