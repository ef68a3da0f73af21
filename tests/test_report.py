"""The report as a file: self-contained, escaped, the same for the same tables."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import Fact, Sample, add_article, add_ledger, sample

from pipeline import report, tables
from pipeline.records import FundingRow, LedgerRow
from pipeline.report import gather, pack, page, photo
from pipeline.report.pack import safe_json

ASSETS = Path(page.__file__).parent / "assets"
SCRIPTS = page.scripts()
LABELS = json.loads(page.asset("labels.json"))
HOSTILE = [
    "</script><script>alert(1)</script>",
    '"onload="alert(1)',
    "</style><img src=x onerror=alert(1)>",
    "<!--<script>",
    "{{script}}",
    "\u202e\u2028fin",
]


def block(html: str, name: str) -> str:
    found = re.search(rf'<script type="[^"]*" id="{name}">(.*?)</script>', html, re.S)
    assert found
    return found[1]


def one_article(title: str = "Titre", **changes: object) -> Sample:
    made = Sample()
    add_article(made, "a1", title, [Fact("Région Bretagne", "Atelier Kerguelen", 5, 2019)], **changes)  # type: ignore[arg-type]
    add_ledger(made)
    return made


def test_same_tables_same_bytes(tmp_path: Path) -> None:
    folder = sample(3, 9).write(tmp_path)
    first = report.write(folder).read_bytes()
    assert report.write(folder).read_bytes() == first
    assert list(folder.glob("*.part")) == []


def test_every_cell_of_the_table_is_in_the_page(tmp_path: Path) -> None:
    made = sample(3, 9)
    made.funding[0] = FundingRow(**{**as_dict(made.funding[0]), "funder": "=Mairie"})
    html = report.write(made.write(tmp_path)).read_text(encoding="utf-8")
    funding = json.loads(block(html, "data-rows"))["funding"]
    assert funding["columns"] == list(tables.columns(FundingRow))
    assert len(funding["rows"]) == 9
    assert funding["rows"][0][2] == "=Mairie"  # as the text has it; the guard of the CSV is not shown


def as_dict(row: FundingRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in tables.columns(FundingRow)}


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_title_stays_data(tmp_path: Path, title: str) -> None:
    plain = report.write(one_article().write(tmp_path / "plain")).read_text(encoding="utf-8")
    html = report.write(one_article(title).write(tmp_path / "hostile")).read_text(encoding="utf-8")
    for tag in ("<script", "</script", "<style", "</style", "<img", "<!--"):
        assert html.lower().count(tag) == plain.lower().count(tag)
    assert json.loads(block(html, "data-rows"))["articles"]["rows"][0][2] == title
    assert title in json.loads(block(html, "data-texts"))[0]["text"]


def test_policy_names_the_script_and_the_style_by_hash(tmp_path: Path) -> None:
    html = report.write(one_article().write(tmp_path)).read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    script = re.search(r"<script>(.*?)</script>", html, re.S)
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert script
    assert style
    for directive, text in (("script-src", script[1]), ("style-src", style[1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe" not in policy[1]


def test_nothing_comes_from_outside(tmp_path: Path) -> None:
    html = report.write(one_article().write(tmp_path)).read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"'`)]+", html)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(link|iframe|object|embed|img)\b|\ssrc=|@import|url\(", html)


@pytest.mark.parametrize(
    "sink",
    [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttpRequest",
        "import(",
    ],
)
def test_scripts_never_use(sink: str) -> None:
    assert sink not in SCRIPTS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values)
@settings(derandomize=True, max_examples=60, deadline=None)
def test_safe_json_reads_back(value: object) -> None:
    text = safe_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


def test_lone_surrogate_keeps_offsets() -> None:
    assert json.loads(safe_json("a\ud83db")) == "a\ufffdb"


# --------------------------------------------------------------------------- what is chosen


@pytest.mark.parametrize("missing", ["funding", "articles"])
def test_a_needed_table_is_named(tmp_path: Path, missing: str) -> None:
    folder = one_article().write(tmp_path)
    (folder / f"{missing}.csv").unlink()
    with pytest.raises(tables.TableError, match=f"{missing}.csv"):
        report.write(folder)


@pytest.mark.parametrize("missing", ["ledger", "entities", "dates", "amounts", "skipped"])
def test_the_other_tables_may_be_missing(tmp_path: Path, missing: str) -> None:
    folder = one_article().write(tmp_path)
    (folder / f"{missing}.csv").unlink()
    assert report.write(folder).is_file()


def test_texts_come_from_the_folder_or_the_mapping(tmp_path: Path) -> None:
    made = sample(3, 3)
    folder = made.write(tmp_path)
    (folder / "texts" / "a00001.txt").unlink()
    (folder / "texts" / "a00002.txt").unlink()
    html = report.write(folder, {"a00001": made.texts["a00001"]}).read_text(encoding="utf-8")
    texts = {entry["id"]: entry["text"] for entry in json.loads(block(html, "data-texts"))}
    assert texts == {name: made.texts[name] for name in ("a00000", "a00001")}


def test_line_ends_of_a_text_are_kept(tmp_path: Path) -> None:
    folder = one_article().write(tmp_path)
    (folder / "texts" / "a1.txt").write_bytes(b"un\r\ndeux\rtrois\n")
    html = report.write(folder).read_text(encoding="utf-8")
    assert json.loads(block(html, "data-texts"))[0]["text"] == "un\r\ndeux\rtrois\n"


def test_marks_point_at_the_words(tmp_path: Path) -> None:
    html = report.write(sample(2, 6).write(tmp_path)).read_text(encoding="utf-8")
    for entry in json.loads(block(html, "data-texts")):
        said = [entry["text"][start:end] for start, end, *_ in entry["amounts"]]
        assert said
        assert all(words.endswith("millions d'euros") for words in said)
        assert [entry["text"][s:e] for s, e, _, name in entry["entities"]] == [name for *_, name in entry["entities"]]


def test_beyond_the_limit_the_largest_amounts_go_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sample(10, 40).write(tmp_path)
    monkeypatch.setattr(gather, "MAX_ROWS", 5)
    monkeypatch.setattr(gather, "MAX_ARTICLES", 6)
    content = gather.gather(folder, {})
    values = sorted((row.value for row in tables.read(folder, FundingRow) if row.value), reverse=True)
    assert sorted((row.value for row in content.funding if row.value), reverse=True) == values[:5]
    assert {row.article_id for row in content.funding} <= {row.article_id for row in content.articles}
    assert len(content.articles) == 6
    assert (content.total_rows, content.total_articles) == (40, 10)
    kept = {row.event_id for row in content.funding}
    assert {row.ledger_id for row in content.ledger} == {
        row.ledger_id for row in tables.read(folder, LedgerRow) if kept & set(row.event_ids.split("|"))
    }


def test_texts_beyond_the_budget_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sample(4, 4).write(tmp_path)
    monkeypatch.setattr(gather, "MAX_TEXT", 9000)
    content = gather.gather(folder, {})
    assert 0 < len(content.texts) < 4
    assert len(content.funding) == 4


def test_large_texts_are_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [{"id": "a1", "text": "Un texte « long »."}]
    assert pack.text_block(entries) == ("application/json", safe_json(entries))
    monkeypatch.setattr(pack, "PLAIN_LIMIT", 10)
    kind, content = pack.text_block(entries)
    assert kind == "application/gzip"
    assert json.loads(gzip.decompress(base64.b64decode(content))) == entries


# --------------------------------------------------------------------------- labels


def test_both_languages_say_the_same_things() -> None:
    assert list(LABELS["en"]) == list(LABELS["fr"])
    for key, english in LABELS["en"].items():
        assert set(re.findall(r"\{\d\}", english)) == set(re.findall(r"\{\d\}", LABELS["fr"][key])), key


def test_every_label_asked_for_exists() -> None:
    asked = set(re.findall(r'\bt\("(\w+)"', SCRIPTS))
    asked |= set(re.findall(r'data-t(?:-label|-placeholder)?="(\w+)"', page.asset("page.html")))
    for stem in re.findall(r'plural\("(\w+)"', SCRIPTS):
        asked |= {f"{stem}_one", f"{stem}_many"}
    assert len(asked) > 60
    assert asked <= set(LABELS["en"])


def test_no_label_is_left_over() -> None:
    used = SCRIPTS + page.asset("page.html")
    composed = ("column_", "fix_", "view_", "about_", "left_", "role_", "chart_")
    for key in LABELS["en"]:
        stem = re.sub(r"_(one|many)$", "", key)
        assert "." in key or key.startswith(composed) or f'"{stem}"' in used, key


# --------------------------------------------------------------------------- the picture


def test_picture_needs_a_report(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="quifinance run"):
        report.picture(tmp_path / "report.html", tmp_path / "report.png")


def test_picture_says_how_to_get_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo.shutil, "which", lambda name: None)
    target = report.write(one_article().write(tmp_path))
    with pytest.raises(photo.NoBrowser, match="apt-get install chromium"):
        report.picture(target, tmp_path / "report.png")
