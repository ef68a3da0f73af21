"""Publication dates of metadata values, file names and a text's own lines."""

from __future__ import annotations

import pytest

from pipeline.read.day import from_file_name, from_text, parse_published

VALUES = [
    ("2014-03-04", "2014-03-04"),
    ("2014-3-4", "2014-03-04"),
    ("2014-03", "2014-03"),
    ("2014", "2014"),
    ("2014-03-04T08:30:00+01:00", "2014-03-04"),
    ("2014-03-04 08:30:00", "2014-03-04"),
    ("20140304", "2014-03-04"),
    ("04/03/2014", "2014-03-04"),
    ("4.3.2014", "2014-03-04"),
    ("04-03-2014", "2014-03-04"),
    ("04/03/2014 à 08h30", "2014-03-04"),
    ("4 mars 2014", "2014-03-04"),
    ("mardi 4 mars 2014", "2014-03-04"),
    ("Mardi 4 mars 2014 à 8h30", "2014-03-04"),
    ("le 1er août 2014", "2014-08-01"),
    ("1er février 2014", "2014-02-01"),
    ("4 déc. 2014", "2014-12-04"),
    ("mars 2014", "2014-03"),
    ("Tue, 4 Mar 2014 08:30:00 GMT", "2014-03-04"),
    (" 2014-03-04 ", "2014-03-04"),
    ("", ""),
    (None, ""),
    ("null", ""),
    ("bientôt", None),
    ("2014-13-04", None),
    ("31/02/2014", None),
    ("04/03", None),
    ("12 millions", None),
    ("4 brumaire 2014", None),
]


@pytest.mark.parametrize(("value", "day"), VALUES, ids=[str(value) for value, _ in VALUES])
def test_value(value: str | None, day: str | None) -> None:
    assert parse_published(value) == day


@pytest.mark.parametrize(
    ("stem", "day"),
    [
        ("2014-03-04_docks", "2014-03-04"),
        ("20140304-docks", "2014-03-04"),
        ("docks_2014_03_04", "2014-03-04"),
        ("docks-2014-03", "2014-03"),
        ("2014 docks", "2014"),
        ("04-03-2014 docks", "2014-03-04"),
        ("docks-2030", ""),
        ("plan-2014-2020", ""),
        ("2014-2020", "2014"),
        ("docks_20309999", ""),
        ("12014-03-04", ""),
        ("article-203040", ""),
        ("000_2058277f6dd1cf68", ""),
        ("docks", ""),
    ],
)
def test_file_name(stem: str, day: str) -> None:
    assert from_file_name(stem) == day


BODY = "Le conseil a voté lundi un emprunt de 12 millions d’euros pour les docks, qui ouvriront le 4 mai 2016."


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param(f"Docks\n\npublié le mardi 06 août 2019 à 11h55\n\n{BODY}", "2019-08-06", id="announced"),
        pytest.param(f"Docks\nAgence, publié le mardi 06 août 2019 à 11h55\n{BODY}", "2019-08-06", id="with_agency"),
        pytest.param(f"Docks\nPublié le 06/08/2019 à 11:55\n{BODY}", "2019-08-06", id="figures"),
        pytest.param(f"Docks\nMis en ligne le 6 août 2019\n{BODY}", "2019-08-06", id="put_online"),
        pytest.param(f"Docks\nPubliée le : 6 août 2019\n{BODY}", "2019-08-06", id="colon"),
        pytest.param(f"Docks\nPosté le 6 août 2019 dans Ports\n{BODY}", "2019-08-06", id="blog"),
        pytest.param(f"Docks\n6 août 2019\n{BODY}", "2019-08-06", id="alone"),
        pytest.param(f"Docks\nLe mardi 6 août 2019\n{BODY}", "2019-08-06", id="alone_with_weekday"),
        pytest.param(f"Docks\n06/08/2019 2 minutes\n{BODY}", "2019-08-06", id="with_reading_time"),
        pytest.param(f"Docks\nLorient, le 6 août 2019\n{BODY}", "2019-08-06", id="with_place"),
        pytest.param(f"{BODY}\n\nPublié le 6 août 2019", "2019-08-06", id="at_the_end"),
        pytest.param(f"Docks\nMis à jour le 7 août 2019\n{BODY}", "", id="update"),
        pytest.param(f"Docks\n\n{BODY}", "", id="date_of_an_event"),
        pytest.param(
            "Le décret publié le 6 août 2019 au Journal officiel " + "prévoit 12 millions d’euros " * 6,
            "",
            id="in_a_paragraph",
        ),
        pytest.param(f"{BODY}\n" * 14 + "6 août 2019\n" + f"{BODY}\n" * 9, "", id="alone_far_below"),
        pytest.param(f"Docks\nPublié le 31 février 2019\n{BODY}", "", id="no_such_day"),
        pytest.param("", "", id="empty"),
    ],
)
def test_own_line(text: str, day: str) -> None:
    assert from_text(text) == day
