"""Reading takes time in proportion to the text, whatever the text: each grammar at n and at 10 n characters.

Processor time is compared with itself, so that a slow or busy machine changes nothing. A quadratic step takes a hundred
times as long, and fails above twenty. `benchmarks/money_linear.py` and `dates_linear.py` do the same with megabytes.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from pipeline import clean, dates, money
from pipeline.clean.fold import fold
from pipeline.clean.sentences import split_sentences
from pipeline.read.companion import front_matter
from pipeline.read.day import from_comments, from_text
from pipeline.records import Article, Mention
from pipeline.relations import gate, references, stakes

SIZE, BOUND = 3_000, 20
CLOCK = 0.004  # seconds below which two times cannot be told apart


def _gate(text: str) -> object:
    return [gate.passes(text, amount) for amount in money.find_amounts(text)[:200]]


def _stakes(text: str) -> object:
    names = [Mention(0, 1, text[:1], "ORG", "model", "a"), Mention(len(text) - 1, len(text), "b", "ORG", "model", "b")]
    return stakes.find_stakes(text, [(0, len(text))], [], names)


GRAMMARS: dict[str, Callable[[str], object]] = {
    "money": money.find_amounts,
    "parse_amount": money.parse_amount,
    "dates": lambda text: dates.find_dates(text, "2020-02-29"),
    "clean": lambda text: clean.clean(Article("a", "a.txt", text)),
    "fold": lambda text: fold(text, 0, len(text)),
    "sentences": split_sentences,
    "references": lambda text: references.resolve(text, []),
    "stakes": _stakes,
    "gate": _gate,
    "front matter": lambda text: front_matter("---\n" + text),
    "day": lambda text: (from_text(text), from_comments(text)),
}
LINES = {
    "digits": "7",
    "grouped digits": "1 000 ",
    "stops": "12.",
    "commas": "1,",
    "slashes": "1/",
    "years": "2019-",
    "number words": "un cent vingt-et-un mille ",
    "spaces": " ",
    "no-break spaces": "\u00a0",
    "blank lines": "\n \t",
    "apostrophes": "l'",
    "quotes": "' \" « » ",
    "brackets": "((«",
    "letters": "é",
    "capitals": "XIXe A.",
    "ranges": "entre 1 et de mars à ",
    "lists": "5 millions d'euros, dont 3, ",
    "units at the end": "3, en millions, ",
    "conversions": "10 € (12 $ (",
    "currencies": "5 F CFA $ ",
    "articles": "la fin de la fin de ",
    "offsets": "il y a un an, un ",
    "weekdays": "lundi de la semaine de ",
    "shares": "12 % du capital de détient 3 % ",
    "references": "la moitié de cette la même somme ",
    "front matter": "titre: - a\n",
    "entities": "&eacute&amp;&#1",
    "mojibake": "Ã©â€™",
    "addresses": "a.b@c-d.e/f_",
    "marks": "• | > * - … ? ! ",
    "comments": "Commentaires (8)\nBravo !\n",
    "combining": "e\u0301\u0327",
}


def seconds(read: Callable[[str], object], line: str, size: int) -> float:
    """Processor time of one reading."""
    text = (line * (size // len(line) + 1))[:size]
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


@pytest.mark.parametrize("name", GRAMMARS)
@pytest.mark.parametrize("line", LINES.values(), ids=list(LINES))
def test_ten_times_the_text_takes_about_ten_times_as_long(name: str, line: str) -> None:
    read = GRAMMARS[name]
    gc.disable()
    try:
        short = min(seconds(read, line, SIZE) for _ in range(2))
        long = min(seconds(read, line, 10 * SIZE) for _ in range(1 + (short * BOUND > CLOCK)))
    finally:
        gc.enable()
    assert long < BOUND * max(short, CLOCK)


def test_a_quadratic_reader_would_be_found() -> None:
    def read(text: str) -> object:
        return [text.count("x", 0, i) for i in range(0, len(text), 8)]

    assert seconds(read, "a", 40 * SIZE) > BOUND * max(seconds(read, "a", 4 * SIZE), CLOCK / 2)
