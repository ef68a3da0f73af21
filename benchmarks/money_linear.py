"""Reading time of hostile lines: ten times the text must take about ten times as long.

Run with ``python benchmarks/money_linear.py``; the last column is the time of 5 MB over that of 500 kB.
"""

from __future__ import annotations

import gc
import sys
import time

from pipeline.money import find_amounts

LINES = {
    "digits": "7",
    "1.": "1.",
    "1,": "1,",
    "un cent": "un cent ",
    "spaces": " ",
    "entre 1 et": "entre 1 et ",
    "1 000": "1 000 ",
    "million": "million ",
    "euros": "euros ",
    "$": "$",
    "de": "de ",
    "1 à": "1 à ",
    "5 millions, 3": "5 millions d'euros, dont 3, ",
    "10, ": "10, ",
    "10 € (": "10 € (",
    "F CFA": "5 F CFA ",
    "dollars": "12 millions de dollars ",
    "en millions": "3, en millions, ",
    "quotes": "' \" ",
}
SMALL, LARGE = 500_000, 5_000_000


def seconds(text: str) -> float:
    """Processor time of one reading."""
    gc.collect()
    start = time.process_time()
    find_amounts(text)
    return time.process_time() - start


def line(pattern: str, size: int) -> str:
    """``pattern`` repeated up to ``size`` characters."""
    return (pattern * (size // len(pattern) + 1))[:size]


def main() -> int:
    """Print one row a line; 1 when a ratio is above the bound."""
    find_amounts("Un chèque de 12 euros.")
    worst = 0.0
    print(f"{'line':<16}{'500 kB':>10}{'5 MB':>10}{'ratio':>8}")
    for name, pattern in LINES.items():
        small = min(seconds(line(pattern, SMALL)) for _ in range(3))
        large = seconds(line(pattern, LARGE))
        ratio = large / small if small > 0.001 else 0.0
        worst = max(worst, ratio)
        print(f"{name:<16}{small:>9.3f}s{large:>9.3f}s{ratio:>8.1f}", flush=True)
    return int(worst > 15)


if __name__ == "__main__":
    sys.exit(main())
