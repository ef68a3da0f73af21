"""Bad and hostile inputs: each gives a message with the cause and the remedy, and the other inputs are read."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from pipeline.read import Limits, read
from pipeline.read import sources as read_sources
from pipeline.records import Article, Failure

GOOD = "L’État prêtera 12 millions d’euros à Lorient pour ses docks."
PARAGRAPH = (
    "<p>Le conseil de Lorient a voté lundi un emprunt de 12 millions d’euros pour remettre les docks en état.</p>"
)


def failures(*inputs: str | Path, limits: Limits | None = None) -> list[Failure]:
    """The failures of ``inputs``; whatever they hold, a good article read after them must come out whole."""
    found = list(read(inputs, limits=limits) if limits else read(inputs))
    return [item for item in found if isinstance(item, Failure)]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "zz-good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def zip_of(members: dict[str, bytes], *, stored: bool = False) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)

    return write


def sparse(size: int) -> Callable[[Path], None]:
    """A file of ``size`` bytes that takes no room on the disk."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return write


def data(content: bytes | str) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content) and None


NOISE = bytes(range(256)) * 40
SCRIPTS = "<html><head><script>var a = '3 millions';</script></head><body><script>" + "x = 1;" * 2000 + "</script>"
CASES = [
    ("empty.txt", data(b""), "an empty file"),
    ("blank.txt", data(b" \n\n "), "an empty file"),
    ("noise.txt", data(NOISE), "a binary file, not text"),
    ("picture.txt", data(b"\x89PNG\r\n\x1a\n" + NOISE), "the content is an image"),
    ("pdf.txt", data(b"%PDF-1.4\nun faux texte"), "the content is a PDF"),
    ("nul.txt", data(b"un\x00deux" * 300), "a binary file, not text"),
    ("huge.txt", sparse(200_000_000), "too large for one article (200 MB"),
    ("huge.html", sparse(200_000_000), "too large for one article (200 MB"),
    ("huge.pdf", sparse(200_000_000), "too large for one article (200 MB"),
    ("huge.docx", sparse(200_000_000), "too large for one article (200 MB"),
    ("long.txt", data("a b " * 300_000), "too long for one article"),
    ("scripts.html", data(SCRIPTS), "no article text in this page"),
    (
        "noscript.html",
        data(SCRIPTS + "<noscript>Veuillez activer JavaScript.</noscript>"),
        "no article text in this page",
    ),
    ("empty.html", data(b""), "no article text in this page"),
    ("deep.html", data("<html><body>" + "<div>" * 100_000 + GOOD), "nested 100002 deep"),
    ("deep_inline.html", data("<html><body>" + "<b><i>" * 50_000 + GOOD), "nested 100002 deep"),
    ("open.html", data("<html><body>" + "<p>" * 100_000 + GOOD), "100002 tags in one page"),
    ("bomb.zip", zip_of({"a.txt": b"0" * 30_000_000}), "refused as a zip bomb"),
    ("bomb.docx", zip_of({"word/document.xml": b"0" * 30_000_000}), "refused as a zip bomb"),
    ("bomb.xlsx", zip_of({"xl/workbook.xml": b"0" * 30_000_000}), "refused as a zip bomb"),
    ("nested.zip", zip_of({"in.zip": b"x"}), "an archive within an archive"),
    ("up.zip", zip_of({"../up.txt": b"x"}), "a path that leaves the archive"),
    ("root.zip", zip_of({"/root.txt": b"x"}), "a path that leaves the archive"),
    ("windows.zip", zip_of({"C:\\a\\b.txt": b"x"}), "a path that leaves the archive"),
    ("broken.zip", data(b"PK\x03\x04" + NOISE), "not a zip archive, or a damaged one"),
    ("text.zip", data(GOOD), "not a zip archive, or a damaged one"),
    ("broken.docx", data(NOISE), "not an office document, or a damaged one"),
    ("other.docx", zip_of({"a.xml": b"<a/>"}), "not a Word document, or a damaged one"),
    ("locked.docx", data(b"\xd0\xcf\x11\xe0" + NOISE), "protected by a password, or in an old format"),
    ("broken.xlsx", data(NOISE), "not an office document, or a damaged one"),
    ("other.xlsx", zip_of({"a.xml": b"<a/>"}), "not a spreadsheet, or a damaged one"),
    ("broken.parquet", data(NOISE), "not Parquet, or a damaged file"),
    ("cut.parquet", data(b"PAR1" + NOISE + b"PAR1"), "not Parquet, or a damaged file"),
    ("broken.pdf", data(NOISE), "a damaged or truncated PDF"),
    ("text.pdf", data(GOOD), "a damaged or truncated PDF"),
    ("empty.jsonl", data(b""), "an empty file"),
    ("broken.json", data("{"), "not JSON"),
    ("nested.json", data("[" * 200_000), "not JSON"),
    ("empty.csv", data(b""), "no column `text`"),
    ("columns.csv", data("id,titre\n1,Docks\n"), "no column `text`: its columns are: id,titre"),
    ("gzip.jsonl.gz", data(GOOD), "cannot be read"),
]


@pytest.mark.parametrize(("name", "write", "cause"), [pytest.param(*case, id=case[0]) for case in CASES])
def test_bad_file(tmp_path: Path, good: Path, name: str, write: Callable[[Path], None], cause: str) -> None:
    write(tmp_path / name)
    first, *others = read([tmp_path])
    assert isinstance(first, Failure)
    assert cause in str(first).replace(" (its columns", ": its columns")
    assert name in first.file
    assert first.remedy
    assert [item.text for item in others if isinstance(item, Article)] == [GOOD]
    assert len(others) == 1


@pytest.mark.parametrize(
    ("name", "lines", "line", "cause"),
    [
        ("a.jsonl", ['{"text": "un"}', "{un}", '{"text": "trois"}'], 2, "not JSON"),
        ("a.jsonl", ['{"text": "un"}', "[1]", '{"text": "trois"}'], 2, "not a JSON object"),
        ("a.jsonl", ['{"text": "un"}', '{"id": 3}', '{"text": "trois"}'], 2, "no `text`"),
        ("a.jsonl", ['{"text": "un"}', '{"text": " "}', '{"text": "trois"}'], 2, "an empty `text`"),
        ("a.jsonl", ['{"text": "un"}', '{"text": 12}', '{"text": "trois"}'], 2, "no `text`"),
        ("a.jsonl", ['{"text": "un"}', "[" * 100_000, '{"text": "trois"}'], 2, "not JSON"),
        ("a.csv", ["id,text", "1,un", '2,""', "3,trois"], 3, "an empty `text`"),
        ("a.csv", ["id,text", "1,un", '2,"il dit "non" aussi"', "3,trois"], 3, "not CSV"),
        ("a.csv", ["id,text", '1,"un\n\nun"', '2,""', "3,trois"], 5, "an empty `text`"),
    ],
)
def test_bad_row(tmp_path: Path, name: str, lines: list[str], line: int, cause: str) -> None:
    path = tmp_path / name
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(read([path]))
    (failure,) = [item for item in found if isinstance(item, Failure)]
    assert (failure.line, cause in failure.cause, bool(failure.remedy)) == (line, True, True)
    assert [item.text[-5:] for item in found if isinstance(item, Article)][-1] == "trois"
    assert len(found) == 3


def test_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "' + "x" * 5000 + '"}\n{"text": "deux"}\n', encoding="utf-8")
    failure, article = read([path], limits=Limits(record_bytes=1000))
    assert isinstance(failure, Failure)
    assert (failure.line, isinstance(article, Article) and article.article_id) == (1, "a-2")


def test_quote_that_never_closes(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,un\n2,'\"".replace("'", "") + "x,y\n" * 50_000, encoding="utf-8")
    found = list(read([path, good], limits=Limits(record_bytes=150_000)))
    assert [item.line for item in found if isinstance(item, Failure)] == [3]
    assert [item.text for item in found if isinstance(item, Article)] == ["un", GOOD]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_published_that_is_no_date(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    row = {"id": "1", "text": GOOD, "published": "bientôt"}
    path.write_text(
        json.dumps(row) if path.suffix == ".jsonl" else f"id,text,published\n1,{GOOD},bientôt\n", encoding="utf-8"
    )
    failure, article = read([path])
    assert isinstance(failure, Failure)
    assert isinstance(article, Article)
    assert "published is 'bientôt', not a date" in failure.cause
    assert failure.line == (1 if path.suffix == ".jsonl" else 2)
    assert (article.published, article.published_source) == ("", "unknown")
    assert "bientôt" in article.warning


def test_lines_are_counted_on_after_a_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"il dit "non" aussi"\n2,un\n3,"il dit "oui" aussi"\n4,\n', encoding="utf-8")
    assert [item.line for item in read([path]) if isinstance(item, Failure)] == [2, 4, 5]


def test_packed_file_is_bounded_by_what_it_unpacks_to(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"x " * 50_000))
    failure, article = read([path, good], limits=Limits(article_bytes=10_000))
    assert isinstance(failure, Failure)
    assert "too large for one article" in failure.cause
    assert isinstance(article, Article)


def test_metadata_without_file_column(tmp_path: Path, good: Path) -> None:
    (tmp_path / "metadata.csv").write_text("nom,titre\nzz-good.txt,Docks\n", encoding="utf-8")
    failure, article = read([tmp_path])
    assert isinstance(failure, Failure)
    assert failure.file.endswith("metadata.csv")
    assert isinstance(article, Article)


# --------------------------------------------------------------------------- paths


@pytest.mark.parametrize("name", ["absent.txt", "absent/", "*.rien", "a\x00b.txt", "x" * 5000])
def test_path_that_is_not_there(tmp_path: Path, good: Path, name: str) -> None:
    failure, article = read([f"{tmp_path}/{name}", good])
    assert isinstance(failure, Failure)
    assert failure.remedy
    assert isinstance(article, Article)


def test_folder_without_article(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(NOISE)
    (failure,) = failures(tmp_path)
    assert "no article in this folder" in failure.cause
    assert ".pdf" in failure.remedy


def test_folder_that_is_called_like_a_file(tmp_path: Path, good: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    (tmp_path / "x.txt" / "a.txt").write_text(GOOD, encoding="utf-8")
    assert [item.file.rpartition("/")[2] for item in read([tmp_path])] == ["a.txt", "zz-good.txt"]


def test_links_that_lead_round_in_a_circle(tmp_path: Path, good: Path) -> None:
    (tmp_path / "a").mkdir()
    os.symlink(tmp_path, tmp_path / "a" / "back")
    os.symlink("self", tmp_path / "self")
    os.symlink("absent", tmp_path / "dangling.txt")
    found = list(read([tmp_path]))
    causes = [item.cause for item in found if isinstance(item, Failure)]
    assert causes == ["a link that leads back to a folder above it", "no such file or folder"]
    assert [item.article_id for item in found if isinstance(item, Article)] == ["zz-good"]


def test_link_to_another_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "docks.txt").write_text(GOOD, encoding="utf-8")
    os.symlink(tmp_path / "b", tmp_path / "a" / "b")
    assert [getattr(item, "text", "") for item in read([tmp_path / "a"])] == [GOOD]


def test_pipe_in_a_folder_is_not_waited_for(tmp_path: Path, good: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    failure, article = read([tmp_path])
    assert isinstance(failure, Failure)
    assert "not a regular file" in failure.cause
    assert isinstance(article, Article)


def test_file_that_may_not_be_read(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(GOOD, encoding="utf-8")

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return real_open(self, *args, **kwargs)  # type: ignore[call-overload]

    real_open = Path.open
    monkeypatch.setattr(Path, "open", refuse)
    failure, article = read([tmp_path])
    assert isinstance(failure, Failure)
    assert "Permission denied" in failure.cause
    assert isinstance(article, Article)


def test_folder_that_may_not_be_listed(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").mkdir()

    def refuse(path: object) -> object:
        if str(path).endswith("secret"):
            raise PermissionError(13, "Permission denied")
        return real_scandir(path)  # type: ignore[call-overload]

    real_scandir = os.scandir
    monkeypatch.setattr(read_sources.os, "scandir", refuse)
    failure, article = read([tmp_path])
    assert isinstance(failure, Failure)
    assert "Permission denied" in failure.cause
    assert isinstance(article, Article)


def test_many_files_are_not_opened_before_their_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3000):
        (tmp_path / f"{number:05d}.txt").touch()
    opened: list[str] = []
    real_open = Path.open

    def note(self: Path, *args: object, **kwargs: object) -> object:
        opened.append(self.name)
        return real_open(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", note)
    assert len(list(islice(read([tmp_path]), 3))) == 3
    assert opened == ["00000.txt", "00001.txt", "00002.txt"]


def test_zip_member_protected_by_a_password(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "a.zip"
    zip_of({"docks.txt": GOOD.encode()}, stored=True)(path)
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag in the member's own header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    path.write_bytes(bytes(content))
    failure, article = read([path, good])
    assert isinstance(failure, Failure)
    assert "protected by a password" in failure.cause
    assert isinstance(article, Article)


def test_zip_member_that_is_damaged(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "a.zip"
    zip_of({"docks.txt": GOOD.encode()}, stored=True)(path)
    path.write_bytes(path.read_bytes().replace(b"Lorient", b"Lorienx", 1))
    failure, article = read([path, good])
    assert isinstance(failure, Failure)
    assert "CRC" in failure.cause
    assert isinstance(article, Article)


def test_zip_with_too_many_members(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    zip_of({f"{number}.txt": b"x" for number in range(30)})(path)
    (failure,) = failures(path, limits=Limits(zip_members=20))
    assert "30 files, more than 20" in failure.cause


def test_page_with_nul_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><body>\x00{PARAGRAPH}\x00{PARAGRAPH}</body></html>".encode())
    (article,) = read([path])
    assert isinstance(article, Article)
    assert "12 millions" in article.text
    assert "\x00" not in article.text


def test_a_few_nul_bytes_in_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{GOOD}\x00{GOOD}", encoding="utf-8")
    (article,) = read([path])
    assert isinstance(article, Article)
    assert article.text == f"{GOOD}\x00{GOOD}"
