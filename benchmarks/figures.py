"""The table of quality, measured and written into README.md and tests/gold/README.md between their ``figures`` marks.

    python benchmarks/figures.py [PASSAGES] [--called NAME]

The first column is the gold of the seed articles. PASSAGES is a folder of annotated passages (``GOLD`` of ``quifinance
evaluate``) that took no part in training; without one there is no second column.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from pathlib import Path

from pipeline import evaluate, run

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", ROOT / "tests" / "gold" / "README.md")
SEEDS = ROOT / "tests" / "gold" / "seeds"
MARKED = re.compile(r"(<!-- figures: [^>]*-->\n).*?(<!-- /figures -->)", re.DOTALL)
FIELDS = ("id", "text", "published", "source", "url")
Figures = dict[str, evaluate.Figure]


def measured(gold: Path, inputs: Path) -> Figures:
    """Figures of a fresh run over ``inputs``."""
    with tempfile.TemporaryDirectory() as folder:
        run.run(inputs, Path(folder) / "tables", cache=Path(folder) / "kept", jobs=2)
        return evaluate.evaluate(gold, Path(folder) / "tables").figures


def of_passages(gold: Path) -> Figures:
    """Figures over the texts that stand in the gold files themselves."""
    passages = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.json"))]
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "passages.jsonl"
        rows = ({name: passage.get(name) for name in FIELDS} for passage in passages)
        inputs.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return measured(gold, inputs)


def table(columns: dict[str, Figures]) -> str:
    """Markdown lines, one for each part of the answer."""
    head = ["part of the answer", *columns]
    lines = [head, ["---"] * len(head)]
    lines += [[name, *(f"{figures[name].f1:.2f}" for figures in columns.values())] for name in evaluate.FIGURES]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Measure, and write both pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=Path, nargs="?", metavar="PASSAGES")
    parser.add_argument("--called", default="press passages", metavar="NAME")
    wanted = parser.parse_args()
    columns = {f"seed articles ({len(list(SEEDS.glob('*.json')))})": measured(SEEDS, ROOT / "seeds")}
    if wanted.passages:
        columns[f"{wanted.called} ({len(list(wanted.passages.glob('*.json')))})"] = of_passages(wanted.passages)
    lines = table(columns)
    for page in PAGES:
        page.write_text(MARKED.sub(rf"\g<1>{lines}\g<2>", page.read_text(encoding="utf-8")), encoding="utf-8")
    print(lines)


if __name__ == "__main__":
    main()
