"""Floors under the figures of tests/gold/floors.json: each stands beside the hash of the gold it was measured on.

``pytest --raise-floors`` lifts floors to what is measured and lowers none; ``pytest --remeasure`` sets them to what is
measured, lower ones too. Without either flag a figure below its floor, or gold that changed, fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import floor
from pathlib import Path

FLOORS = Path(__file__).parent / "gold" / "floors.json"
MARGIN = 0.005  # a floor stands this far below what was measured: libraries differ in the last bits


def hash_of(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of gold files."""
    digest = sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Gate:
    """Compares figures with their floors, and moves floors where a flag allows it."""

    path: Path = FLOORS
    up: bool = False
    down: bool = False

    def check(self, name: str, gold_hash: str, figures: Mapping[str, float]) -> list[str]:
        """What is wrong with the figures of the measurement ``name``, one line a fault."""
        kept = self._read()
        known = kept.get(name)
        if known is not None and set(known) != {"gold_sha256", "floors"}:
            raise ValueError(f"{self.path}: {name}: wants the keys gold_sha256 and floors (see tests/floors.py)")
        if self.up or self.down:
            before = known["floors"] if known and not self.down else {}
            floors = {n: max(_below(value), before.get(n, 0.0)) for n, value in figures.items()}
            kept[name] = {"gold_sha256": gold_hash, "floors": floors}
            self._write(kept)
            known = kept[name]
        if known is None:
            return [f"{name}: no floors in {self.path.name} (measure with --raise-floors)"]
        faults = [
            f"{name}: {n} is {figures.get(n, 0.0):.4f}, its floor {value} (lower it with --remeasure if that is meant)"
            for n, value in known["floors"].items()
            if figures.get(n, 0.0) < value
        ]
        if known["gold_sha256"] != gold_hash:
            faults.append(
                f"{name}: the gold is not the one its floors were measured on (--raise-floors or --remeasure)"
            )
        return faults + [
            f"{name}: {n} has no floor (--raise-floors)" for n in sorted(set(figures) - set(known["floors"]))
        ]

    def _read(self) -> dict[str, dict[str, dict[str, float]]]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        except ValueError as error:
            raise ValueError(f"{self.path}: not JSON ({error})") from None
        if not isinstance(kept, dict):
            raise ValueError(f"{self.path}: wants an object of measurements")
        return kept

    def _write(self, kept: Mapping[str, object]) -> None:
        text = json.dumps(dict(sorted(kept.items())), indent=1, ensure_ascii=False)
        self.path.write_text(text + "\n", encoding="utf-8")


def _below(value: float) -> float:
    return max(0.0, floor((value - MARGIN) * 1000) / 1000)
