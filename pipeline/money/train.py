"""Make ``role_weights.json``: fit the role model to annotated passages.

``python -m pipeline.money.train OWN_CASES GOLD_FOLDER …`` reads the ``.toml`` and ``.tsv`` corpora of the tests and
folders of gold files (JSON, as the annotation guideline says). The same passages give the same weights.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.money import judge, role
from pipeline.money.ellipsis import borrowed
from pipeline.money.fold import fold
from pipeline.money.grammar import Found, scan
from pipeline.money.tokens import Tokens

WEIGHTS = Path(__file__).parents[1] / "lexicon" / "money" / "role_weights.json"
PASSAGES_COUNT, SENTENCES_COUNT = 0.3, 1.0  # weights of made-up passages and sentences against the press
SEEN = 4  # a feature must be seen this often
RIDGE = 2.0
_STEPS = 10
Example = tuple[role.Features, bool, float]


def examples(passage: Mapping[str, Any], weight: float = 1.0) -> list[Example]:
    """(features, whether it is funding, weight) of the amounts of a passage that its gold annotates."""
    tokens = Tokens(fold(passage["text"]))
    found = borrowed(tokens, judge.money_only(tokens, scan(tokens)))
    out = []
    for f, described in zip(found, role.features(tokens, found), strict=True):
        words = tokens.text[tokens.start[f.first] : tokens.end[f.last - 1]]
        gold = [g for g in passage["amounts"] if _same(f, g)]
        if gold:
            best = min(gold, key=lambda g: fold(g["text"]) != words)
            out.append((described, best["role"] == "funding", weight))
    return out


def _same(f: Found, gold: Mapping[str, Any]) -> bool:
    pairs = ((f.value, gold.get("value")), (f.low, gold.get("min")), (f.high, gold.get("max")))
    return all((a is None) == (b is None) and (a is None or abs(a - Decimal(str(b))) <= abs(a) / 200) for a, b in pairs)


def fit(data: Sequence[Example]) -> dict[str, float]:
    """Weights of a ridge logistic regression, by Newton's method.

    Parameters
    ----------
    data : at least one example of each kind

    Returns
    -------
    dict
        feature name -> weight, in alphabetical order, rounded to four places
    """
    counts = Counter(name for described, _, _ in data for name in described)
    names = sorted(name for name, n in counts.items() if n >= SEEN)
    column = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for row, (described, _, _) in enumerate(data):
        for name, value in described.items():
            if name in column:
                x[row, column[name]] = value
    y = np.array([float(funding) for _, funding, _ in data])
    counted = np.array([weight for *_, weight in data])
    w = np.zeros(len(names))
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (counted * (p - y)) + RIDGE * w
        curve = (x * (counted * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(names))
        w -= np.linalg.solve(curve, slope)
    return {name: round(float(value), 4) for name, value in zip(names, w, strict=True)}


def passages(paths: Iterable[Path]) -> list[tuple[Mapping[str, Any], float]]:
    """Annotated passages of corpora and gold folders, each with its weight."""
    out: list[tuple[Mapping[str, Any], float]] = []
    for path in paths:
        if path.suffix == ".toml":
            out += [(case, PASSAGES_COUNT) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
        elif path.suffix == ".tsv":
            out += [(case, SENTENCES_COUNT) for case in _sentences(path)]
        else:
            out += [(json.loads(p.read_text(encoding="utf-8")), 1.0) for p in sorted(path.glob("*.json"))]
    return out


def _sentences(path: Path) -> Iterable[Mapping[str, Any]]:
    """Sentences of a role corpus: role (or reason), tab, text; every amount of the text has that role."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        label, text = line.split("\t")
        tokens = Tokens(fold(text))
        kind = "funding" if label == "funding" else "other"
        found = borrowed(tokens, judge.money_only(tokens, scan(tokens)))
        amounts = [{"text": "", "role": kind, "value": f.value, "min": f.low, "max": f.high} for f in found]
        yield {"text": text, "amounts": amounts}


def main(arguments: Sequence[str]) -> None:
    """Fit the model to the passages at ``arguments`` and write its weights."""
    data = [e for passage, weight in passages(map(Path, arguments)) for e in examples(passage, weight)]
    about = "Weights of the role model; positive speaks for funding. Made by money/train.py, read by money/role.py."
    text = json.dumps({"about": about, "examples": len(data), "weights": fit(data)}, ensure_ascii=False, indent=0)
    WEIGHTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
