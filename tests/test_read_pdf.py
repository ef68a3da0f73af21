"""PDF articles: reading order, columns, hyphens, running heads, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import Limits, read
from pipeline.read.layout import Line, paragraphs
from pipeline.records import Article, Failure

Print = tuple[float, float, float, str]  # x, distance from the top, size of type, words
WIDTH, HEIGHT = 595, 842


def pdf(pages: list[list[Print]], *, title: str = "", locked: bool = False) -> bytes:
    """A PDF with the given lines in Helvetica; ``locked`` asks for a password that nobody knows."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        content = b"".join(map(_printed, lines))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"endstream")
    objects.append(b"<< /Title (" + title.encode("cp1252") + b") >>")
    trailer = f"/Root 1 0 R /Info {len(objects)} 0 R"
    if locked:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [(a) (a)]"
    return _file(objects, trailer)


def _printed(line: Print) -> bytes:
    x, top, size, words = line
    escaped = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"BT /F1 {size} Tf {x} {HEIGHT - top} Td (".encode() + escaped + b") Tj ET\n"


def _file(objects: list[bytes], trailer: str) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} {trailer} >>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF".encode()


def column(x: float, top: float, lines: list[str]) -> list[Print]:
    return [(x, top + 12 * number, 10, line) for number, line in enumerate(lines) if line]


LEFT = [
    "Le conseil d'administration du port a voté",
    "jeudi un emprunt de 12 millions d'euros au-",
    "près de la Banque des territoires. La ré-",
    "gion apportera 3 millions de plus, et celui-",
    "ci sera remboursé en dix ans.",
]
RIGHT = [
    "Les travaux doivent commencer au prin-",
    "temps. Ils dureront deux ans, si la météo",
    "le permet. Selon la direction, 140 emplois",
    "seront créés. Les syndicats, eux, deman-",
    "dent des garanties écrites avant la fin du",
]
FIRST = [
    (40.0, 30.0, 9.0, "Le Fanal - 12"),
    (40.0, 80.0, 20.0, "Le port emprunte pour ses quais"),
    *column(40, 120, LEFT),
    *column(310, 120, RIGHT),
    (290.0, 820.0, 9.0, "12"),
]
SECOND = [
    (40.0, 30.0, 9.0, "Le Fanal - 13"),
    *column(
        40,
        80,
        ["mois de juin. Une réunion est prévue.", "", "Une autre enveloppe, de 2 millions, ira aux", "pêcheurs."],
    ),
    *column(310, 80, ["Le maire salue « un tournant ».", "Il promet des comptes publics."]),
    (290.0, 820.0, 9.0, "13"),
]
THIRD = [
    (40.0, 30.0, 9.0, "Le Fanal - 14"),
    *column(
        40,
        80,
        [
            "La dernière page n'a qu'une colonne, qui raconte la suite de l'affaire et son coût de 4 millions",
            "d'euros.",
        ],
    ),
    (290.0, 820.0, 9.0, "14"),
]


def read_pdf(folder: Path, content: bytes, limits: Limits | None = None) -> Article | Failure:
    path = folder / "quais.pdf"
    path.write_bytes(content)
    (found,) = read([path], limits=limits) if limits else read([path])
    return found


def test_columns_hyphens_and_running_heads(tmp_path: Path) -> None:
    article = read_pdf(tmp_path, pdf([FIRST, SECOND, THIRD], title="Le port emprunte"))
    assert isinstance(article, Article)
    assert (article.title, article.extracted) == ("Le port emprunte", True)
    assert article.text.split("\n\n") == [
        "Le port emprunte pour ses quais",
        "Le conseil d'administration du port a voté jeudi un emprunt de 12 millions d'euros auprès de la Banque des "
        "territoires. La région apportera 3 millions de plus, et celui-ci sera remboursé en dix ans.",
        "Les travaux doivent commencer au printemps. Ils dureront deux ans, si la météo le permet. Selon la direction, "
        "140 emplois seront créés. Les syndicats, eux, demandent des garanties écrites avant la fin du mois de juin. "
        "Une réunion est prévue.",
        "Une autre enveloppe, de 2 millions, ira aux pêcheurs.",
        "Le maire salue « un tournant ». Il promet des comptes publics.",
        "La dernière page n'a qu'une colonne, qui raconte la suite de l'affaire et son coût de 4 millions d'euros.",
    ]


def test_single_page_keeps_its_heading(tmp_path: Path) -> None:
    article = read_pdf(tmp_path, pdf([[(40, 40, 18, "Lorient emprunte"), (40, 90, 10, "Le vote a eu lieu lundi.")]]))
    assert isinstance(article, Article)
    assert article.text == "Lorient emprunte\n\nLe vote a eu lieu lundi."


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("une sub-", "vention", "une subvention"),
        ("une sub\u00ad", "vention", "une subvention"),
        ("L'ÉCO\u00ad", "NOMIE", "L'ÉCONOMIE"),
        ("un sous-", "traitant", "un sous-traitant"),
        ("a-t-", "il payé", "a-t-il payé"),
        ("la Seine-", "Maritime", "la Seine-Maritime"),
        ("le plan -", "voté hier", "le plan - voté hier"),
        ("en 2014-", "2020", "en 2014- 2020"),
        ("sans rien", "couper", "sans rien couper"),
    ],
)
def test_words_at_the_end_of_a_line(above: str, below: str, joined: str) -> None:
    lines = [Line(above, 40, 200, 100, 110), Line(below, 40, 200, 112, 122)]
    assert paragraphs(lines) == [joined]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        pytest.param(pdf([FIRST], locked=True), "protected by a password", id="password"),
        pytest.param(pdf([FIRST, SECOND])[:700], "a damaged or truncated PDF", id="truncated"),
        pytest.param(pdf([FIRST, SECOND])[:40], "a damaged or truncated PDF", id="cut_at_once"),
        pytest.param(pdf([[]]), "no text in this PDF", id="images_only"),
        pytest.param(b"%PDF-1.4\n" + b"<<" * 100_000, "a damaged or truncated PDF", id="nested_dictionaries"),
    ],
)
def test_pdf_that_cannot_be_read(tmp_path: Path, content: bytes, cause: str) -> None:
    failure = read_pdf(tmp_path, content)
    assert isinstance(failure, Failure)
    assert cause in failure.cause
    assert failure.remedy


def test_pdf_of_too_many_pages(tmp_path: Path) -> None:
    failure = read_pdf(tmp_path, pdf([FIRST] * 4), Limits(pdf_pages=3))
    assert isinstance(failure, Failure)
    assert "4 pages, more than 3" in failure.cause
