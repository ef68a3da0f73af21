"""One text from Python: a data frame per table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pipeline import entities, ledger, tables
from pipeline.read.decode import writable
from pipeline.records import ROW_TYPES, Article, LedgerRow
from pipeline.run.article import extract_article
from pipeline.run.blocks import renamed
from pipeline.run.checks import checked
from pipeline.run.codec import PER_ARTICLE
from pipeline.run.rows import first_day, short_hash
from pipeline.run.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Extraction:
    """The tables of one text, each a pandas DataFrame with the columns of TABLES.md (made when first asked for)."""

    rows: dict[str, tuple[Any, ...]]

    def table(self, name: str) -> pd.DataFrame:
        """One table as a data frame; a text without such rows gives an empty one, with its columns."""
        kinds = {row_type.TABLE: row_type for row_type in ROW_TYPES}
        if name not in kinds:
            raise ValueError(f"there is no table {name!r}: choose one of {', '.join(kinds)}")
        return tables.frame(kinds[name], self.rows[name])

    articles = cached_property(lambda self: self.table("articles"))
    skipped = cached_property(lambda self: self.table("skipped"))
    entities = cached_property(lambda self: self.table("entities"))
    actors = cached_property(lambda self: self.table("actors"))
    amounts = cached_property(lambda self: self.table("amounts"))
    dates = cached_property(lambda self: self.table("dates"))
    funding = cached_property(lambda self: self.table("funding"))
    stakes = cached_property(lambda self: self.table("stakes"))
    ledger = cached_property(lambda self: self.table("ledger"))


def extract(text: str, published: str = "", *, title: str = "", url: str = "", article_id: str = "") -> Extraction:
    """Who funded what, when and for how much, in one text.

    Parameters
    ----------
    text
        The article in French.
    published
        Its publication date, an ISO day, month or year: « jeudi » or « l'an dernier » cannot be read without it.
    title, url, article_id
        Its headline, its address, and an id of yours for it.

    Raises
    ------
    ValueError
        ``published`` is not an ISO date.

    Examples
    --------
    >>> found = extract("Le 3 mars, l'État a accordé un prêt de 40 millions d'euros à Ascoval.", published="2019-03-05")
    >>> found.amounts["value_eur"].tolist()
    [40000000.0]
    """
    if published and first_day(published) is None:
        raise ValueError(f"published is {published!r}: give an ISO day, month or year, such as 2019-03-05")
    text = writable(text)
    digest = sha256(text.encode("utf-8")).hexdigest()
    article = Article(
        article_id or f"t{short_hash(text, published, title)}",
        "",
        text,
        title=title,
        url=url,
        published=published,
        published_source="given" if published else "unknown",
        sha256=digest,
    )
    found = checked(extract_article(article, Settings(any_language=True)))
    registry = entities.merge_actors(found.entities)
    named = renamed(found, registry)
    rows: dict[str, tuple[Any, ...]] = {name: getattr(named, name) for name in PER_ARTICLE}
    rows["articles"] = (named.article,)
    rows["actors"] = tuple(registry.rows)
    rows[LedgerRow.TABLE] = tuple(ledger.build(named.funding, [named.article]))
    return Extraction(rows)
