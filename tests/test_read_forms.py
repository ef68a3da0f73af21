"""Every input form gives the same kind of article: id, text, metadata, publication date and where it comes from."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.read import read
from pipeline.records import Article, Failure

DOCKS = "L’État prêtera 12 millions d’euros à Lorient pour ses docks."
CRIEE = "La criée recevra 3 millions d’euros de la Région."


def articles(*inputs: str | Path) -> list[Article]:
    """The articles of ``inputs``; a failure fails the test."""
    found = list(read(inputs))
    assert not [str(item) for item in found if isinstance(item, Failure)]
    return [item for item in found if isinstance(item, Article)]


def one(*inputs: str | Path) -> Article:
    (article,) = articles(*inputs)
    return article


# --------------------------------------------------------------------------- text


def test_text_file(tmp_path: Path) -> None:
    path = tmp_path / "docks.txt"
    path.write_text(DOCKS, encoding="utf-8")
    article = one(path)
    assert (article.article_id, article.file, article.text) == ("docks", path.as_posix(), DOCKS)
    assert (article.published, article.published_source, article.warning) == ("", "unknown", "")
    assert len(article.sha256) == 64


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "docks.txt"
    path.write_bytes(DOCKS.encode(encoding))
    assert (one(path).text, one(path).warning) == (DOCKS, "")


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac-roman"])
def test_older_encodings_are_recognised_and_told(tmp_path: Path, encoding: str) -> None:
    text = "La région a prêté à l'État les 3 millions déjà votés ; la dépense, jugée élevée, a été étalée."
    path = tmp_path / "docks.txt"
    path.write_bytes(text.encode(encoding))
    assert one(path).text == text
    assert "not valid UTF-8" in one(path).warning


def test_a_few_broken_bytes_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "docks.txt"
    path.write_bytes("Été à l’Élysée, ".encode() * 4 + b"\xff fin")
    assert one(path).text.endswith("\ufffd fin")
    assert "replaced" in one(path).warning


def test_lines_are_kept_as_the_file_has_them(tmp_path: Path) -> None:
    path = tmp_path / "docks.txt"
    path.write_bytes(b"un\r\ndeux\rtrois\n")
    assert one(path).text == "un\r\ndeux\rtrois\n"


def test_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "docks.md"
    head = (
        '---\ntitle: "Lorient : des docks neufs"\ndate: 4 mars 2014\nsource: Le Fanal\nauteur: Y. Le Goff\na: 1\n---\n'
    )
    path.write_text(head + DOCKS, encoding="utf-8")
    article = one(path)
    assert (article.title, article.publisher, article.author) == (
        "Lorient : des docks neufs",
        "Le Fanal",
        "Y. Le Goff",
    )
    assert (article.published, article.published_source) == ("2014-03-04", "given")
    assert article.body is not None
    assert article.text[slice(*article.body)] == DOCKS


@pytest.mark.parametrize("head", ["---\nsans fin\n", "---\n", "--- un trait ---\n", "---\nune phrase\n---\n"])
def test_no_front_matter(tmp_path: Path, head: str) -> None:
    path = tmp_path / "docks.txt"
    path.write_text(head + DOCKS, encoding="utf-8")
    assert (one(path).body, one(path).text) == (None, head + DOCKS)


def test_metadata_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "docks.txt").write_text(DOCKS, encoding="utf-8")
    (tmp_path / "criee.txt").write_text(CRIEE, encoding="utf-8")
    (tmp_path / "metadata.csv").write_text(
        "file;titre;published;source\ndocks.txt;Des docks neufs;2014-03;Le Fanal\n", encoding="utf-8"
    )
    criee, docks = articles(tmp_path)
    assert (docks.title, docks.published, docks.published_source, docks.publisher) == (
        "Des docks neufs",
        "2014-03",
        "given",
        "Le Fanal",
    )
    assert (criee.title, criee.published) == ("", "")


@pytest.mark.parametrize(
    ("name", "text", "published", "source"),
    [
        pytest.param("2014-03-04_docks.txt", DOCKS, "2014-03-04", "metadata", id="file_name"),
        pytest.param("2014_docks.txt", DOCKS, "2014", "metadata", id="year_in_the_name"),
        pytest.param(
            "docks.txt", f"Publié le mardi 4 mars 2014 à 11h55\n\n{DOCKS}", "2014-03-04", "text", id="own_line"
        ),
        pytest.param(
            "docks.txt", f"Docks\n\n04/03/2014 2 minutes\n\n{DOCKS}", "2014-03-04", "text", id="line_of_figures"
        ),
        pytest.param("2015-01-01.txt", f"Publié le 4 mars 2014\n{DOCKS}", "2015-01-01", "metadata", id="name_first"),
        pytest.param("docks.txt", f"{DOCKS} Le vote date du 4 mars 2014.", "", "unknown", id="date_of_an_event"),
        pytest.param(
            "docks.txt", f"{DOCKS}\n\nCommentaires\nZoé a écrit le 04/03/2014 à 8:21", "", "unknown", id="one_comment"
        ),
    ],
)
def test_publication_date(tmp_path: Path, name: str, text: str, published: str, source: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert (one(path).published, one(path).published_source) == (published, source)


def test_day_on_which_several_readers_began_to_comment(tmp_path: Path) -> None:
    comments = "".join(f"\nà écrit le 0{4 + at // 3}/03/2014 à 8:2{at}\nBravo\n" for at in range(5))
    path = tmp_path / "docks.txt"
    path.write_text(f"{DOCKS}\n\nCommentaires 5{comments}", encoding="utf-8")
    assert (one(path).published, one(path).published_source) == ("2014-03-04", "text")
    assert "first comments" in one(path).warning


# --------------------------------------------------------------------------- ids


def test_ids_are_file_names_made_unique(tmp_path: Path) -> None:
    for name in ("a/docks.txt", "b/docks.txt", "b/c/docks.txt", "d/c/docks.txt", "b/012_9f86d081884c7d65.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(DOCKS, encoding="utf-8")
    found = {article.file.removeprefix(f"{tmp_path.as_posix()}/"): article.article_id for article in articles(tmp_path)}
    assert found == {
        "a/docks.txt": "docks",
        "b/012_9f86d081884c7d65.txt": "012",
        "b/c/docks.txt": "c-docks",
        "b/docks.txt": "b-docks",
        "d/c/docks.txt": "docks-2",
    }


@pytest.mark.parametrize(
    "stem", ["2014-03-04_docks", "note_2030", "défi-numérique", "a_abcdefabcdef", "a_123456789012"]
)
def test_other_endings_stay_in_the_id(tmp_path: Path, stem: str) -> None:
    path = tmp_path / f"{stem}.txt"
    path.write_text(DOCKS, encoding="utf-8")
    assert one(path).article_id == stem


# --------------------------------------------------------------------------- rows

ROWS = [
    {
        "id": "d1",
        "text": DOCKS,
        "title": "Docks",
        "published": "2014-03-04",
        "source": "Le Fanal",
        "url": "https://fanal.example/1",
    },
    {"id": 12, "text": CRIEE},
]


def write_rows(path: Path) -> Path:
    """``ROWS`` in the form that the ending of ``path`` names."""
    columns = ["id", "text", "title", "published", "source", "url"]
    cells = [[str(row.get(column, "")) for column in columns] for row in ROWS]
    if path.suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for row in [columns, *cells]:
            book.active.append(row)
        book.active["D2"] = datetime(2014, 3, 4)
        book.active["A3"] = 12
        book.save(path)
    elif path.suffix == ".parquet":
        import duckdb

        with duckdb.connect() as db:
            kinds = ", ".join(f"{name} {'DATE' if name == 'published' else 'VARCHAR'}" for name in columns)
            db.execute(f"CREATE TABLE rows ({kinds})")
            db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)", [[c or None for c in row] for row in cells])
            db.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    elif path.suffix in (".csv", ".tsv"):
        sign = "\t" if path.suffix == ".tsv" else ";"
        path.write_text("\n".join(sign.join(row) for row in [columns, *cells]), encoding="utf-8-sig")
    elif path.suffix == ".json":
        path.write_text(json.dumps(ROWS), encoding="utf-8")
    else:
        lines = "\n\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
        data = lines.encode("utf-8")
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "a.json", "a.csv", "a.tsv", "a.xlsx", "a.parquet"]
)
def test_rows(tmp_path: Path, name: str) -> None:
    docks, criee = articles(write_rows(tmp_path / name))
    assert (docks.article_id, docks.text, docks.title, docks.publisher, docks.url) == (
        "d1",
        DOCKS,
        "Docks",
        "Le Fanal",
        "https://fanal.example/1",
    )
    assert (docks.published, docks.published_source) == ("2014-03-04", "given")
    assert (criee.article_id, criee.text, criee.published) == ("12", CRIEE, "")
    assert not docks.extracted


def test_rows_without_id_are_numbered(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": DOCKS}) + "\n" + json.dumps({"text": CRIEE}), encoding="utf-8"
    )
    (tmp_path / "b.csv").write_text(f'texte\n"{DOCKS}"\n"{CRIEE}"\n', encoding="utf-8")
    assert [article.article_id for article in articles(tmp_path)] == ["a-1", "a-2", "b-1", "b-2"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_rows_of_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"id;text\n1;{DOCKS}\n".encode(encoding))
    assert one(path).text == DOCKS


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "title": "\\udcff", "text": "L\\ud800\\u2019\\u00c9tat paie"}', encoding="utf-8")
    assert (one(path).text, one(path).title) == ("L\ufffd’État paie", "\ufffd")


def test_line_of_several_rows_in_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"un\n\ndeux"\n2,trois\n', encoding="utf-8")
    assert [article.text for article in articles(path)] == ["un\n\ndeux", "trois"]


# --------------------------------------------------------------------------- office documents


def test_docx(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.core_properties.title = "Des docks neufs"
    document.core_properties.author = "Yann Le Goff"
    document.sections[0].header.paragraphs[0].text = "Le Fanal"
    document.add_heading("Lorient emprunte", level=1)
    document.add_paragraph("Publié le 4 mars 2014")
    document.add_paragraph(DOCKS)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Docks", "12 millions d’euros"
    document.save(tmp_path / "docks.docx")
    article = one(tmp_path / "docks.docx")
    assert article.text == f"Lorient emprunte\n\nPublié le 4 mars 2014\n\n{DOCKS}\n\nDocks | 12 millions d’euros"
    assert (article.title, article.author) == ("Des docks neufs", "Yann Le Goff")
    assert (article.published, article.published_source, article.extracted) == ("2014-03-04", "text", True)


# --------------------------------------------------------------------------- folders, globs, archives, standard input


def test_folder_of_a_mixture_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/y.txt", "c.jsonl", ".caché.txt", "photo.jpg", "README.md", "sources.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DOCKS, encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(json.dumps({"id": "c", "text": CRIEE}), encoding="utf-8")
    assert [article.article_id for article in articles(tmp_path)] == ["y", "z", "b", "c"]


def test_glob(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md", "sous/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DOCKS, encoding="utf-8")
    (tmp_path / "metadata.csv").write_text("file,title\na.txt,Docks\n", encoding="utf-8")
    assert [(a.article_id, a.title) for a in articles(f"{tmp_path}/*.txt")] == [("a", "Docks"), ("b", "")]
    assert [a.article_id for a in articles(f"{tmp_path}/**/*.txt")] == ["a", "b", "d"]


def test_name_with_the_signs_of_a_glob(tmp_path: Path) -> None:
    path = tmp_path / "docks[1].txt"
    path.write_text(DOCKS, encoding="utf-8")
    assert one(path).text == DOCKS


def test_unknown_ending_that_the_user_names_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "docks.article"
    path.write_text(DOCKS, encoding="utf-8")
    assert (one(path).text, one(path).article_id) == (DOCKS, "docks.article")


def test_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "presse.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2014/docks.txt", DOCKS)
        archive.writestr("2014/metadata.csv", "file,published\ndocks.txt,2014-03-04\n")
        archive.writestr("rows.jsonl", json.dumps({"id": "c", "text": CRIEE}))
        archive.writestr("__MACOSX/._docks.txt", "x")
    docks, criee = articles(tmp_path / "presse.zip")
    assert (docks.article_id, docks.text, docks.published) == ("docks", DOCKS, "2014-03-04")
    assert docks.file.endswith("presse.zip/2014/docks.txt")
    assert criee.article_id == "c"


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        pytest.param(DOCKS.encode(), ["stdin"], id="text"),
        pytest.param(b"\xef\xbb\xbf" + DOCKS.encode(), ["stdin"], id="marked_text"),
        pytest.param("\n".join(json.dumps(row) for row in ROWS).encode(), ["d1", "12"], id="rows"),
        pytest.param(f"<!DOCTYPE html><html><body><p>{DOCKS} {CRIEE}</p></body></html>".encode(), ["stdin"], id="page"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, ids: list[str]) -> None:
    stream = io.TextIOWrapper(io.BytesIO(data))
    monkeypatch.setattr("sys.stdin", stream)
    found = articles("-")
    assert [article.article_id for article in found] == ids
    assert found[0].text.startswith("L’État")
    assert not stream.closed


def test_the_same_inputs_give_the_same_articles(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl")
    write_rows(tmp_path / "b.xlsx")
    (tmp_path / "c.txt").write_text(DOCKS, encoding="utf-8")
    assert articles(tmp_path) == articles(tmp_path)


def test_heavy_libraries_are_loaded_only_for_their_formats(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "a.txt").write_text(DOCKS, encoding="utf-8")
    program = (
        "import sys; from pipeline import clean, read; "
        f"[clean.clean(a) for a in read.read([{str(tmp_path)!r}])]; "
        "heavy = {'trafilatura', 'pdfplumber', 'openpyxl', 'docx', 'ftfy', 'py3langid', 'numpy'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
