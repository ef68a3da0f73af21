"""Same input, same bytes: over processes, hash seeds, locales, time zones, jobs and input order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

TEXTS = {
    "brest": "La région Bretagne a versé 3 millions d'euros à Brest le 4 mars 2021, soit 1 500 euros par élève.",
    "usine": "Le groupe Verrier investit 12 M€ dans son usine de Laval. Bpifrance prête 2 millions d'euros.",
    "pluie": "Il a plu sur Brest pendant trois jours, et le marché couvert a fermé jeudi.",
    "tour": "La jeune pousse Nuagik lève 4,5 millions de dollars auprès de l'État et de la Caisse des dépôts.",
}
FEW = [{"id": name, "text": text, "published": "2021-03-05"} for name, text in TEXTS.items()]
# Enough articles for several chunks, and so for several processes.
MANY = [row | {"id": f"{row['id']}-{i}", "text": f"{row['text']} ({i})"} for i in range(6) for row in FEW]


def run(folder: Path, rows: list[dict[str, str]], *options: str, **environment: str) -> dict[str, bytes]:
    """The tables of a run in a process of its own, by name."""
    folder.mkdir()
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "run", "articles.jsonl", "--cache", "kept", "--quiet", *options]
    subprocess.run(command, check=True, cwd=folder, env=os.environ | environment)
    return {path.name: path.read_bytes() for path in (folder / "outputs").glob("*.*") if path.name != "run.json"}


def digests(tables: dict[str, bytes]) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in tables.items()}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of the plainest run."""
    folder = tmp_path_factory.mktemp("reference") / "run"
    return run(folder, MANY, "--jobs", "1", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")


def test_hash_seed_time_zone_locale_and_jobs_change_no_byte(reference: dict[str, bytes], tmp_path: Path) -> None:
    odd = {"PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}
    found = run(tmp_path / "odd", MANY, "--jobs", "2", **odd)
    assert digests(found) == digests(reference)


def test_input_order_changes_the_order_of_rows_only(reference: dict[str, bytes], tmp_path: Path) -> None:
    found = run(tmp_path / "reversed", MANY[::-1], "--jobs", "1")
    whole = ("actors.csv", "ledger.csv", "datapackage.json")
    assert {n: found[n] for n in whole} == {n: reference[n] for n in whole}
    by_article = [n for n in reference if n.endswith(".csv") and n not in whole]
    assert {n: sorted(found[n].splitlines()) for n in by_article} == {
        n: sorted(reference[n].splitlines()) for n in by_article
    }


def test_the_funding_tables_alone_are_the_same(reference: dict[str, bytes], tmp_path: Path) -> None:
    found = run(tmp_path / "funding", MANY, "--jobs", "1", "--tables", "funding")
    assert found["funding.csv"] == reference["funding.csv"]
    assert found["amounts.csv"] == reference["amounts.csv"]
    assert found["ledger.csv"] == reference["ledger.csv"]


def test_there_is_something_to_compare(reference: dict[str, bytes]) -> None:
    assert reference["amounts.csv"].count(b"\n") > 20
    assert reference["funding.csv"].count(b"\n") > 10
