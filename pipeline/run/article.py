"""How an article becomes rows: the list of stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline import clean, dates, entities, money, relations
from pipeline.records import Amount, Article, ArticleTables, Body, DateExpression, Event, Mention, Stake
from pipeline.run import rows
from pipeline.run.settings import Settings


@dataclass(frozen=True, slots=True)
class Reading:
    """What the stages found in one article; offsets count in ``body.text``."""

    article: Article
    body: Body
    amounts: Sequence[Amount] = ()
    dates: Sequence[DateExpression] = ()
    mentions: Sequence[Mention] = ()
    events: Sequence[Event] = ()
    why: Mapping[tuple[int, int], str] = field(default_factory=dict)  # no event, by the span of an amount
    stakes: Sequence[Stake] = ()
    language: str = ""
    on_funding: bool = False


def extract_article(article: Article, settings: Settings | None = None) -> ArticleTables:
    """Everything that one article contributes to the tables: stage after stage, then rows.

    >>> from pipeline.records import Article
    >>> tables = extract_article(Article("a1", "a1.txt", "L'État verse 3 millions d'euros à la ville de Brest."))
    >>> tables.amounts[0].value
    Decimal('3000000')
    """
    return to_tables(read_stages(article, settings or Settings()))


def read_stages(article: Article, settings: Settings) -> Reading:
    """The stages in their order, cheap ones first; the models read only what can matter for the tables wanted."""
    body = clean.clean(article)
    language = clean.language(body.text)
    if language not in ("", "fr") and not settings.any_language:
        return Reading(
            _warned(article, f"the text is not French but « {language} »: left out; see --any-language"),
            body,
            language=language,
        )
    published = article.published
    amounts = [a for a in money.find_amounts(body.text, country=country(article), published=published) if _is_some(a)]
    may_fund = relations.may_fund(body, amounts)
    reading = Reading(article, body, amounts, language=language, on_funding=may_fund)
    if not body.text.strip() or (settings.funding_only and not may_fund):
        return reading
    when = dates.find_dates(body.text, published)
    doc = entities.load()(body.text)
    mentions = entities.link(entities.find_mentions(doc, published=published), body.text)
    events: Sequence[Event] = ()
    why: Mapping[tuple[int, int], str] = {}
    if may_fund:
        from pipeline.relations.explain import decide  # with it comes all that parses, which most articles do without

        events, why = decide(body, amounts, when, mentions, published=published)
    stakes: Sequence[Stake] = ()
    if not settings.funding_only:
        stakes = relations.find_stakes(body, when, mentions, published=published)
    return replace(reading, dates=when, mentions=mentions, events=events, why=why, stakes=stakes)


def _warned(article: Article, warning: str) -> Article:
    return replace(article, warning="; ".join(filter(None, [article.warning, warning])))


def _is_some(amount: Amount) -> bool:
    """« 0 euro » is no money: nobody gives, earns or owes it."""
    return all(value is None or value > 0 for value in (amount.value, amount.value_min, amount.value_max))


def country(article: Article) -> str:
    """ISO country that the site's address tells (``.be`` → ``BE``), which decides what a plain franc or dollar is."""
    host = article.url.split("//")[-1].split("/")[0] or article.publisher
    ending = host.rpartition(".")[2]
    return ending.upper() if "." in host and len(ending) == 2 and ending.isalpha() else ""


def to_tables(reading: Reading) -> ArticleTables:
    """Rows of every table from what the stages found."""
    frame = rows.Frame(reading.article, reading.body)
    ids = rows.event_ids(frame, reading.events)
    return ArticleTables(
        article=rows.article_row(frame, language=reading.language),
        source=reading.article.text,
        extracted=reading.article.extracted,
        skipped=tuple(rows.skipped_rows(frame)),
        entities=tuple(rows.entity_rows(frame, reading.mentions)),
        amounts=tuple(rows.amount_rows(frame, reading.amounts, reading.events, ids, reading.why)),
        dates=tuple(rows.date_rows(frame, reading.dates)),
        funding=tuple(rows.funding_rows(frame, reading.events, ids)),
        stakes=tuple(rows.stake_rows(frame, reading.stakes)),
        fingerprint=clean.fingerprint(reading.body.text).hex(),
        on_funding=reading.on_funding,
    )
