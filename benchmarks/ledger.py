"""How the time of the ledger grows with its rows: 50,000 against 200,000 synthetic ones.

Run ``python benchmarks/ledger.py`` (about a minute). Names carry the noise of the press: capitals, accents, legal
forms, slips. One funding in three is told by several articles; some payers are very frequent, as the State is.
n log n allows a ratio of 4 × log(200,000) ÷ log(50,000) = 4.5.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pipeline import ledger
from pipeline.records import ArticleRow, FundingRow

_SYLLABLES = ("ba", "be", "bi", "cor", "da", "el", "fon", "ga", "hy", "in", "jo", "ka", "lum", "ma", "ne", "or", "pa")
_KINDS = ("grant", "investment", "loan", "budget", "fundraising")
_FORMS = ("{}", "{} SA", "le groupe {}", "société {}")
_STATE = ("État", "gouvernement", "Bercy", "ministère de l'Économie")


def name(rng: random.Random) -> str:
    """A made-up proper name."""
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(3, 5))).capitalize()


def noisy(rng: random.Random, text: str) -> str:
    """The name as another paper writes it."""
    if rng.random() < 0.1:
        at = rng.randrange(1, len(text))
        text = text[:at] + text[at + 1 :]
    if rng.random() < 0.1:
        text = text.upper()
    return rng.choice(_FORMS).format(text) if rng.random() < 0.3 else text


def fundings(n: int, seed: int = 7) -> tuple[list[FundingRow], list[ArticleRow]]:
    """``n`` funding rows with the articles that tell them."""
    rng = random.Random(seed)
    rows = list(_rows(rng, n))
    return rows, [ArticleRow(a, published=_day(rng)) for a in sorted({r.article_id for r in rows})]


def _day(rng: random.Random) -> str:
    return (date(2012, 1, 1) + timedelta(days=rng.randrange(4000))).isoformat()


def _rows(rng: random.Random, n: int) -> Iterator[FundingRow]:
    payers = [name(rng) for _ in range(max(10, n // 50))]
    made = 0
    while made < n:
        payer = rng.choice(_STATE) if rng.random() < 0.15 else rng.choice(payers)
        payee, kind = name(rng), rng.choice(_KINDS)
        value = Decimal(round(10 ** rng.uniform(4, 9), -3))
        day = date(2012, 1, 1) + timedelta(days=rng.randrange(4000))
        for _ in range(1 if rng.random() < 0.67 else rng.randint(2, 5)):
            paid = noisy(rng, payee)
            yield FundingRow(
                f"e{made:08x}",
                f"a{rng.randrange(max(1, n // 3)):08}",
                funder=payer if payer in _STATE else noisy(rng, payer),
                recipient=paid,
                kind=kind,
                status=rng.choice(("planned", "done")),
                value=value,
                currency="EUR",
                value_eur=value,
                date_start=day,
                date_end=day,
                date_source="text" if rng.random() < 0.5 else "published",
                evidence=f"{payer} apporte {value} euros à {paid}.",
                evidence_start=rng.randrange(5000),
            )
            made += 1
            if made == n:
                return


def seconds(n: int) -> tuple[float, int]:
    """Processor time to build the ledger of ``n`` rows, and the rows that it has."""
    rows, articles = fundings(n)
    begun = time.process_time()
    built = ledger.build(rows, articles)
    return time.process_time() - begun, len(built)


def main() -> None:
    """Print the times and their ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, nargs=2, default=(50_000, 200_000))
    small, large = options.parse_args().rows
    times = {}
    for n in (small, large):
        times[n], built = seconds(n)
        print(f"{n:>9,} rows: {times[n]:6.1f} s, {built:,} fundings")
    bound = large * math.log(large) / (small * math.log(small))
    print(f"ratio {times[large] / times[small]:.2f} for {large / small:.1f} times the rows (n log n: {bound:.2f})")


if __name__ == "__main__":
    main()
