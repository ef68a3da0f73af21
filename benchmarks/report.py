"""First paint and size of a report with 5,000 rows and 1,000 articles beside one with 50 rows and 10 articles.

    python benchmarks/report.py [--rounds N]

Needs Chromium (``apt-get install chromium``) and Playwright (``pip install -e '.[dev]'``). Each round opens each report
in a fresh browser, in turn. *First paint* is the browser's own ``first-contentful-paint``; *table* is when the rows are
in the page, *charts* when everything is drawn; a *filter* is a word typed in the search field until the table answers.
Texts are made of random words, which compress no better than news does.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from report_sample import sample  # noqa: E402

from pipeline import report  # noqa: E402
from pipeline.report.photo import QUIET  # noqa: E402

SIZES = {"50 rows, 10 articles": (10, 50), "5,000 rows, 1,000 articles": (1000, 5000)}
CHARS = 5000
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
FILTER = """async () => {
  const begun = performance.now();
  const field = document.getElementById('f-query');
  field.value = 'atelier';
  field.dispatchEvent(new Event('input'));
  return performance.now() - begun;
}"""


def made(folder: Path, articles: int, rows: int) -> Path:
    """A report of that size, its articles filled up with random words."""
    draw = random.Random(3)
    words = ["".join(draw.choices("aaabcdeeeéèfghiiijlmnnooppqrrsssttuuv", k=draw.randint(2, 11))) for _ in range(8000)]
    content = sample(articles, rows, chars=0)
    for article_id, text in content.texts.items():
        filler = " ".join(draw.choices(words, k=max(0, CHARS - len(text)) // 7))
        content.texts[article_id] = f"{text}\n{filler}"
    content.articles = [replace(row, chars=len(content.texts[row.article_id])) for row in content.articles]
    return report.write(content.write(folder))


def measured(driver: Any, path: Path) -> dict[str, float]:
    """Milliseconds of one opening."""
    browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-charts=drawn]")
    page.wait_for_timeout(100)  # the paint is noted a frame after it happened
    times = {
        "first paint": page.evaluate(PAINT),
        "table": page.evaluate("performance.getEntriesByName('table')[0].startTime"),
        "charts": page.evaluate("performance.getEntriesByName('charts')[0].startTime"),
        "filter": page.evaluate(FILTER),
    }
    begun = time.perf_counter()
    page.click("#table tbody tr:first-child")
    page.wait_for_selector("#panel .text")
    times["open a row"] = (time.perf_counter() - begun) * 1000
    browser.close()
    return times


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        paths = {}
        for name, size in SIZES.items():
            begun = time.perf_counter()
            paths[name] = made(Path(folder) / name.replace(" ", "_"), *size)
            print(f"{name}: {paths[name].stat().st_size / 1e6:.1f} MB, written in {time.perf_counter() - begun:.1f} s")
        times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for _ in range(rounds):
            for name, path in paths.items():
                for what, ms in measured(driver, path).items():
                    times[what][name].append(ms)
    small, large = SIZES
    print(f"\n{'median ms':14} {small:>28} {large:>28} {'ratio':>7}")
    for what, found in times.items():
        a, b = (statistics.median(found[name]) for name in SIZES)
        print(f"{what:14} {a:28.0f} {b:28.0f} {b / a:7.1f}")


if __name__ == "__main__":
    main()
