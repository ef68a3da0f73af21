"""``--tables funding`` and all tables: the same fundings, amounts and ledger, byte for byte, from a mixed corpus."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from pipeline import entities, tables
from pipeline.records import ActorRow, ArticleRow, EntityRow, FundingRow
from pipeline.run import run

HERE = Path(__file__).parent
EVERY = 8  # one relation case in so many: the models read each twice

# The payer is spelled in two ways; the articles that spell it right tell no funding.
MISSPELLED = "La Fondation Vandermeulen verse 3 millions d'euros à la ville de Brest."
NEWS = [
    "La Fondation Vandermeullen a fêté ses dix ans samedi, avec ses deux cents salariés et leurs familles.",
    "La Fondation Vandermeullen ouvre ses portes au public dimanche. La visite des ateliers dure deux heures.",
    "Un nouveau directeur arrive à la Fondation Vandermeullen, après douze ans passés à Lorient.",
    "Le club de voile de Brest a battu celui de Quimper, et la fête a duré tard dans la nuit.",
    "Le prix du pain monte : une baguette coûte désormais 1,20 euro dans les boulangeries de Quimper.",
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The output folders of both kinds of run."""
    folder = tmp_path_factory.mktemp("mixed")
    with (HERE / "cases" / "relations.toml").open("rb") as handle:
        cases = tomllib.load(handle)["case"][::EVERY]
    rows = [{"id": case["id"], "text": case["text"], "published": case.get("published", "")} for case in cases]
    rows += [{"id": f"n{i}", "text": text} for i, text in enumerate([MISSPELLED, *NEWS])]
    mixed = folder / "mixed.jsonl"
    mixed.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for kind in ("all", "funding"):
        run([HERE.parent / "seeds", mixed], folder / kind, tables=kind, cache=folder / "kept")
    return {kind: folder / kind for kind in ("all", "funding")}


@pytest.mark.parametrize("table", ["funding", "amounts", "ledger"])
def test_both_runs_write_the_same(table: str, outputs: dict[str, Path]) -> None:
    one, other = ((outputs[kind] / f"{table}.csv").read_bytes() for kind in ("all", "funding"))
    assert one.count(b"\n") > 50
    assert one == other


def test_the_short_run_leaves_articles_unread(outputs: dict[str, Path]) -> None:
    read = {kind: {row.article_id for row in tables.read(folder, EntityRow)} for kind, folder in outputs.items()}
    assert read["funding"] < read["all"]
    assert {"n0"} <= read["funding"]
    assert {"n1", "n2", "n3"} <= read["all"] - read["funding"]
    assert len(tables.read(outputs["all"], ArticleRow)) == len(tables.read(outputs["funding"], ArticleRow))


def test_the_articles_on_funding_name_the_payer(outputs: dict[str, Path]) -> None:
    names = {row.funder for row in tables.read(outputs["all"], FundingRow) if row.article_id == "n0"}
    assert names == {"Fondation Vandermeulen"}
    (actor,) = (row for row in tables.read(outputs["all"], ActorRow) if row.name in names)
    assert actor.articles == 4
    assert "Fondation Vandermeullen" in actor.aliases


def test_all_mentions_alike_would_name_it_otherwise(outputs: dict[str, Path]) -> None:
    """The corpus is one on which the two runs would differ."""
    told = (row for row in tables.read(outputs["all"], EntityRow) if row.article_id.startswith("n"))
    plain = [EntityRow(row.article_id, row.text, row.text, row.label, row.text, 0, 1, "model") for row in told]
    assert "Fondation Vandermeullen" in {row.name for row in entities.merge_actors(plain).rows}
