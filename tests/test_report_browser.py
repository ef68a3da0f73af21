"""The report in a real browser without a window: filter, sort, evidence, languages, downloads, review, accessibility.

These tests need Chromium (``apt-get install chromium`` on Debian); without it they are skipped. Another binary is named
with the environment variable ``CHROMIUM``.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from report_sample import Fact, Sample, add_article, add_ledger, sample

from pipeline import report, tables
from pipeline.evaluate import load_gold
from pipeline.ledger import corrections
from pipeline.records import FundingRow
from pipeline.report.photo import QUIET

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the browser tests need Playwright: pip install -e '.[dev]'"
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium: apt-get install chromium, or set CHROMIUM to its path"
)

HOSTILE_TITLE = (
    '</script><script>window.hit=1</script> "onload="window.hit=1" </style>'
    '<img src=x onerror="window.hit=1"> \u202eetxet'
)


def facts_sample() -> Sample:
    made = Sample()
    add_article(
        made,
        "a1",
        "Un théâtre pour les quais",
        [
            Fact("Région Bretagne", "Théâtre des Quais", 5, 2019, object="rénover la grande salle", confidence=0.9),
            Fact("Ville de Lorient", "Théâtre des Quais", 2, 2020, "planned", confidence=0.5),
        ],
        url="https://exemple.test/theatre",
    )
    add_article(
        made,
        "a2",
        "Le théâtre, suite",
        [
            Fact("Région Bretagne", "Théâtre des Quais", 7, 2019, "planned", "budget", confidence=0.7),
        ],
        day=30,
    )
    add_article(
        made,
        "a3",
        HOSTILE_TITLE,
        [
            Fact("<b>Orange</b>", "Numergy", 75, 2012, kind="investment"),
            Fact("Caisse des dépôts", "Cloudwatt", 150, 2012, kind="investment", confidence=0.95),
        ],
        day=60,
        url="javascript:window.hit=1",
    )
    # A spreadsheet formula in a name, and an amount without a euro value.
    made.funding[1] = replace(made.funding[1], object='=HYPERLINK("http://x")', value_eur=None, currency="XOF")
    add_ledger(made)
    made.ledger[-1] = replace(made.ledger[-1], funder="Caisse des dépôts; Orange")
    # One event told on two rows: two payers, one amount.
    shared = made.funding[-1]
    made.funding.append(
        replace(shared, funder="Orange", funder_id="x-orange", funder_text="Orange", funder_start=None, funder_end=None)
    )
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report.write(facts_sample().write(tmp_path_factory.mktemp("report")))


@contextmanager
def opened(browser: Any, path: Path, view: str = "lang=en&theme=light", **context: Any) -> Iterator[Any]:
    """A page that fails the test when a script fails, the policy is broken or anything is asked of a network."""
    room = browser.new_context(accept_downloads=True, **context)
    page = room.new_page()
    page.set_default_timeout(8000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on(
        "request",
        lambda request: (
            troubles.append(request.url) if not request.url.startswith(("file:", "blob:", "data:")) else None
        ),
    )
    page.goto(f"{path.as_uri()}#{view}")
    page.wait_for_selector("html[data-charts=drawn]")
    yield page
    hit = page.evaluate("window.hit")
    room.close()
    assert troubles == []
    assert hit is None


@pytest.fixture
def page(browser: Any, report_file: Path) -> Iterator[Any]:
    with opened(browser, report_file) as page:
        yield page


def column(page: Any, name: str) -> list[str]:
    return [cell.inner_text().split("\n")[0].strip() for cell in page.query_selector_all(f"#table td.{name}")]


def total(page: Any) -> float:
    return float(page.get_attribute("#sum-events", "data-eur"))


def download(page: Any, selector: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.click(selector)
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def open_row(page: Any, words: str) -> None:
    close_panel(page)
    page.locator("#table tbody tr", has_text=words).first.click()
    page.wait_for_selector("#panel:not([hidden]) h2")


def close_panel(page: Any) -> None:
    if page.is_visible("#panel"):
        page.click("[data-panel=close]")


# --------------------------------------------------------------------------- filter, sort, sum


def test_the_sum_counts_each_event_once(page: Any) -> None:
    assert page.locator("#table tbody tr").count() == 6
    assert (
        total(page) == 5e6 + 7e6 + 75e6 + 150e6
    )  # two rows of the 150 million, and 2 million XOF without a euro value
    assert "without a euro value" in page.inner_text("#figures .main")


def test_retellings_are_merged(page: Any) -> None:
    assert page.inner_text("#sum-once") == "€232m"  # the 5 and the 7 million of the theatre are one funding of 7


FILTERS = {
    "words": ({"#f-query": "theatre suite"}, {"7 millions"}),
    "words without accents, in the evidence": ({"#f-query": "renover"}, {"5 millions"}),
    "payer": ({"#f-funder": "caisse des depots"}, {"150 millions"}),
    "recipient": ({"#f-recipient": "Numergy"}, {"75 millions"}),
    "from a year": ({"#f-from": "2020"}, {"2 millions"}),
    "until a month": ({"#f-to": "2012-01"}, {"75 millions", "150 millions"}),
    "amounts": ({"#f-min": "6,5", "#f-max": "80"}, {"7 millions", "75 millions"}),
    "nothing": ({"#f-query": "introuvable"}, set()),
}


@pytest.mark.parametrize(("fields", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_filter(page: Any, fields: dict[str, str], expected: set[str]) -> None:
    for selector, value in fields.items():
        page.fill(selector, value)
    shown = page.eval_on_selector_all("#table tbody tr", "lines => lines.map((line) => line.dataset.n)")
    rows = facts_sample().funding
    assert {rows[int(n)].amount_text.removesuffix(" d'euros") for n in shown} == expected
    assert page.is_visible("#table-empty") == (not expected)


def test_status_kind_confidence_and_conflict_filters(page: Any) -> None:
    page.check("#f-status input[value=planned]")
    assert set(column(page, "status")) == {"planned"}
    page.check("#f-kind input[value=budget]")
    assert column(page, "payer") == ["Région Bretagne"]
    page.click("#reset")
    assert page.locator("#table tbody tr").count() == 6
    page.fill("#f-confidence", "0.9")
    assert column(page, "confidence") == ["95%", "95%", "90%"]
    page.click("#reset")
    page.check("#f-conflict")
    assert sorted(column(page, "amount")) == ["€5m", "€7m"]


@pytest.mark.parametrize("bad", ["abc", "12/2012"])
def test_a_date_that_is_none_is_shown_and_filters_nothing(page: Any, bad: str) -> None:
    page.fill("#f-from", bad)
    assert page.get_attribute("#f-from", "aria-invalid") == "true"
    assert page.locator("#table tbody tr").count() == 6


def test_sort_both_ways(page: Any) -> None:
    assert column(page, "amount")[0] == "€150m"
    page.click("#table [data-sort=amount]")
    assert column(page, "amount")[0] == "XOF 2m" or column(page, "amount")[0] == "€5m"
    assert page.get_attribute("#table th:has([data-sort=amount])", "aria-sort") == "ascending"
    page.click("#table [data-sort=funder]")
    names = column(page, "payer")
    assert names[-2:] == ["Région Bretagne", "Ville de Lorient"]
    page.click("#table [data-sort=funder]")
    assert column(page, "payer") == names[::-1] or column(page, "payer")[0] == "Ville de Lorient"


def test_the_address_brings_the_view_back(browser: Any, report_file: Path) -> None:
    with opened(browser, report_file, "lang=fr&theme=dark&q=numergy") as page:
        assert page.locator("#table tbody tr").count() == 1
        page.fill("#f-query", "cloudwatt")
        address = page.evaluate("location.href")
        page.goto("about:blank")
        page.goto(address)
        assert column(page, "recipient") == ["Cloudwatt", "Cloudwatt"]


def test_pages_of_many_rows(browser: Any, tmp_path: Path) -> None:
    with opened(browser, report.write(sample(40, 400, chars=300).write(tmp_path))) as page:
        assert page.locator("#table tbody tr").count() == 50
        first = column(page, "source")
        page.click("[data-page=next]")
        assert page.inner_text("#pager .where") == "51–100 of 400"
        assert column(page, "source") != first
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#table tbody tr").count() == 400
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("#table tbody tr").count() == 50


# --------------------------------------------------------------------------- evidence


def test_a_click_opens_the_evidence_with_the_words_marked(page: Any) -> None:
    open_row(page, "rénover la grande salle")
    marked = page.eval_on_selector_all("#panel .text .role", "all => all.map((e) => [e.dataset.role, e.textContent])")
    assert marked == [
        ["date", "En 2019"],
        ["payer", "Région Bretagne"],
        ["amount", "5 millions d'euros"],
        ["recipient", "Théâtre des Quais"],
    ]
    evidence = page.eval_on_selector_all("#panel .text .evidence", "all => all.map((e) => e.textContent).join('')")
    assert evidence == facts_sample().funding[0].evidence
    assert page.text_content("#panel .quote") == evidence
    assert page.inner_text("#panel .text .skipped").startswith("Accueil |")
    assert page.text_content("#panel .text") == facts_sample().texts["a1"]
    assert page.locator("#panel .text .ent-ORG").count() == 4
    assert page.locator("#panel .text .time").count() == 2


def test_keyboard_alone(page: Any) -> None:
    page.focus("#table tbody tr:first-child .open-row")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden]) .text")
    assert page.evaluate("document.activeElement.id") == "panel"
    assert page.inner_text("#panel .where") == "Row 3 of 6"
    page.keyboard.press("Escape")
    assert page.is_hidden("#panel")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 3


def test_hostile_text_is_text(page: Any) -> None:
    open_row(page, "Numergy")
    assert page.text_content("#panel h2") == HOSTILE_TITLE
    assert page.locator("#panel a").count() == 0  # a javascript: address is no link
    assert "javascript:window.hit=1" in page.inner_text("#panel .byline")
    assert page.text_content("#panel .text") == facts_sample().texts["a3"]
    assert "<b>Orange</b>" in column(page, "payer")
    close_panel(page)
    page.click("#tab-articles")
    page.click("#tab-conflicts")


def test_a_web_address_is_a_link_that_tells_nothing(page: Any) -> None:
    open_row(page, "rénover la grande salle")
    link = page.locator("#panel .byline a")
    assert link.get_attribute("href") == "https://exemple.test/theatre"
    assert "noreferrer" in link.get_attribute("rel")


def test_compressed_texts_open(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.report.pack.PLAIN_LIMIT", 10)
    with opened(browser, report.write(facts_sample().write(tmp_path))) as page:
        open_row(page, "Numergy")
        assert page.text_content("#panel .text") == facts_sample().texts["a3"]


def test_without_the_text_the_evidence_stands_alone(browser: Any, tmp_path: Path) -> None:
    folder = facts_sample().write(tmp_path)
    shutil.rmtree(folder / "texts")
    with opened(browser, report.write(folder)) as page:
        open_row(page, "Numergy")
        assert page.text_content("#panel .quote") == facts_sample().funding[3].evidence
        assert "not in the report" in page.inner_text("#panel")


def test_conflicts_side_by_side(page: Any) -> None:
    page.click("#tab-conflicts")
    assert page.locator("#view-conflicts .side").count() == 2
    assert sorted(page.locator("#view-conflicts .differs").all_inner_texts()) == sorted(
        ["€5m", "€7m", "done", "planned"]
    )


# --------------------------------------------------------------------------- charts, languages


def test_charts_follow_the_filters(page: Any) -> None:
    assert page.locator("#chart-time rect.bar").count() == 2  # euros of 2012 and of 2019
    assert page.locator("#chart-flow path.flow").count() == 4
    page.fill("#f-recipient", "Numergy")
    playwright.expect(page.locator("#chart-flow path.flow")).to_have_count(1)
    assert page.inner_text("#chart-funders .sum") == "€75m · 1"


def test_a_name_in_a_chart_filters(page: Any) -> None:
    page.click("#chart-recipients button:has-text('Cloudwatt')")
    assert set(column(page, "recipient")) == {"Cloudwatt"}
    assert page.input_value("#f-recipient") == "Cloudwatt"


def test_rows_without_ids_open_each_its_own(browser: Any, tmp_path: Path) -> None:
    made = Sample()
    add_article(made, "a1", "Aides", [Fact("Région Bretagne", "apprentis", 5, 2019)])
    made.funding.append(replace(made.funding[0], recipient="lycéens", recipient_text="lycéens"))
    made.funding = [replace(row, recipient_id="", funder_id="") for row in made.funding]
    with opened(browser, report.write(made.write(tmp_path))) as page:
        open_row(page, "lycéens")
        assert page.inner_text("#panel .recipient-said") == "lycéens"
        assert page.locator("#table tr.open").count() == 1
        assert column(page, "amount") == ["€5m", "€5m"]
        assert total(page) == 5e6


def test_language_switch(page: Any) -> None:
    open_row(page, "Numergy")
    page.evaluate("document.getElementById('lang-fr').click()")  # under the panel, which is translated too
    assert page.get_attribute("html", "lang") == "fr"
    assert page.inner_text("#table [data-sort=funder]").startswith("Payeur")
    assert page.inner_text("#sum-events") == "237\u00a0M€"
    assert "Cette ligne est-elle juste" in page.inner_text("#panel")
    close_panel(page)
    page.click("#lang-en")
    assert page.inner_text("#sum-events") == "€237m"


def test_the_browser_s_language_is_the_first(browser: Any, report_file: Path) -> None:
    with opened(browser, report_file, "", locale="fr-FR") as page:
        assert page.inner_text("h1 + p") == "Qui a financé quoi, quand et combien"


# --------------------------------------------------------------------------- downloads and review


def test_download_of_the_filtered_rows(page: Any) -> None:
    page.fill("#f-recipient", "théâtre")
    name, content = download(page, "#download-csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    assert name == "funding.csv"
    assert tuple(rows[0]) == tables.columns(FundingRow)
    assert sorted(row["value"] for row in rows) == ["2000000", "5000000", "7000000"]
    assert [row["object"] for row in rows if row["value"] == "2000000"] == ['\'=HYPERLINK("http://x")']


def test_the_download_reads_back_as_the_same_rows(page: Any, tmp_path: Path) -> None:
    (tmp_path / "funding.csv").write_bytes(download(page, "#download-csv")[1])
    read = sorted(tables.read(tmp_path, FundingRow), key=str)
    assert read == sorted(facts_sample().funding, key=str)


def test_marks_stay_and_filter(page: Any) -> None:
    open_row(page, "Numergy")
    page.click("[data-verdict=right]")
    assert page.get_attribute("[data-verdict=right]", "aria-pressed") == "true"
    page.reload()
    page.wait_for_selector("html[data-charts=drawn]")
    assert page.get_attribute("[data-verdict=right]", "aria-pressed") == "true"
    page.select_option("#f-review", "right")
    assert column(page, "recipient") == ["Numergy"]
    page.click("[data-verdict=right]")
    assert column(page, "recipient") == []


def test_gold_of_a_reviewed_article(page: Any, tmp_path: Path) -> None:
    open_row(page, "Numergy")
    page.click("[data-verdict=wrong]")
    open_row(page, "Cloudwatt")
    page.click("[data-verdict=corrected]")
    page.fill(".fix [name=value]", "15 000 000")
    page.select_option(".fix [name=status]", "planned")
    page.click(".fix [type=submit]")
    name, content = download(page, "#panel [data-download=gold]")
    gold = json.loads(content)
    (tmp_path / name).write_bytes(content)
    assert [passage.id for passage in load_gold(tmp_path)] == ["a3"]
    assert name == "a3.json"
    assert gold["text"] == facts_sample().texts["a3"]
    assert gold["amounts"][0] == {
        "text": "75 millions d'euros",
        "value": 75e6,
        "min": None,
        "max": None,
        "currency": "EUR",
        "qualifier": "exact",
        "role": "funding",
    }
    assert gold["dates"] == [{"text": "En 2012", "start": "2012-01-01", "end": "2012-12-31"}]
    assert {"name": "Cloudwatt", "type": "ORG"} in gold["entities"]
    (event,) = gold["funding"]
    assert event["recipients"] == [["Cloudwatt"]]
    assert (event["value"], event["status"], event["kind"]) == (15e6, "planned", "investment")
    assert [names[0] for names in event["funders"]] == ["Caisse des dépôts", "Orange"]


def test_gold_of_several_articles_is_an_archive(page: Any) -> None:
    for words in ("Numergy", "rénover"):
        open_row(page, words)
        page.click("[data-verdict=right]")
    close_panel(page)
    name, content = download(page, "#download-gold")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert name == "gold.zip"
        assert archive.testzip() is None
        assert archive.namelist() == ["a1.json", "a3.json"]
        assert json.loads(archive.read("a1.json"))["source"] == "Le Relevé"


@pytest.mark.parametrize(
    ("field", "value"),
    [("value", "beaucoup"), ("currency", "euro"), ("date_start", "2012"), ("date_end", "2011-01-01")],
)
def test_a_correction_that_does_not_fit_is_not_kept(page: Any, field: str, value: str) -> None:
    open_row(page, "Numergy")
    page.click("[data-verdict=corrected]")
    page.fill(f".fix [name={field}]", value)
    page.click(".fix [type=submit]")
    assert page.get_attribute(f".fix [name={field}]", "aria-invalid") == "true"
    close_panel(page)
    page.click("#download-corrections")
    assert "Nothing is marked yet" in page.inner_text("#toast")


def mark(page: Any, words: str, verdict: str, **fields: str) -> None:
    """Open the row, press the verdict, and fill the form of a correction."""
    open_row(page, words)
    page.click(f"[data-verdict={verdict}]")
    for name, value in fields.items():
        control = page.locator(f".fix [name={name}]")
        control.select_option(value) if name in ("status", "kind") else control.fill(value)
    if fields:
        page.click(".fix [type=submit]")
    close_panel(page)


def replayed(page: Any, tmp_path: Path) -> tuple[list[FundingRow], list[FundingRow]]:
    """The rows before and after the corrections that the page gives, replayed as a run replays them."""
    name, content = download(page, "#download-corrections")
    assert name == "corrections.csv"
    (tmp_path / name).write_bytes(content)
    rows = facts_sample().funding
    applied = corrections.apply(corrections.load(tmp_path / name), rows)
    assert all(effect.rows for effect in applied.effects)
    return rows, applied.funding


def test_a_wrong_row_is_gone_after_the_corrections(page: Any, tmp_path: Path) -> None:
    mark(page, "Numergy", "wrong")
    mark(page, "rénover", "right")
    before, after = replayed(page, tmp_path)
    assert [row.recipient for row in before if row not in after] == ["Numergy"]


def test_a_corrected_row_changes_after_the_corrections(page: Any, tmp_path: Path) -> None:
    fields = {
        "recipient": "Bull",
        "value": "74 500 000",
        "status": "planned",
        "date_start": "2012-09-05",
        "date_end": "2012-09-05",
        "note": "voir p. 3",
    }
    mark(page, "Numergy", "corrected", **fields)
    before, after = replayed(page, tmp_path)
    (changed,) = [row for row in after if row not in before]
    assert (changed.recipient, changed.value, changed.status, changed.edtf) == (
        "Bull",
        Decimal(74_500_000),
        "planned",
        "2012-09-05",
    )
    assert changed.funder == "<b>Orange</b>"
    assert "correction line 2" in changed.rule


def test_one_payer_of_several_is_corrected_alone(page: Any, tmp_path: Path) -> None:
    page.fill("#f-funder", "caisse")
    mark(page, "Cloudwatt", "corrected", funder="Banque des territoires")
    _, after = replayed(page, tmp_path)
    assert sorted(row.funder for row in after if row.recipient == "Cloudwatt") == ["Banque des territoires", "Orange"]


def test_a_first_day_alone_is_a_day(page: Any, tmp_path: Path) -> None:
    mark(page, "Numergy", "corrected", date_start="2012-09-05", date_end="")
    _, after = replayed(page, tmp_path)
    assert [row.edtf for row in after if row.recipient == "Numergy"] == ["2012-09-05"]


def test_a_note_alone_is_kept_as_a_comment(page: Any, tmp_path: Path) -> None:
    mark(page, "Numergy", "corrected", note="à vérifier, « cf. » p. 3")
    before, after = replayed(page, tmp_path)
    assert after == before
    assert "à vérifier" in (tmp_path / "corrections.csv").read_text(encoding="utf-8")


def test_a_correction_can_be_dropped(page: Any) -> None:
    mark(page, "Numergy", "corrected", value="1")
    open_row(page, "Numergy")
    assert page.input_value(".fix [name=value]") == "1"
    page.click(".fix [type=button]")
    close_panel(page)
    page.click("#download-corrections")
    assert "Nothing is marked yet" in page.inner_text("#toast")


def test_print_is_on_white_with_every_column(browser: Any, report_file: Path) -> None:
    with opened(browser, report_file, "lang=en&theme=dark") as page:
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert (
            page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')").strip() == "#1c1b19"
        )
        assert page.is_hidden("#filters")
        assert page.is_visible("#table td.confidence >> nth=0")


# --------------------------------------------------------------------------- accessibility

VIEWS = {
    "light, wide": ("theme=light", 1400),
    "light, narrow": ("theme=light", 390),
    "dark, wide": ("theme=dark", 1400),
    "dark, narrow": ("theme=dark", 390),
    "conflicts": ("view=conflicts&theme=light", 1400),
    "articles": ("view=articles&theme=dark", 390),
    "about": ("view=about&theme=light", 1400),
}


@pytest.mark.parametrize(("view", "width"), VIEWS.values(), ids=VIEWS.keys())
def test_no_serious_accessibility_finding(browser: Any, report_file: Path, view: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: pip install -e '.[dev]'")
    with opened(
        browser, report_file, f"lang=fr&{view}", viewport={"width": width, "height": 900}, reduced_motion="reduce"
    ) as page:
        if "view" not in view:
            open_row(page, "Numergy")
            page.click("[data-verdict=corrected]")
        found = axe.Axe().run(page).response["violations"]
    serious = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_the_picture_is_taken(report_file: Path, tmp_path: Path) -> None:
    picture = report.picture(report_file, tmp_path / "docs" / "report.png", width=900, height=700)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 20_000


def test_sums_are_those_of_the_tables(browser: Any, tmp_path: Path) -> None:
    made = sample(10, 60)
    expected = sum(((row.value_eur or Decimal(0)) for row in made.funding), Decimal(0))
    with opened(browser, report.write(made.write(tmp_path))) as page:
        assert total(page) == float(expected)


def test_a_part_is_not_counted_beside_its_total(browser: Any, tmp_path: Path) -> None:
    made = Sample()
    facts = [Fact("État", "Plan Quais", 20, 2019), Fact("État", "Théâtre des Quais", 5, 2019)]
    add_article(made, "a1", "Le plan", facts)
    add_ledger(made)
    made.ledger[1] = replace(made.ledger[1], part_of=made.ledger[0].ledger_id)
    with opened(browser, report.write(made.write(tmp_path))) as page:
        assert (page.inner_text("#sum-events"), page.inner_text("#sum-once")) == ("€25m", "€20m")
        page.fill("#f-recipient", "théâtre")
        assert page.inner_text("#sum-once") == "€5m"


# --------------------------------------------------------------------------- from the page back into the run


def test_marks_in_the_page_change_the_next_run(browser: Any, tmp_path: Path) -> None:
    pipeline_run = pytest.importorskip("pipeline.run")
    press, results = tmp_path / "press", tmp_path / "results"
    press.mkdir()
    (press / "quais.txt").write_text(
        "---\npublished: 2022-06-11\n---\n"
        "En 2021, la région Bretagne a versé 5 millions d'euros au Théâtre des Quais.\n\n"
        "La ville de Lorient a accordé une subvention de 2 millions d'euros au Musée de la Mer.\n",
        encoding="utf-8",
    )
    pipeline_run.run(press, results, cache=tmp_path / "cache")
    before = tables.read(results, FundingRow)
    assert {row.value for row in before} == {Decimal(5_000_000), Decimal(2_000_000)}
    with opened(browser, results / "report.html") as page:
        mark(page, "€5m", "corrected", value="5500000", recipient="Grand Théâtre des Quais")
        mark(page, "€2m", "wrong")
        (press / "corrections.csv").write_bytes(download(page, "#download-corrections")[1])
    result = pipeline_run.run(press, results, cache=tmp_path / "cache")
    after = tables.read(results, FundingRow)
    assert result.failures == ()
    assert [(row.value, row.recipient) for row in after] == [(Decimal(5_500_000), "Grand Théâtre des Quais")]
    with opened(browser, results / "report.html") as page:
        assert page.inner_text("#sum-events") == "€5.5m"
