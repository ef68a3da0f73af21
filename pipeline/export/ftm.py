"""FollowTheMoney entities: payments, debts, holdings and planned links between the actors, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline import tables
from pipeline.export.source import Content, Item, Report, settings, wanted
from pipeline.records import ActorRow, ArticleRow, StakeRow

Entity = dict[str, Any]
Properties = Mapping[str, str | Iterable[str]]


def ftm(content: Content, report: Report) -> str:
    """Actors, articles and the relations between them.

    Money that moved is a ``Payment`` (a ``Debt`` when lent, an ``Ownership`` when it buys a company); what is planned
    or reported is an ``UnknownLink`` with its ``role``, because a promise is not a payment.
    """
    writer = _Writer(content)
    links = [link for item in wanted(content, "ftm", report) if (link := writer.link(item, report)) is not None]
    links += [holding for stake in content.stakes for holding in writer.holding(stake)]
    entities = [*writer.actors(), *writer.articles(), *links]
    report.rows = len(links)
    return "".join(json.dumps(e, ensure_ascii=False, sort_keys=True) + "\n" for e in entities)


def entity(key: str, schema: str, properties: Properties) -> Entity:
    """An entity with its filled properties only."""
    filled = {}
    for name, value in properties.items():
        values = [value] if isinstance(value, str) else list(value)
        values = [v for v in dict.fromkeys(values) if v]
        if values:
            filled[name] = values
    return {"id": key, "schema": schema, "properties": filled}


class _Writer:
    """Writes links first and remembers the actors and articles that they use."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._used: set[str] = set()
        self._sources: set[str] = set()
        self._schemas = {actor_id: schema_of(actor) for actor_id, actor in content.actors.items()}
        self._raise_assets()

    def _raise_assets(self) -> None:
        """Whatever is owned is a Company: an Organization cannot be an asset in this standard."""
        owned = {s.company_id for s in self._content.stakes}
        for item in self._content.items:
            if item.row.kind == "acquisition":
                owned.update(item.actor_id(name) for name in item.recipients)
        for actor_id in owned:
            if self._schemas.get(actor_id) == "Organization":
                self._schemas[actor_id] = "Company"

    def link(self, item: Item, report: Report) -> Entity | None:
        """The relation that a funding makes; None when fewer than two sides are known."""
        payers = self._named(item, item.funders)
        payees = self._named(item, item.recipients)
        projects = [i for i in payees if self._schemas[i] == "Project"]
        parties = [i for i in payees if self._schemas[i] != "Project"]
        backers = [i for i in payers if self._schemas[i] != "Project"]
        if item.row.status != "done":
            return self._promise(item, payers, payees, report)
        if not backers and not payees:
            report.left_out["neither side is an actor with a name"] += 1
            return None
        self._keep(item, [*payers, *payees])
        if item.row.kind == "acquisition" and backers and self._assets(parties):
            return self._purchase(item, backers, self._assets(parties))
        report.missing.update(n for n, ids in (("payer", backers), ("beneficiary", parties)) if not ids)
        if item.row.kind == "loan" and parties:
            return entity(item.row.ledger_id, "Debt", {**self._common(item), "debtor": parties, "creditor": backers})
        named = [self._content.actors[i].name for i in (*payers, *projects) if self._schemas[i] == "Project"]
        properties = {"payer": backers, "beneficiary": parties, "project": projects, "programme": named}
        return entity(item.row.ledger_id, "Payment", {**self._common(item), **self._purpose(item), **properties})

    def _promise(self, item: Item, payers: list[str], payees: list[str], report: Report) -> Entity | None:
        if not payers or not payees:
            report.left_out["planned or reported, and only one side has a name"] += 1
            return None
        self._keep(item, [*payers, *payees])
        row = item.row
        told = " ".join(filter(None, (_decimal(row.value), row.currency)))
        common = {k: v for k, v in self._common(item).items() if k not in ("amount", "amountEur", "currency")}
        properties = {"subject": payers, "object": payees, "role": f"{row.status} {row.kind}", "status": row.status}
        return entity(row.ledger_id, "UnknownLink", {**common, **properties, "summary": told})

    def _purchase(self, item: Item, owners: list[str], assets: list[str]) -> Entity:
        common = self._common(item)
        moved = {"sharesValue": common.pop("amount"), "sharesCurrency": common.pop("currency")}
        common.pop("amountEur")
        return entity(item.row.ledger_id, "Ownership", {**common, **moved, "owner": owners, "asset": assets})

    def _assets(self, ids: Iterable[str]) -> list[str]:
        return [i for i in ids if self._schemas[i] == "Company"]

    def holding(self, stake: StakeRow) -> Iterator[Entity]:
        """The holding that a text states, between two actors with names."""
        if (
            self._schemas.get(stake.company_id) != "Company"
            or self._schemas.get(stake.owner_id, "Project") == "Project"
        ):
            return
        self._used |= {stake.owner_id, stake.company_id}
        self._sources.add(stake.article_id)
        key = f"{stake.article_id}-stake-{stake.evidence_start}-{stake.owner_id}-{stake.company_id}"
        yield entity(
            key,
            "Ownership",
            {
                "owner": stake.owner_id,
                "asset": stake.company_id,
                "percentage": _decimal(stake.percent),
                "startDate": stake.date_start.isoformat() if stake.date_start else "",
                "status": stake.status,
                "description": stake.evidence,
                "proof": _source_id(stake.article_id),
            },
        )

    def _named(self, item: Item, names: Iterable[str]) -> list[str]:
        return [i for name in names if (i := item.actor_id(name)) in self._schemas]

    def _keep(self, item: Item, ids: Iterable[str]) -> None:
        self._used.update(ids)
        self._sources.update(e.article_id for e in item.events)

    def _common(self, item: Item) -> dict[str, str | list[str]]:
        row = item.row
        first, last = row.date_start, row.date_end
        return {
            "amount": _decimal(row.value),
            "amountEur": _decimal(row.value_eur),
            "currency": row.currency if row.value is not None else "",
            "date": item.day,
            "startDate": first.isoformat() if first and not item.day else "",
            "endDate": last.isoformat() if last and not item.day else "",
            "description": item.evidence,
            "recordId": row.ledger_id,
            "proof": [_source_id(e.article_id) for e in item.events],
        }

    def _purpose(self, item: Item) -> dict[str, str | list[str]]:
        return {"purpose": item.purpose}

    def actors(self) -> Iterator[Entity]:
        """The actors that a relation uses."""
        for actor_id in sorted(self._used):
            a = self._content.actors[actor_id]
            alias = a.aliases.split("|")
            yield entity(actor_id, self._schemas[actor_id], {"name": a.name, "alias": alias, "wikidataId": a.wikidata})

    def articles(self) -> Iterator[Entity]:
        """The articles that a relation rests on."""
        for article_id in sorted(self._sources):
            a = self._content.articles.get(article_id, ArticleRow(article_id))
            told = {
                "title": a.title,
                "publisher": a.publisher,
                "author": a.author,
                "sourceUrl": a.url,
                "publishedAt": a.published,
                "fileName": a.file,
            }
            yield entity(_source_id(article_id), "Article", told)


def schema_of(actor: ActorRow) -> str:
    """The schema of an actor, by its kind or else its label."""
    schemas: Mapping[str, str] = settings("ftm")["schemas"]
    return schemas.get(actor.kind) or schemas.get(actor.label, "LegalEntity")


def _source_id(article_id: str) -> str:
    return f"article-{article_id}"


def _decimal(value: Any) -> str:
    return "" if value is None else tables.plain_decimal(value)
