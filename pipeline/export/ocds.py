"""Open Contracting releases: contracts and budgets of the ledger in one release package."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from pipeline.export.source import Content, Item, Report, settings, wanted

Json = dict[str, Any]


def ocds(content: Content, report: Report) -> str:
    """One release per funding: an award for a contract, a budget for what is planned.

    The package has no clock: its date is that of the latest article, so that the same tables give the same file.
    """
    rules = settings("ocds")
    releases = [_release(item, report) for item in wanted(content, "ocds", report)]
    report.rows = len(releases)
    days = sorted(r["date"] for r in releases if "date" in r)
    digest = sha256(json.dumps(releases, sort_keys=True).encode()).hexdigest()[:32]
    package = {
        "uri": f"urn:quifinance:ocds:{digest}",
        "version": rules["version"],
        "publishedDate": days[-1] if days else "",
        "publisher": {"name": "quifinance"},
        "releases": releases,
    }
    if releases:
        report.missing["ocid"] = len(releases)
    if not days:
        report.missing["publishedDate"] += 1
    return json.dumps(_filled(package), ensure_ascii=False, indent=1) + "\n"


def _filled(package: Json) -> Json:
    return {key: value for key, value in package.items() if value != ""}


def _release(item: Item, report: Report) -> Json:
    row = item.row
    told = _moment(row.first_published)
    if not told:
        report.missing["date"] += 1
    contract = row.kind == "contract"
    buyers = [_party(item, name, "buyer" if contract else "payer") for name in item.funders]
    payees = [_party(item, name, "supplier" if contract else "payee") for name in item.recipients]
    release = {
        "ocid": f"quifinance-{row.ledger_id}",
        "id": f"{row.ledger_id}-{row.status}",
        "date": told,
        "tag": [settings("ocds")["tags"][f"{row.kind}-{row.status}"]],
        "initiationType": "tender",
        "language": "fr",
        "description": item.evidence,
        "parties": [*buyers, *payees],
        "buyer": _reference(buyers[0]) if buyers and contract else "",
    }
    return _filled({**release, **(_award(item, payees) if contract else _budget(item))})


def _party(item: Item, name: str, role: str) -> Json:
    return {"id": item.actor_id(name) or name, "name": name, "roles": [role]}


def _reference(party: Json) -> Json:
    return {"id": party["id"], "name": party["name"]}


def _award(item: Item, suppliers: list[Json]) -> Json:
    row = item.row
    status = {"done": "active", "planned": "pending", "cancelled": "cancelled"}[row.status]
    award = {
        "id": row.ledger_id,
        "title": item.purpose,
        "status": status,
        "date": _moment(item.day),
        "value": _value(item) or "",
        "suppliers": [_reference(p) for p in suppliers],
    }
    return {"awards": [_filled(award)]}


def _budget(item: Item) -> Json:
    budget = _filled({"id": item.row.ledger_id, "description": item.purpose, "amount": _value(item) or ""})
    return {"planning": {"budget": budget}}


def _value(item: Item) -> Json:
    row = item.row
    if row.value is None:
        return {}
    whole = row.value == row.value.to_integral_value()
    return _filled({"amount": int(row.value) if whole else float(row.value), "currency": row.currency})


def _moment(day: str) -> str:
    """A date-time from a day; a month or a year is not a day, and gives nothing."""
    return f"{day}T00:00:00Z" if len(day) == 10 else ""
