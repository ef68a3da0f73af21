"""Tables of grants: the 360Giving Data Standard and the French SCDL « Subventions »."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from pipeline import tables
from pipeline.export.source import Content, Item, Report, settings, wanted

_TITLE, _PURPOSE = 140, 256  # the longest title and purpose that the standards take
Cells = dict[str, str]


def giving360(content: Content, report: Report) -> str:
    """The grants of the ledger as a 360Giving table."""
    return _table("360giving", (_giving(item, content) for item in wanted(content, "360giving", report)), report)


def scdl(content: Content, report: Report) -> str:
    """The grants of public bodies as an SCDL table: one row per recipient, the amount being the whole grant."""
    rows = (
        row
        for item in wanted(content, "scdl-subventions", report)
        if _is_public(item, content, report)
        for row in _subventions(item)
    )
    return _table("scdl-subventions", rows, report)


def _table(standard: str, rows: Iterable[Cells], report: Report) -> str:
    rules = settings(standard)
    out = io.StringIO(newline="")
    lines = csv.DictWriter(out, rules["columns"], restval="", lineterminator="\n")
    lines.writeheader()
    for cells in rows:
        report.rows += 1
        report.missing.update(name for name in rules["mandatory"] if not cells.get(name))
        lines.writerow({name: tables.guard(cell) for name, cell in cells.items()})
    return out.getvalue()


def _giving(item: Item, content: Content) -> Cells:
    row = item.row
    value = row.value if row.value is not None else None
    known = [content.articles[e.article_id].url for e in item.events if e.article_id in content.articles]
    period = not item.day
    return {
        "Identifier": row.ledger_id,
        "Title": _cut(item.purpose or " – ".join(filter(None, (row.funder, row.recipient))), _TITLE),
        "Description": item.evidence,
        "Currency": row.currency if value is not None else "",
        "Amount Awarded": tables.plain_decimal(value) if value is not None else "",
        "Award Date": item.day,
        "URL": next(filter(None, known), ""),
        "Planned Dates:Start Date": row.date_start.isoformat() if period and row.date_start else "",
        "Planned Dates:End Date": row.date_end.isoformat() if period and row.date_end else "",
        "Recipient Org:Name": row.recipient,
        "Funding Org:Name": row.funder,
        "Data Source": next(filter(None, known), ""),
    }


def _is_public(item: Item, content: Content, report: Report) -> bool:
    """Whether a public body pays; a payer of unknown kind is left out, as the standard is about public money."""
    kinds = {content.actors[i].kind for name in item.funders if (i := item.actor_id(name)) in content.actors}
    if kinds.isdisjoint(settings("scdl-subventions")["payers"]):
        report.left_out["the payer is not known to be a public body"] += 1
        return False
    return True


def _subventions(item: Item) -> Iterator[Cells]:
    row = item.row
    period = f"{row.date_start}/{row.date_end}" if row.date_start and row.date_end and not item.day else item.day
    for recipient in item.recipients or [""]:
        yield {
            "nomAttribuant": row.funder,
            "dateConvention": item.day,
            "nomBeneficiaire": recipient,
            "objet": _cut(item.purpose, _PURPOSE),
            "montant": tables.plain_decimal(row.value_eur) if row.value_eur is not None else "",
            "nature": "aide en numéraire" if row.value is not None or row.value_min is not None else "",
            "datesPeriodeVersement": period,
            "pourcentageSubvention": "1.00" if len(item.recipients) == 1 else "",
        }


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
