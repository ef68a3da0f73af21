"""What the guided fuzzing calls: bytes in, an exception when something is wrong. Its crashes are replayed as tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline import dates, money
from pipeline.clean import clean
from pipeline.read import read
from pipeline.records import Article, Failure

CRASHES = Path(__file__).parent / "crashes"
PUBLISHED = ("", "2015-01-13", "2021-03", "2020")


def money_grammar(data: bytes) -> None:
    """Amounts stand where they say, are finite and not below zero, and their ranges are ordered."""
    text = data.decode("utf-8", "replace")
    for amount in money.find_amounts(text):
        assert text[amount.start : amount.end] == amount.text
        assert all(v is None or (v.is_finite() and v >= 0) for v in (amount.value, amount.value_min, amount.value_max))
        assert amount.value_min is None or amount.value_max is None or amount.value_min <= amount.value_max


def date_grammar(data: bytes) -> None:
    """Dates stand where they say, and their bounds are ordered and both there or neither."""
    text = data.decode("utf-8", "replace")
    published = PUBLISHED[len(data) % len(PUBLISHED)]
    for found in dates.find_dates(text, published):
        assert text[found.start : found.end] == found.text
        assert (found.first is None) == (found.last is None)
        assert found.first is None or found.last is None or found.first <= found.last


def _read_file(name: str, data: bytes) -> None:
    """A file of any content gives articles whose body leads back to its text, or failures that name it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        for item in read([path]):
            if isinstance(item, Failure):
                assert item.cause
                assert name in item.file
            else:
                check_body(item)


def check_body(article: Article) -> None:
    """Every sentence of the body has its place in the source text."""
    body = clean(article)
    for start, end in body.sentences:
        left, right = body.source_span(start, end)
        assert 0 <= left < right <= len(article.text)


def front_matter(data: bytes) -> None:
    """A text file that begins like front matter."""
    _read_file("article.txt", b"---\n" + data)


def text_file(data: bytes) -> None:
    """A text file."""
    _read_file("article.txt", data)


def json_lines(data: bytes) -> None:
    """A JSON Lines file."""
    _read_file("articles.jsonl", data)


def csv_table(data: bytes) -> None:
    """A CSV file of articles."""
    _read_file("articles.csv", b"id,text,published\n" + data)


def web_page(data: bytes) -> None:
    """A web page."""
    _read_file("page.html", b"<html><body>" + data)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "money": money_grammar,
    "dates": date_grammar,
    "front": front_matter,
    "text": text_file,
    "jsonl": json_lines,
    "csv": csv_table,
    "page": web_page,
}
SEEDS: dict[str, list[str]] = {
    "money": ["entre 5 et 10 millions d'euros", "1.500.000 €", "deux cent mille francs CFA", "10-15 M€", "US$ 3bn"],
    "dates": ["du 3 au 5 mars 2021", "fin 2022", "T3 2016", "il y a deux ans", "depuis 2011", "lundi 13 janvier"],
    "front": ['title: "Brest"\npublished: 2021-03-04\n---\nTexte.', "---\n", "a: [b\n---"],
    "text": ["Publié le mardi 06 août 2020 à 11h55\n\nBrest.", "Commentaires (8)\nBravo !"],
    "jsonl": ['{"id": "a", "text": "Brest."}\n', '{"text": 3}\n[1]\n'],
    "csv": ['a,"Brest ""le"" port",2021\n', '"a\nb",c\n'],
    "page": ["<article><p>Brest reçoit 3 M€.</p></article>", "<script>x</script><p>&eacute;"],
}
