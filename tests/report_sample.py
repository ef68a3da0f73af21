"""Tables to draw reports from: made sentences, every offset right, as many rows as asked for.

Used by the tests of the report and by ``benchmarks/report.py``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

from pipeline import tables
from pipeline.records import AmountRow, ArticleRow, DateRow, EntityRow, FundingRow, LedgerRow, SkippedRow

PAYERS = (
    "État",
    "Région Bretagne",
    "Bpifrance",
    "Caisse des dépôts",
    "Orange",
    "Thales",
    "Ville de Nantes",
    "Union européenne",
    "Banque européenne d'investissement",
    "Fondation de France",
    "Crédit agricole",
    "Métropole de Lyon",
)
RECIPIENTS = (
    "Cloudwatt",
    "Numergy",
    "Théâtre des Quais",
    "Atelier Kerguelen",
    "Ferme du Grand Pré",
    "Lycée Marie-Curie",
    "Port de Lorient",
    "Hôpital Saint-Yves",
    "Vergers de Loire",
    "Studio Brumaire",
    "Radio Pont-Neuf",
    "Coopérative Alizé",
)
OBJECTS = ("rénover ses locaux", "ouvrir un centre de données", "former des apprentis", "acheter du matériel", "")
VERBS = {"done": "a versé", "planned": "versera", "reported": "aurait versé", "cancelled": "ne versera finalement pas"}
KINDS = ("grant", "investment", "loan", "budget", "fundraising", "spending")
FILLER = (
    "Les habitants interrogés sur le marché se disent partagés, entre curiosité et prudence, et beaucoup attendent de "
    "voir les travaux commencer avant de juger. 📊 Une réunion publique doit permettre d'en débattre en mairie. "
)


@dataclass
class Sample:
    """One run's worth of tables, and the texts they point into."""

    articles: list[ArticleRow] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    entities: list[EntityRow] = field(default_factory=list)
    amounts: list[AmountRow] = field(default_factory=list)
    dates: list[DateRow] = field(default_factory=list)
    funding: list[FundingRow] = field(default_factory=list)
    ledger: list[LedgerRow] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the tables and the texts as a run does."""
        (folder / "texts").mkdir(parents=True, exist_ok=True)
        for name, row_type in ROWS.items():
            tables.write(folder, row_type, getattr(self, name))
        for article_id, text in self.texts.items():
            (folder / "texts" / f"{article_id}.txt").write_text(text, encoding="utf-8", newline="")
        return folder


ROWS = {
    "articles": ArticleRow,
    "skipped": SkippedRow,
    "entities": EntityRow,
    "amounts": AmountRow,
    "dates": DateRow,
    "funding": FundingRow,
    "ledger": LedgerRow,
}


@dataclass
class Fact:
    """One funding to be told in a sentence."""

    funder: str
    recipient: str
    millions: int
    year: int
    status: str = "done"
    kind: str = "grant"
    object: str = ""
    confidence: float = 0.8


def sample(n_articles: int, n_rows: int, *, chars: int = 4000, seed: int = 7) -> Sample:
    """``n_rows`` fundings told by ``n_articles`` articles of about ``chars`` characters."""
    draw = random.Random(seed)
    made = Sample()
    for k in range(n_articles):
        facts = [_fact(draw) for _ in range(n_rows * (k + 1) // n_articles - n_rows * k // n_articles)]
        add_article(made, f"a{k:05d}", f"Aides publiques : le point, épisode {k + 1}", facts, chars=chars, day=k)
    add_ledger(made)
    return made


def _fact(draw: random.Random) -> Fact:
    return Fact(
        draw.choice(PAYERS),
        draw.choice(RECIPIENTS),
        draw.choice((1, 2, 5, 8, 12, 15, 20, 35, 50, 75, 150)),
        draw.randint(2009, 2024),
        draw.choices(list(VERBS), (60, 28, 7, 5))[0],
        draw.choice(KINDS),
        draw.choice(OBJECTS),
        draw.randint(30, 98) / 100,
    )


def add_article(
    made: Sample, article_id: str, title: str, facts: list[Fact], *, chars: int = 600, day: int = 0, url: str = ""
) -> None:
    """Write an article that tells ``facts``, and the rows that a faultless reading would give."""
    navigation = "Accueil | Économie | Culture | Abonnez-vous"
    text = f"{navigation}\n\n{title}\n\n🎭 Le dossier avance.\n\n"
    filler = FILLER * max(0, (chars - 200 * len(facts)) // (len(FILLER) * max(1, len(facts))))
    published = date.fromordinal(date(2012, 1, 1).toordinal() + day * 3).isoformat()
    for n, fact in enumerate(facts):
        text = _tell(made, article_id, n, fact, text) + "\n\n" + filler + "\n\n"
    made.texts[article_id] = text
    made.skipped.append(SkippedRow(article_id, "navigation", 0, len(navigation), navigation))
    publisher = ("Le Relevé", "La Gazette du large", "L'Érable")[day % 3]
    made.articles.append(
        ArticleRow(
            article_id, f"{article_id}.txt", title, publisher, "C. Morvan", url, published, "given", "fr", len(text)
        )
    )


def _tell(made: Sample, article_id: str, n: int, fact: Fact, text: str) -> str:
    start = len(text)
    spans = {}
    parts = (
        ("date", f"En {fact.year}"),
        ("", ", "),
        ("funder", fact.funder),
        ("", f" {VERBS[fact.status]} "),
        ("amount", f"{fact.millions} millions d'euros"),
        ("", " à "),
        ("recipient", fact.recipient),
        ("", f" pour {fact.object}." if fact.object else "."),
    )
    for role, words in parts:
        spans[role] = (len(text), len(text) + len(words), words)
        text += words
    event_id = "e" + blake2b(f"{article_id}|{n}".encode(), digest_size=5).hexdigest()
    value = Decimal(fact.millions * 1_000_000)
    first, last = date(fact.year, 1, 1), date(fact.year, 12, 31)
    for role, name in (("funder", fact.funder), ("recipient", fact.recipient)):
        made.entities.append(EntityRow(article_id, _actor(name), name, "ORG", name, *spans[role][:2], "model"))
    at, end, words = spans["amount"]
    made.amounts.append(
        AmountRow(article_id, f"{event_id}-m", words, at, end, value, currency="EUR", role="funding", event_id=event_id)
    )
    made.dates.append(
        DateRow(article_id, spans["date"][2], *spans["date"][:2], first, last, str(fact.year), "year", "absolute")
    )
    made.funding.append(
        FundingRow(
            event_id,
            article_id,
            fact.funder,
            _actor(fact.funder),
            fact.funder,
            fact.recipient,
            _actor(fact.recipient),
            fact.recipient,
            fact.object,
            fact.kind,
            fact.status,
            value,
            currency="EUR",
            qualifier="exact",
            value_eur=value,
            amount_text=words,
            amount_source="stated",
            date_start=first,
            date_end=last,
            edtf=str(fact.year),
            date_text=spans["date"][2],
            date_source="text",
            n_funders=1,
            n_recipients=1,
            evidence=text[start:],
            evidence_start=start,
            evidence_end=len(text),
            rule="frame:verser",
            confidence=fact.confidence,
            amount_start=at,
            amount_end=end,
            funder_start=spans["funder"][0],
            funder_end=spans["funder"][1],
            recipient_start=spans["recipient"][0],
            recipient_end=spans["recipient"][1],
            date_char_start=spans["date"][0],
            date_char_end=spans["date"][1],
        )
    )
    return text


def _actor(name: str) -> str:
    return "x-" + name.lower().replace(" ", "-")


def add_ledger(made: Sample) -> None:
    """One ledger line per payer, recipient and year; told with different amounts or status, it is a conflict."""
    groups: dict[tuple[str, str, date | None], list[FundingRow]] = {}
    for row in made.funding:
        groups.setdefault((row.funder, row.recipient, row.date_start), []).append(row)
    for k, ((funder, recipient, _), rows) in enumerate(groups.items()):
        last = rows[-1]
        differ = [
            name
            for name, column in (("amount", "value"), ("status", "status"))
            if len({getattr(r, column) for r in rows}) > 1
        ]
        made.ledger.append(
            LedgerRow(
                f"l{k}",
                funder,
                recipient,
                last.kind,
                last.status,
                last.value,
                currency=last.currency,
                value_eur=last.value_eur,
                date_start=last.date_start,
                date_end=last.date_end,
                edtf=last.edtf,
                articles=len({r.article_id for r in rows}),
                event_ids="|".join(r.event_id for r in rows),
                conflict="|".join(differ),
            )
        )
