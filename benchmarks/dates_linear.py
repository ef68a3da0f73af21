"""How the time of the date reader grows with a text made to be slow: 5 MB against 500 kB, for each hostile line.

Run ``python benchmarks/dates_linear.py`` (about four minutes). A linear reader takes ten times as long for ten times
the text; the bench fails above eleven. Times are processor time, the best of several readings.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time

from pipeline.dates import find_dates

LINES = {
    "months": "mars ",
    "months, no space": "mars,",
    "ranges": "de mars à ",
    "numbers": "1 ",
    "thousands": "123 123 ",
    "slashes": "1/",
    "stops": "12.",
    "digits": "1234567890",
    "years": "2019-",
    "spelled": "vingt-et-un-mille-",
    "letters": "é",
    "apostrophes": "l'",
    "blank lines": "\n \t",
    "brackets": "((«",
    "articles": "la fin de la fin de ",
    "weekdays": "lundi de la semaine de ",
    "offsets": "il y a un an, un ",
    "roman": "XIXe ",
    "prose": "Le 3 mars 2019, la ville a versé l'aide promise fin 2018. Elle l'avait votée jeudi dernier. ",
}


def seconds(line: str, size: int) -> float:
    """The shortest time to read ``size`` characters of repeated ``line``; a short time is taken more often."""
    text = (line * (size // len(line) + 1))[:size]
    times: list[float] = []
    while len(times) < 2 or (sum(times) < 4 and len(times) < 5):
        gc.collect()
        start = time.process_time()
        find_dates(text, "2020-02-29")
        times.append(time.process_time() - start)
    return min(times)


def main() -> int:
    """Print a row for each line; 1 when one of them grows faster than its text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=500_000, help="characters of the short text")
    parser.add_argument("--only", choices=sorted(LINES), help="one of the lines")
    args = parser.parse_args()
    find_dates("Le 3 mars 2019.", "2020-02-29")  # reads the lexicon
    worst = 0.0
    print(f"{'line':<18} {'short':>8} {'long':>8} {'ratio':>6}")
    for name in [args.only] if args.only else LINES:
        short, long = seconds(LINES[name], args.size), seconds(LINES[name], args.size * 10)
        ratio = long / max(short, 0.02)
        worst = max(worst, ratio)
        print(f"{name:<18} {short:>7.2f}s {long:>7.2f}s {ratio:>6.1f}")
    return int(worst > 11)


if __name__ == "__main__":
    sys.exit(main())
