"""The spaCy component ``quifinance_money``: the amounts of a ``Doc`` in ``doc._.amounts``."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.money.find import find_amounts
from pipeline.records import Amount

NAME = "quifinance_money"


def register() -> None:
    """Make ``doc._.amounts`` known to spaCy; a worker process has to do it again."""
    if not Doc.has_extension("amounts"):
        Doc.set_extension("amounts", default=())


register()


@Language.factory(NAME, default_config={"country": "", "published": ""}, assigns=["doc._.amounts"])  # type: ignore[untyped-decorator]
def make_money(nlp: Language, name: str, country: str, published: str) -> Callable[[Doc], Doc]:
    """Make the component.

    Parameters
    ----------
    nlp, name : given by spaCy
    country : ISO 3166 code of the country the texts come from, or empty
    published : ISO day, month or year of publication of the texts, or empty

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> _ = nlp.add_pipe("quifinance_money")
    >>> [a.text for a in nlp("Le port de Sète reçoit 4 M€ de la région.")._.amounts]
    ['4 M€']
    """
    register()

    def money(doc: Doc) -> Doc:
        amounts: tuple[Amount, ...] = tuple(find_amounts(doc.text, country=country, published=published))
        doc._.amounts = amounts
        return doc

    return money
