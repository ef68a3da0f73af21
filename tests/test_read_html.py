"""Web pages: the body, what stays out of it, the metadata and the encoding."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.read import read
from pipeline.read.html import lay_out
from pipeline.records import Article

SHARED = Path(__file__).parents[1].parent / "shared"
BODY = [
    "Le conseil municipal de Lorient a voté lundi un emprunt de 12 millions d’euros pour remettre les docks en état.",
    "Les travaux commenceront à l’automne et dureront trois ans, si la météo et les entreprises le veulent bien.",
    "La région, qui possède la moitié des terrains, n’a pas encore dit ce qu’elle comptait faire de sa part.",
]
COMMENT = "Encore 12 millions de jetés à l’eau, alors que la piscine est fermée depuis deux ans."
RELATED = "Brest investit 40 millions d’euros dans son port de commerce"


def page(head: str = "", before: str = "", after: str = "", *, charset: str = "utf-8") -> str:
    """A page of a newspaper around ``BODY``."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    return f"""<!DOCTYPE html><html lang="fr"><head><meta charset="{charset}"><title>Lorient emprunte - Le Fanal</title>
    <meta property="og:title" content="Lorient emprunte pour ses docks">{head}</head><body>
    <header><nav><ul><li><a href="/">Accueil</a></li><li><a href="/eco">Économie</a></li></ul></nav></header>
    <article><h1>Lorient emprunte pour ses docks</h1>{before}{text}</article>
    <section class="comments"><h2>Commentaires (1)</h2><div class="comment"><p>{COMMENT}</p></div></section>
    <aside class="related"><h2>À lire aussi</h2><ul><li><a href="/brest">{RELATED}</a></li></ul></aside>{after}
    <footer><p>© 2014 Le Fanal. Mentions légales. Nous utilisons des cookies.</p></footer></body></html>"""


def read_page(folder: Path, content: str | bytes, name: str = "docks.html") -> Article:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    (article,) = read([path])
    assert isinstance(article, Article)
    return article


def test_body_without_what_is_around_it(tmp_path: Path) -> None:
    article = read_page(tmp_path, page())
    assert article.text == "\n\n".join(["Lorient emprunte pour ses docks", *BODY])
    assert (article.extracted, article.article_id, article.title) == (True, "docks", "Lorient emprunte pour ses docks")


@pytest.mark.parametrize(
    ("head", "before", "published", "source"),
    [
        ('<meta property="article:published_time" content="2014-03-04T08:30:00+01:00">', "", "2014-03-04", "metadata"),
        ('<meta itemprop="datePublished" content="2014-03-04">', "", "2014-03-04", "metadata"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2014-03-04"}</script>',
            "",
            "2014-03-04",
            "metadata",
        ),
        ("", '<time datetime="2014-03-04">mardi</time>', "2014-03-04", "metadata"),
        ("", "<p>Agence, publié le mardi 4 mars 2014 à 16h49</p>", "2014-03-04", "metadata"),
        ("", "<div>Par Y. Le Goff <span>|</span> Publi&eacute; le 04/03/2014</div>", "2014-03-04", "metadata"),
        ("", "<div>Mis en ligne\n le <b>4 mars</b> 2014</div>", "2014-03-04", "metadata"),
    ],
    ids=["meta", "itemprop", "json_ld", "time", "line", "words_and_entities", "words_across_tags"],
)
def test_publication_date(tmp_path: Path, head: str, before: str, published: str, source: str) -> None:
    article = read_page(tmp_path, page(head, before))
    assert (article.published, article.published_source) == (published, source)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="year_of_the_footer"),
        pytest.param("© 2014", "©", id="none"),
        pytest.param("<header>", "<header><div>Lundi 6 mai 2019</div>", id="day_of_saving"),
        pytest.param("à l’automne", "le 4 mai 2016", id="date_of_an_event"),
    ],
)
def test_page_without_date(tmp_path: Path, old: str, new: str) -> None:
    content = page().replace(old, new) if old else page()
    assert (read_page(tmp_path, content).published, read_page(tmp_path, content).published_source) == ("", "unknown")


def test_metadata_of_the_page(tmp_path: Path) -> None:
    head = """<meta property="og:site_name" content="Le Fanal"><meta name="author" content="Yann Le Goff">
    <link rel="canonical" href="https://fanal.example/docks">"""
    article = read_page(tmp_path, page(head))
    assert (article.publisher, article.author, article.url) == (
        "Le Fanal",
        "Yann Le Goff",
        "https://fanal.example/docks",
    )


def test_metadata_of_the_folder_wins(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,title,published\ndocks.html,Docks,2015-05-06\n", encoding="utf-8")
    (tmp_path / "docks.html").write_text(page('<meta itemprop="datePublished" content="2014-03-04">'), encoding="utf-8")
    (article,) = read([tmp_path])
    assert isinstance(article, Article)
    assert (article.title, article.published, article.published_source) == ("Docks", "2015-05-06", "given")


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-15", "iso8859-15"),
        ("x-faux", "utf-8"),
    ],
)
def test_encoding(tmp_path: Path, charset: str, encoding: str) -> None:
    content = page(charset=charset).replace("d’", "d'").replace("l’", "l'").replace("n’", "n'").replace("qu’", "qu'")
    content = content.replace("’", "'")
    assert "remettre les docks en état" in read_page(tmp_path, content.encode(encoding)).text


def test_byline_is_listed_outside_the_body(tmp_path: Path) -> None:
    article = read_page(tmp_path, page(before="<p>Agence, publié le mardi 4 mars 2014 à 16h49</p>"))
    body = clean(article)
    assert [(s.kind, article.text[s.start : s.end]) for s in body.skipped] == [
        ("metadata", "Agence, publié le mardi 4 mars 2014 à 16h49")
    ]
    assert body.text.startswith("Lorient emprunte pour ses docks\n\nLe conseil")
    start, end = body.source_span(0, len(body.text))
    assert article.text[start:end] == "\n\n".join(["Lorient emprunte pour ses docks", *BODY])


def test_lay_out_without_title() -> None:
    assert lay_out("", "un\n\ndeux\n") == ("un\n\ndeux", (0, 8))


# --------------------------------------------------------------------------- real pages

BODY_F1, DAYS_RIGHT = 0.97, 0.98


def words(text: str) -> Counter[str]:
    """Bag of words of ``text``; words that the page glued together are told apart."""
    spaced = re.sub(r"(?<=[a-zéèêàç»\"”.!?\d])(?=[A-ZÉÈÀ«])", " ", text)
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", spaced).replace("’", "'").lower()))


def page_f1(expected: dict[str, str], article: Article) -> float:
    """Word F1 of the body; words of the title count neither way."""
    body = clean(article)
    start, end = body.source_span(0, len(body.text))
    want, have = words(f"{expected['heading'] or ''} {expected['body']}"), words(article.text[start:end])
    have -= (have - want) & words(expected["title"] or "")
    return 2 * (want & have).total() / max(1, want.total() + have.total())


def test_real_pages() -> None:
    listed = SHARED / "pages" / "expected.jsonl"
    if not listed.exists():
        pytest.skip("../shared is absent")
    expected = {row["id"]: row for row in map(json.loads, listed.read_text(encoding="utf-8").splitlines())}
    articles = [item for item in read([f"{listed.parent}/*.html"]) if isinstance(item, Article)]
    assert {article.article_id for article in articles} == set(expected)
    scores = [page_f1(expected[article.article_id], article) for article in articles]
    days = [article.published == expected[article.article_id]["published"][:10] for article in articles]
    assert sum(scores) / len(scores) >= BODY_F1
    assert sum(days) / len(days) >= DAYS_RIGHT
