"""Exports: the columns of each standard, its schema, and a report that names exactly what stays empty."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline import export, ledger, lexicon, tables
from pipeline.export.datapackage import field
from pipeline.records import ROW_TYPES, ActorRow, AmountRow, ArticleRow, EntityRow, FundingRow, LedgerRow, StakeRow

ACTORS = (
    ActorRow("x1", "Région Bretagne", "ORG", "local_authority", "la Région|Conseil régional", "Q12130"),
    ActorRow("x2", "Les Tonnerres", "ORG", "association"),
    ActorRow("x3", "Naval Group", "ORG", "company"),
    ActorRow("x4", "Direction générale de l'armement", "ORG", "public_body", "DGA"),
    ActorRow("x5", "Bpifrance", "ORG", "bank"),
    ActorRow("x6", "Jeanne Le Goff", "PER", "person"),
    ActorRow("x7", "Grand emprunt", "PROG", "programme"),
    ActorRow("x8", "Cloudwatt", "ORG", "unknown"),
)
IDS = {actor.name: actor.actor_id for actor in ACTORS}
DAY = date(2022, 4, 1)


def told(
    n: int, funder: str, to: str, kind: str, status: str = "done", value: int | None = 1000, **cells: Any
) -> FundingRow:
    plain: dict[str, Any] = {"currency": "EUR", "object": f"objet {n}", "evidence": f"{funder} paie {to}, fait {n}."}
    return FundingRow(
        f"e{n:010x}",
        f"a{n % 2 + 1}",
        funder=funder,
        funder_id=IDS.get(funder, ""),
        recipient=to,
        recipient_id=IDS.get(to, ""),
        kind=kind,
        status=status,
        value=None if value is None else Decimal(value),
        value_eur=None if value is None else Decimal(value),
        **(plain | cells),
    )


FUNDING = (
    told(1, "Région Bretagne", "Les Tonnerres", "grant", date_start=DAY, date_end=DAY, date_source="text"),
    told(2, "Région Bretagne", "festivals", "grant", "planned", 250_000, date_source="published"),
    told(3, "Région Bretagne", "=Équipe", "grant", value=None, currency=""),
    told(4, "Jeanne Le Goff", "Les Tonnerres", "grant", value=500),
    told(5, "Région Bretagne", "Les Tonnerres", "grant", "cancelled", 77),
    told(6, "Direction générale de l'armement", "Naval Group", "contract", value=3_800_000_000),
    told(7, "Bpifrance", "Naval Group", "loan", value=20_000_000),
    told(8, "Naval Group", "Cloudwatt", "acquisition", value=12_500),
    told(9, "Grand emprunt", "Cloudwatt", "investment", value=75_000_000),
    told(10, "Bpifrance", "Cloudwatt", "investment", "planned", 9_000_000),
    told(11, "Région Bretagne", "Grand emprunt", "budget", "planned", 4_000_000),
    told(12, "", "Cloudwatt", "fundraising", "planned", 3_000_000),
)
ARTICLES = (
    ArticleRow("a1", "a1.txt", "Un titre", "Le Courrier", "A. Plume", "https://exemple.fr/1", "2022-04-02"),
    ArticleRow("a2", "a2.txt", published="2022"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder as a run leaves it."""
    out = tmp_path_factory.mktemp("outputs")
    rows: dict[type, list[Any]] = {t: [] for t in ROW_TYPES}
    rows[FundingRow], rows[ArticleRow], rows[ActorRow] = list(FUNDING), list(ARTICLES), list(ACTORS)
    rows[LedgerRow] = ledger.build(FUNDING, ARTICLES)
    rows[StakeRow] = [StakeRow("a1", "Bpifrance", "x5", "Naval Group", "x3", Decimal("33.3"), evidence="Un tiers.")]
    rows[EntityRow] = [EntityRow("a1", "x1", "Région Bretagne", "ORG", "la Région", 0, 9, "model")]
    rows[AmountRow] = [
        AmountRow("a1", "m1", "mille euros", 10, 21, Decimal(1000), currency="EUR", event_id="e0000000001")
    ]
    for row_type, found in rows.items():
        tables.write(out, row_type, found)
    return out


def cells(folder: Path, standard: str) -> tuple[list[dict[str, str]], export.Report]:
    done = export.write(folder, standard)
    text = done.paths[0].read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text))), done.report


# --------------------------------------------------------------------------- tables of grants

GIVING = [
    "Identifier",
    "Title",
    "Description",
    "Currency",
    "Amount Awarded",
    "Award Date",
    "Recipient Org:Identifier",
    "Recipient Org:Name",
    "Funding Org:Identifier",
    "Funding Org:Name",
]


def test_360giving_has_the_columns_of_the_standard(folder: Path) -> None:
    rows, _ = cells(folder, "360giving")
    assert set(GIVING) <= set(rows[0])
    assert {row["Title"] for row in rows} == {"objet 1", "objet 2", "objet 3", "objet 4"}


def test_360giving_gives_a_grant_as_told(folder: Path) -> None:
    rows, _ = cells(folder, "360giving")
    row = next(r for r in rows if r["Title"] == "objet 1")
    assert (row["Amount Awarded"], row["Currency"], row["Award Date"]) == ("1000", "EUR", "2022-04-01")
    assert (row["Funding Org:Name"], row["Recipient Org:Name"]) == ("Région Bretagne", "Les Tonnerres")


def test_360giving_reports_exactly_what_is_empty(folder: Path) -> None:
    rows, report = cells(folder, "360giving")
    assert report.missing == Counter({name: n for name in GIVING if (n := sum(not row[name] for row in rows))})
    assert set(report.missing) == {
        "Recipient Org:Identifier",
        "Funding Org:Identifier",
        "Award Date",
        "Amount Awarded",
        "Currency",
    }
    assert all(report.why.values())


# The Table Schema of SCDL « Subventions » 2.1.1: name, type, required, and other constraints.
SCDL = (
    ("nomAttribuant", "string", True, {}),
    ("idAttribuant", "string", True, {"pattern": r"^\d{14}$"}),
    ("dateConvention", "date", True, {}),
    ("referenceDecision", "string", False, {}),
    ("nomBeneficiaire", "string", True, {}),
    ("idBeneficiaire", "string", False, {"pattern": r"^\d{14}$"}),
    ("rnaBeneficiaire", "string", False, {}),
    ("objet", "string", True, {"maxLength": 256}),
    ("montant", "number", True, {}),
    ("nature", "string", True, {"enum": ["aide en numéraire", "aide en nature", "aide en numéraire;aide en nature"]}),
    ("conditionsVersement", "string", True, {"maxLength": 256}),
    (
        "datesPeriodeVersement",
        "string",
        True,
        {"pattern": r"^[0-9]{4}\-[0-9]{2}\-[0-9]{2}(\/[0-9]{4}\-[0-9]{2}\-[0-9]{2})?$"},
    ),
    ("idRAE", "string", False, {"maxLength": 5}),
    ("notificationUE", "boolean", True, {}),
    ("pourcentageSubvention", "number", True, {"minimum": 0, "maximum": 1}),
    ("dispositifAide", "string", False, {}),
)


def scdl_errors(text: str) -> Counter[str]:
    """What Frictionless finds in an SCDL file, by column; other errors by their kind."""
    frictionless = pytest.importorskip("frictionless")
    schema = {
        "fields": [
            {"name": name, "type": kind, "constraints": {"required": required, **more}}
            for name, kind, required, more in SCDL
        ]
    }
    resource = frictionless.Resource(
        data=text.encode(), format="csv", encoding="utf-8", schema=frictionless.Schema.from_descriptor(schema)
    )
    errors = resource.validate(limit_errors=10_000).tasks[0].errors
    return Counter(getattr(e, "field_name", "") if e.type == "constraint-error" else e.type for e in errors)


def test_scdl_has_the_columns_of_the_standard(folder: Path) -> None:
    rows, _ = cells(folder, "scdl-subventions")
    assert list(rows[0]) == [name for name, *_ in SCDL]
    assert lexicon.toml("export/standards.toml")["scdl-subventions"]["mandatory"] == [n for n, _, r, _ in SCDL if r]


def test_scdl_breaks_its_schema_only_where_the_report_says(folder: Path) -> None:
    done = export.write(folder, "scdl-subventions")
    assert scdl_errors(done.paths[0].read_text(encoding="utf-8")) == done.report.missing
    assert done.report.missing["idAttribuant"] == done.report.rows


def test_scdl_with_every_mandatory_cell_is_valid() -> None:
    full = {
        "idAttribuant": "23350001600040",
        "dateConvention": "2022-04-01",
        "montant": "1000.50",
        "objet": "un festival",
    }
    full |= {"nature": "aide en numéraire", "conditionsVersement": "unique", "datesPeriodeVersement": "2022-04-01"}
    full |= {"notificationUE": "false", "pourcentageSubvention": "1.00", "nomAttribuant": "A", "nomBeneficiaire": "B"}
    names = [name for name, *_ in SCDL]
    assert scdl_errors(",".join(names) + "\n" + ",".join(full.get(n, "") for n in names) + "\n") == Counter()


def test_scdl_is_about_public_payers(folder: Path) -> None:
    rows, report = cells(folder, "scdl-subventions")
    assert {row["nomAttribuant"] for row in rows} == {"Région Bretagne"}
    assert report.left_out["the payer is not known to be a public body"] == 1
    assert report.left_out["status cancelled"] == 1


@pytest.mark.parametrize("standard", ["360giving", "scdl-subventions"])
def test_no_cell_starts_a_formula(folder: Path, standard: str) -> None:
    rows, _ = cells(folder, standard)
    assert any("'=Équipe" in row.values() for row in rows)


# --------------------------------------------------------------------------- followthemoney


def entities(folder: Path) -> list[dict[str, Any]]:
    path = export.write(folder, "ftm").paths[0]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def model() -> Any:
    """The schemata of FollowTheMoney."""
    reason = "validation needs FollowTheMoney: pip install 'quifinance[standards]'"
    return pytest.importorskip("followthemoney", reason=reason, exc_type=ImportError).model


def test_ftm_entities_are_valid(folder: Path, model: Any) -> None:
    found = entities(folder)
    assert len(found) > 12
    for data in found:
        proxy = model.get_proxy(data, cleaned=False)
        assert proxy.schema.validate(data) is None
        # What the library's cleaning drops was not valid.
        assert {n: len(v) for n, v in data["properties"].items()} == {n: len(proxy.get(n)) for n in data["properties"]}


def test_ftm_links_lead_to_entities_of_the_right_kind(folder: Path, model: Any) -> None:
    found = {data["id"]: data for data in entities(folder)}
    links = [
        (prop.range, value)
        for data in found.values()
        for name, values in data["properties"].items()
        if (prop := model.get(data["schema"]).get(name)).range is not None
        for value in values
    ]
    assert links
    assert all(model.get(found[value]["schema"]).is_a(schema) for schema, value in links)


@pytest.mark.parametrize(
    ("text", "schema", "properties"),
    [
        ("fait 1.", "Payment", {"payer": ["x1"], "beneficiary": ["x2"], "amount": ["1000"], "date": ["2022-04-01"]}),
        ("fait 7.", "Debt", {"creditor": ["x5"], "debtor": ["x3"], "amount": ["20000000"]}),
        ("fait 8.", "Ownership", {"owner": ["x3"], "asset": ["x8"], "sharesValue": ["12500"]}),
        ("fait 9.", "Payment", {"beneficiary": ["x8"], "programme": ["Grand emprunt"]}),
        ("fait 10.", "UnknownLink", {"subject": ["x5"], "object": ["x8"], "role": ["planned investment"]}),
        ("fait 11.", "UnknownLink", {"subject": ["x1"], "object": ["x7"], "role": ["planned budget"]}),
        ("Un tiers.", "Ownership", {"owner": ["x5"], "asset": ["x3"], "percentage": ["33.3"]}),
    ],
)
def test_ftm_relations(folder: Path, text: str, schema: str, properties: dict[str, list[str]]) -> None:
    (data,) = [d for d in entities(folder) if d["properties"].get("description", [""])[0].endswith(text)]
    assert data["schema"] == schema
    assert {name: data["properties"].get(name) for name in properties} == properties


def test_ftm_leaves_out_what_has_one_side(folder: Path) -> None:
    report = export.write(folder, "ftm").report
    assert report.left_out["planned or reported, and only one side has a name"] == 2
    assert report.left_out["status cancelled"] == 1


# --------------------------------------------------------------------------- open contracting

NAMED = {"type": "object", "required": ["id", "name"]}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
MONEY = {
    "type": "object",
    "properties": {"amount": {"type": "number"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
}
RELEASE = {
    "type": "object",
    "required": ["ocid", "id", "date", "tag", "initiationType"],
    "properties": {
        "ocid": {"type": "string", "minLength": 1},
        "id": {"type": "string", "pattern": "^[^#]+$"},
        "date": MOMENT,
        "tag": {
            "type": "array",
            "items": {"enum": ["planning", "planningUpdate", "tender", "award", "awardCancellation"]},
        },
        "initiationType": {"enum": ["tender"]},
        "buyer": NAMED,
        "parties": {
            "items": {
                **NAMED,
                "properties": {"roles": {"items": {"enum": ["buyer", "supplier", "payer", "payee"]}}},
            }
        },
        "awards": {
            "items": {
                "required": ["id"],
                "properties": {
                    "status": {"enum": ["pending", "active", "cancelled", "unsuccessful"]},
                    "date": MOMENT,
                    "value": MONEY,
                    "suppliers": {"items": NAMED},
                },
            }
        },
        "planning": {"properties": {"budget": {"properties": {"amount": MONEY}}}},
    },
}
PACKAGE = {
    "type": "object",
    "required": ["uri", "version", "publishedDate", "publisher", "releases"],
    "properties": {
        "uri": {"type": "string", "minLength": 1},
        "version": {"const": "1.1"},
        "publishedDate": MOMENT,
        "publisher": {"type": "object", "required": ["name"]},
        "releases": {"type": "array", "items": RELEASE},
    },
}


def test_ocds_breaks_its_schema_only_where_the_report_says(folder: Path) -> None:
    done = export.write(folder, "ocds")
    package = json.loads(done.paths[0].read_text(encoding="utf-8"))
    errors = list(jsonschema.Draft202012Validator(PACKAGE).iter_errors(package))
    said = Counter(e.message.split("'")[1] for e in errors)
    assert {e.validator for e in errors} <= {"required"}
    # The ocid is there but its prefix is not registered, which no schema can see.
    assert said == done.report.missing - Counter(ocid=done.report.missing["ocid"])


def test_ocds_has_contracts_and_budgets(folder: Path) -> None:
    package = json.loads(export.write(folder, "ocds").paths[0].read_text(encoding="utf-8"))
    assert sorted(release["tag"][0] for release in package["releases"]) == ["award", "planning"]
    award = next(r for r in package["releases"] if r["tag"] == ["award"])
    assert award["awards"][0]["value"] == {"amount": 3_800_000_000, "currency": "EUR"}
    assert award["buyer"]["name"] == "Direction générale de l'armement"
    assert award["awards"][0]["suppliers"] == [{"id": "x3", "name": "Naval Group"}]


def test_an_award_of_several_papers_is_dated_by_the_first(folder: Path, tmp_path: Path) -> None:
    rows = [told(1, "Direction générale de l'armement", "Naval Group", "contract")]
    for row_type in ROW_TYPES:
        tables.write(tmp_path, row_type, [])
    tables.write(tmp_path, FundingRow, rows)
    tables.write(tmp_path, LedgerRow, ledger.build(rows, [ArticleRow("a2", published="2017-06-08")]))
    done = export.write(tmp_path, "ocds")
    package = json.loads(done.paths[0].read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(PACKAGE).validate(package)
    assert package["publishedDate"] == package["releases"][0]["date"] == "2017-06-08T00:00:00Z"


# --------------------------------------------------------------------------- all standards


@pytest.mark.parametrize("standard", export.STANDARDS)
def test_the_same_tables_give_the_same_bytes(folder: Path, standard: str, tmp_path: Path) -> None:
    first, again = (export.write(folder, standard, tmp_path / str(n)).paths[0].read_bytes() for n in range(2))
    assert first == again
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0", "1"]


@pytest.mark.parametrize("standard", export.STANDARDS)
def test_every_funding_is_written_or_accounted_for(folder: Path, standard: str) -> None:
    report = export.write(folder, standard).report
    count = len(tables.read(folder, LedgerRow)) + (len(tables.read(folder, StakeRow)) if standard == "ftm" else 0)
    assert report.rows + report.left_out.total() == count
    assert len(report.lines()) == 1 + len(report.left_out) + len(report.missing)


def test_a_total_does_not_stand_beside_its_parts(tmp_path: Path) -> None:
    sums = (10_000, 7_000, 3_000)
    rows = [
        FundingRow(
            f"e{n:010x}",
            "a1",
            funder="Région Bretagne",
            funder_id="x1",
            recipient=f"Ville {n}",
            kind="grant",
            status="done",
            value=Decimal(v),
            currency="EUR",
            evidence_start=n,
            amount_start=n,
        )
        for n, v in enumerate(sums)
    ]
    for row_type in ROW_TYPES:
        tables.write(tmp_path, row_type, [])
    tables.write(tmp_path, FundingRow, rows)
    tables.write(tmp_path, LedgerRow, ledger.build(rows, [ArticleRow("a1")]))
    found, report = cells(tmp_path, "360giving")
    assert [row["Amount Awarded"] for row in found] == ["7000", "3000"]
    assert report.left_out == Counter({"a total whose parts are rows of their own": 1})


@pytest.mark.parametrize(
    ("standard", "message"), [("360", "there are 360giving, scdl-subventions, ftm, ocds"), ("ftm", "no such table")]
)
def test_export_errors(tmp_path: Path, standard: str, message: str) -> None:
    with pytest.raises(export.ExportError, match=message):
        export.write(tmp_path, standard)


# --------------------------------------------------------------------------- data package


def test_datapackage_is_valid(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    path = export.datapackage(folder)
    report = frictionless.Package(str(path)).validate()
    assert report.flatten(["type", "note"]) == []
    assert [task.name for task in report.tasks] == [t.TABLE for t in ROW_TYPES]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (FundingRow, FundingRow("e1", "a9")),
        (FundingRow, FundingRow("e1", "a1", funder="Quidam", funder_id="x99")),
        (FundingRow, FundingRow("e1", "a1", kind="cadeau")),
        (FundingRow, FundingRow("e1", "a1", confidence=1.5)),
        (ActorRow, ActorRow("x1", "Région Bretagne", "ORG")),
    ],
    ids=["unknown article", "unknown actor", "unknown kind", "confidence above 1", "id twice"],
)
def test_datapackage_finds_a_wrong_row(folder: Path, tmp_path: Path, table: type, row: Any) -> None:
    frictionless = pytest.importorskip("frictionless")
    for row_type in ROW_TYPES:
        rows: list[Any] = tables.read(folder, row_type)
        tables.write(tmp_path, row_type, [*rows, row] if row_type is table else rows)
    report = frictionless.Package(str(export.datapackage(tmp_path))).validate()
    assert len(report.flatten(["type"])) == 1


def test_datapackage_of_a_run_for_funding_alone(folder: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    for row_type in ROW_TYPES:
        tables.write(tmp_path, row_type, tables.read(folder, row_type) if row_type is not ActorRow else [])
    assert frictionless.Package(str(export.datapackage(tmp_path))).validate().valid


@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda t: t.TABLE)
def test_every_column_is_described(row_type: type) -> None:
    words = lexicon.toml("export/tables.toml")
    names = {column.name for column in fields(row_type)}
    described = set(words[row_type.TABLE]) - {""}
    assert described <= names
    assert names <= described | set(words["common"])


def test_fields_have_types_units_and_codes() -> None:
    assert field("funding", "value", Decimal)["type"] == "number"
    assert "units of the currency" in field("funding", "value", Decimal)["description"]
    assert field("funding", "status", str)["constraints"] == {"enum": ["done", "planned", "reported", "cancelled"]}
    assert field("ledger", "ledger_id", str)["constraints"] == {"required": True}


def test_datapackage_needs_tables(tmp_path: Path) -> None:
    with pytest.raises(export.ExportError, match="no tables there"):
        export.datapackage(tmp_path)


# --------------------------------------------------------------------------- sql


def test_query_answers(folder: Path) -> None:
    answer = export.query(
        folder, "SELECT funder, sum(value) AS total FROM ledger WHERE kind = 'grant' GROUP BY 1 ORDER BY 1"
    )
    assert answer.columns == ("funder", "total")
    assert answer.rows == [("Jeanne Le Goff", 500), ("Région Bretagne", 251_077)]


def test_query_sees_types_and_plain_text(folder: Path) -> None:
    found = export.query(folder, "SELECT date_start + 1 FROM funding WHERE date_start IS NOT NULL").rows
    assert found == [(date(2022, 4, 2),)]
    assert export.query(folder, "SELECT count(*) FROM funding WHERE recipient = '=Équipe'").rows == [(1,)]


def test_query_reads_parquet_as_well(folder: Path, tmp_path: Path) -> None:
    tables.write(tmp_path, LedgerRow, tables.read(folder, LedgerRow))
    tables.to_parquet(tmp_path, LedgerRow)
    (tmp_path / "ledger.csv").unlink()
    assert export.query(tmp_path, "FROM ledger").columns == tables.columns(LedgerRow)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT * FROM ledgr", r"Table with name ledgr does not exist! \(tables: articles,"),
        ("SELECT payer FROM ledger", "payer"),
        ("SELCT 1", "syntax error"),
        ("", "0 statements"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("DROP TABLE ledger", "DROP is not allowed"),
        ("COPY ledger TO 'x.csv'", "COPY is not allowed"),
        ("INSTALL httpfs", "not allowed"),
        ("ATTACH 'x.db'", "ATTACH is not allowed"),
        ("SET enable_external_access = true", "not allowed"),
        ("SELECT * FROM read_csv('/etc/passwd')", "may read the tables only"),
        ("SELECT * FROM read_text('https://exemple.fr/')", "may read the tables only"),
        ("SELECT * FROM glob('/*')", "may read the tables only"),
        ("SELECT * FROM '/etc/passwd'", "does not exist"),
    ],
)
def test_query_refuses(folder: Path, sql: str, message: str) -> None:
    with pytest.raises(export.QueryError, match=message):
        export.query(folder, sql)


def test_query_needs_tables(tmp_path: Path) -> None:
    with pytest.raises(export.QueryError, match="no tables there"):
        export.query(tmp_path, "SELECT 1")
