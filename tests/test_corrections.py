"""corrections.csv: its form and errors, and what every action does to the rows of a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import ledger
from pipeline.ledger import corrections
from pipeline.ledger.corrections import Correction, CorrectionError, Plan
from pipeline.records import ActorRow, AmountRow, ArticleRow, ArticleTables, EntityRow, FundingRow, StakeRow

EVENT = "e0123456789"
THEATRE = FundingRow(
    EVENT,
    "a1",
    funder="ville",
    funder_text="la ville",
    recipient="Comédie",
    recipient_id="x1",
    recipient_text="Comédie",
    kind="grant",
    status="planned",
    value=Decimal(2_400_000),
    currency="EUR",
    value_eur=Decimal(2_400_000),
    date_start=date(2022, 6, 1),
    date_end=date(2022, 6, 1),
    date_source="published",
    evidence="La ville versera 2,4 millions d’euros pour la rénovation du théâtre.",
    rule="frame give",
)
ACTORS = (
    ActorRow("x1", "Comédie de Saint-Étienne", "ORG", "association", "Comédie", "Q1", 4, 2),
    ActorRow("x2", "Saint-Étienne", "ORG", "local_authority", "", "Q2", 9, 3),
    ActorRow("x3", "Orange", "ORG", "company", "", "", 5, 2),
)


def entity(actor_id: str, name: str, text: str, article: str = "a1", start: int = 0) -> EntityRow:
    return EntityRow(article, actor_id, name, "ORG", text, start, start + len(text), "model")


def parse(*lines: str) -> tuple[Correction, ...]:
    return corrections.parse("action,target,where,column,value,note\n" + "\n".join(lines) + "\n", "corrections.csv")


def corrected(*lines: str, row: FundingRow = THEATRE) -> FundingRow:
    (fixed,) = corrections.apply(parse(*lines), [row], actors=ACTORS).funding
    return fixed


# --------------------------------------------------------------------------- form

HEADER = "action,target,where,column,value,note\n"


@pytest.mark.parametrize(
    ("text", "line", "cause", "remedy"),
    [
        ("alias,la ville,,,Lyon,\n", 1, "no column action, target", "the columns are action"),
        ("action,target,valeur\n", 1, "unknown column valeur", "the columns are action"),
        (HEADER + "alia,la ville,,,Lyon,\n", 2, "unknown action 'alia'", "did you mean alias?"),
        (HEADER + "réparer,la ville,,,Lyon,\n", 2, "unknown action 'réparer'", "the actions are alias"),
        (HEADER + "alias,,,,Lyon,\n", 2, "alias without a target", "column target"),
        (HEADER + "\nalias,la ville,,,,\n", 3, "alias without a value", "name the actor"),
        (HEADER + "alias,la ville,,value,Lyon,\n", 2, "alias takes no column", "leave the column empty"),
        (HEADER + "merge,Lyon,,,lyon,\n", 2, "merged into itself", "another actor"),
        (HEADER + "split,Orange,,,ville d'Orange,\n", 2, "split without where", "article_id"),
        (HEADER + "veto,deux mots,,,,\n", 2, "points at no row", "event_id"),
        (HEADER + f"set,{EVENT},,valeur,3,\n", 2, "column 'valeur' cannot be set", "did you mean value?"),
        (HEADER + f"set,{EVENT},,zzz,3,\n", 2, "column 'zzz' cannot be set", "one of funder"),
        (HEADER + f"set,{EVENT},,value,trois,\n", 2, "'trois' does not fit the column value", "digits"),
        (HEADER + f"set,{EVENT},,value,-3,\n", 2, "'-3' does not fit", "digits"),
        (HEADER + f"set,{EVENT},,value,NaN,\n", 2, "'NaN' does not fit", "digits"),
        (HEADER + f"set,{EVENT},,status,fini,\n", 2, "'fini' does not fit", "one of done"),
        (HEADER + f"set,{EVENT},,currency,euro,\n", 2, "'euro' does not fit", "ISO 4217"),
        (HEADER + f"set,{EVENT},,date_start,1er mai,\n", 2, "'1er mai' does not fit", "a day such as"),
        (HEADER + f"set,{EVENT},,value,1,\nset,{EVENT},,value,2,\n", 3, "where line 2 wants '1'", "keep one"),
        (HEADER + "merge,A,,,B,\nmerge,B,,,A,\n", 3, "in a circle", "leave one of them out"),
        (HEADER + "alias,la ville,,,Lyon, Rhône, ville,\n", 2, "8 cells under 6 columns", "quotation marks"),
    ],
)
def test_errors_name_line_cause_and_remedy(text: str, line: int, cause: str, remedy: str) -> None:
    with pytest.raises(CorrectionError) as caught:
        corrections.parse(text, "corrections.csv")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("corrections.csv", line)
    assert cause in problem.cause
    assert remedy in problem.remedy
    assert f"corrections.csv, line {line}: " in str(caught.value)


def test_all_errors_are_told_at_once() -> None:
    with pytest.raises(CorrectionError) as caught:
        parse("alia,x,,,y,", "veto,x,,,,", "set,une phrase assez longue,,status,fini,")
    assert [p.line for p in caught.value.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    "raw",
    [
        b"action,target,value\nalias,la ville,Lyon\n",
        b"\xef\xbb\xbfaction;target;value\r\nalias;la ville;Lyon\r\n",
        "Action,Target,Value,Note\n# mes corrections\n\n alias , la ville , Lyon ,vu en séance\n".encode(),
    ],
    ids=["plain", "semicolons, mark and CRLF of a spreadsheet", "comments, blank lines and blanks"],
)
def test_files_that_are_read(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_bytes(raw)
    (fix,) = corrections.load(path)
    assert (fix.action, fix.target, fix.value) == ("alias", "la ville", "Lyon")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_bytes(b"action,target,value\nalias,th\xe9\xe2tre,Lyon\n")
    with pytest.raises(CorrectionError, match=r"corrections\.csv, line 2: not UTF-8 \(save it as"):
        corrections.load(path)


@given(st.text(max_size=80), st.sampled_from(["", HEADER, HEADER.replace(",", ";")]))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_any_text_is_read_or_refused_with_a_line(text: str, header: str) -> None:
    fixes: tuple[Correction, ...] = ()
    problems: tuple[corrections.Problem, ...] = ()
    try:
        fixes = corrections.parse(header + text, "corrections.csv")
    except CorrectionError as error:
        problems = error.problems
    assert all(p.cause and p.remedy for p in problems)
    assert all(fix.action in corrections.ACTIONS for fix in fixes)


# --------------------------------------------------------------------------- names


def test_an_alias_names_an_actor() -> None:
    fixed = corrected("alias,la ville,,,Saint-Étienne,")
    assert (fixed.funder, fixed.funder_id) == ("Saint-Étienne", "x2")
    assert fixed.rule == "frame give; correction line 2: funder was 'ville'"
    assert fixed.recipient == THEATRE.recipient


@pytest.mark.parametrize(("where", "changed"), [("a1", True), ("a2", False), ("", True)])
def test_an_alias_may_hold_in_one_article(where: str, changed: bool) -> None:
    assert (corrected(f"alias,la ville,{where},,Saint-Étienne,").funder == "Saint-Étienne") is changed


def test_a_name_that_no_article_has_gets_an_id_of_its_own() -> None:
    one, two = (corrected("alias,la ville,,,Roanne,") for _ in range(2))
    assert one.funder == "Roanne"
    assert one.funder_id == two.funder_id != ""


def test_a_merge_joins_actors_and_their_counts() -> None:
    mentions = [entity("x1", "Comédie de Saint-Étienne", "Comédie"), entity("x2", "Saint-Étienne", "mairie", "a2")]
    done = corrections.apply(parse("merge,x1,,,Saint-Étienne,"), [THEATRE], mentions, ACTORS)
    assert {row.actor_id for row in done.entities} == {"x2"}
    assert done.funding[0].recipient == "Saint-Étienne"
    assert [(a.actor_id, a.mentions, a.articles, a.aliases) for a in done.actors] == [
        ("x2", 2, 2, "Comédie|mairie"),
        ("x3", 5, 2, ""),
    ]


def test_merges_are_followed_to_the_end() -> None:
    fixed = corrected("merge,x1,,,x2,", "merge,x2,,,Orange,")
    assert (fixed.recipient, fixed.recipient_id) == ("Orange", "x3")


@pytest.mark.parametrize("where", ["a2", "la cité des princes"])
def test_a_split_gives_some_mentions_an_actor_of_their_own(where: str) -> None:
    mentions = [entity("x3", "Orange", "Orange"), entity("x3", "Orange", "la cité des princes", "a2")]
    done = corrections.apply(parse(f"split,Orange,{where},,ville d'Orange,"), [], mentions, ACTORS)
    assert [row.name for row in done.entities] == ["Orange", "ville d'Orange"]
    assert [(a.name, a.mentions) for a in done.actors if "Orange" in a.name] == [("Orange", 1), ("ville d'Orange", 1)]


def test_holdings_are_corrected_too() -> None:
    stake = StakeRow("a1", owner="l'opérateur", company="Comédie de Saint-Étienne", company_id="x1")
    fixed = Plan(parse("alias,l'opérateur,,,Orange,"), ACTORS).stake(stake)
    assert (fixed.owner, fixed.owner_id, fixed.company_id) == ("Orange", "x3", "x1")


# --------------------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("value", "2 500 000", Decimal(2_500_000)),
        ("value", "2500000,5", Decimal("2500000.5")),
        ("value", "", None),
        ("status", "cancelled", "cancelled"),
        ("kind", "contract", "contract"),
        ("date_start", "2022-07-01", date(2022, 7, 1)),
        ("object", "travaux du théâtre", "travaux du théâtre"),
        ("funder", "Roanne", "Roanne"),
        ("recipient", "Orange", "Orange"),
    ],
)
def test_set_a_value(column: str, cell: str, value: object) -> None:
    fixed = corrected(f'set,{EVENT},,{column},"{cell}",')
    assert getattr(fixed, column) == value
    assert f"correction line 2: {column} was" in fixed.rule


def test_what_hangs_on_a_value_follows() -> None:
    assert corrected(f"set,{EVENT},,value,3000000,").value_eur == 3_000_000
    assert corrected(f"set,{EVENT},,currency,USD,").value_eur is None
    assert corrected(f"set,{EVENT},,recipient,Orange,").recipient_id == "x3"
    assert corrected(f"set,{EVENT},,recipient,Roanne,").recipient_id == ""
    dated = corrected(f"set,{EVENT},,date_start,2022-05-01,")
    assert (dated.edtf, dated.date_source) == ("2022-05-01/2022-06-01", "text")


def test_words_of_the_evidence_point_at_a_row_whatever_its_id() -> None:
    fix = 'set,"pour la rénovation du théâtre",,value,2500000,'
    assert corrected(fix).value == 2_500_000
    assert corrected(fix, row=replace(THEATRE, event_id="effffffffff")).value == 2_500_000
    assert corrected(fix, row=replace(THEATRE, evidence="Autre chose.")).value == THEATRE.value


def test_a_veto_takes_the_row_and_frees_its_amount() -> None:
    plan = Plan(parse(f"veto,{EVENT},,,,"), ACTORS)
    amount = AmountRow("a1", "m1", "2,4 millions d’euros", 17, 37, role="funding", event_id=EVENT)
    found = ArticleTables(ArticleRow("a1"), "", funding=(THEATRE,), amounts=(amount,))
    fixed = plan.article(found)
    assert fixed.funding == ()
    assert (fixed.amounts[0].event_id, fixed.amounts[0].reason) == ("", "vetoed by correction line 2")


def test_a_correction_changes_the_ledger() -> None:
    told = replace(THEATRE, event_id="e1111111111", article_id="a2", funder="Saint-Étienne", funder_id="x2")
    rows, articles = [THEATRE, told], [ArticleRow("a1"), ArticleRow("a2")]
    assert len(ledger.build([replace(THEATRE, funder="x y z", funder_id="x9"), told], articles)) == 2
    fixed = corrections.apply(parse("alias,la ville,,,Saint-Étienne,"), rows, actors=ACTORS).funding
    assert [row.articles for row in ledger.build(fixed, articles)] == [2]


# --------------------------------------------------------------------------- effects


def test_effects_say_what_was_changed_and_what_was_not() -> None:
    done = corrections.apply(parse("alias,la ville,,,Lyon,", "veto,e9999999999,,,,"), [THEATRE], actors=ACTORS)
    assert [str(e) for e in done.effects] == [
        "line 2: alias 'la ville': 1 rows changed",
        "line 3: veto 'e9999999999': matches no row",
    ]


def test_no_correction_changes_nothing() -> None:
    mentions = [entity("x1", "Comédie", "Comédie")]
    done = corrections.apply((), [THEATRE], mentions, ACTORS)
    assert (done.funding, done.entities, done.actors) == ([THEATRE], mentions, list(ACTORS))


def test_replaying_gives_the_same_rows() -> None:
    fixes = parse("alias,la ville,,,Saint-Étienne,", f"set,{EVENT},,status,done,")
    first = corrections.apply(fixes, [THEATRE], actors=ACTORS)
    again = corrections.apply(fixes, [THEATRE], actors=ACTORS)
    assert first == again
