"""What the run makes of articles that are not French, and of the same dispatch on another site."""

import json

import pytest

import pipeline
from pipeline.records import ArticleRow
from pipeline.tables import read

FRENCH = (
    "Le conseil régional a voté lundi une subvention de 3 millions d'euros pour la rénovation du port de pêche. Les"
    " travaux, attendus depuis dix ans par les marins, doivent commencer au printemps et durer deux ans."
)
ENGLISH = (
    "The regional council voted on Monday a grant of 3 million euros for the renovation of the old fishing harbour."
    " The works, which the sailors have been waiting for during ten years, are to begin in the spring and to last"
    " two years."
)


def run(tmp_path, articles, **options):
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
    pipeline.run(source, tmp_path / "out", jobs=1, cache=tmp_path / "kept", **options)
    return {row.article_id: row for row in read(tmp_path / "out", ArticleRow)}


def test_an_english_article_is_named_and_left_out(tmp_path):
    rows = run(tmp_path, [{"id": "fr", "text": FRENCH}, {"id": "en", "text": ENGLISH}])
    assert [rows["fr"].language, rows["en"].language] == ["fr", "en"]
    assert "not French" in rows["en"].warning
    assert not rows["fr"].warning
    assert '"en"' not in (tmp_path / "out" / "amounts.csv").read_text(encoding="utf-8")


def test_any_language_reads_it_all_the_same(tmp_path):
    rows = run(tmp_path, [{"id": "en", "text": ENGLISH}], any_language=True)
    assert rows["en"].language == "en"
    assert not rows["en"].warning


@pytest.mark.parametrize("ending", ["", " Lire aussi : le port."])
def test_the_same_dispatch_points_to_the_first(tmp_path, ending):
    rows = run(tmp_path, [{"id": "agence", "text": FRENCH}, {"id": "journal", "text": FRENCH + ending}])
    assert [rows["agence"].duplicate_of, rows["journal"].duplicate_of] == ["", "agence"]
