"""A thin spaCy component around ``find_dates``: ``nlp.add_pipe("quifinance_dates")`` fills ``doc._.dates``."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.dates.find import find_dates
from pipeline.dates.reading import Reading


@dataclass(frozen=True, slots=True)
class DatesComponent:
    """Callable on a ``Doc``; a date of publication set as ``doc._.published`` goes before that of the configuration."""

    published: str = ""

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc._.dates`` with the date expressions of the text, offsets in characters of ``doc.text``."""
        doc._.dates = find_dates(doc.text, doc._.published or self.published)
        return doc


@Language.factory("quifinance_dates", default_config={"published": ""}, assigns=["doc._.dates"])  # type: ignore[untyped-decorator]
def make(nlp: Language, name: str, published: str) -> DatesComponent:
    """The factory. ``published`` is an ISO day, month or year, or "" when it differs from text to text.

    Raises
    ------
    ValueError
        When ``published`` is not empty and not an ISO day, month or year.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> pipe = nlp.add_pipe("quifinance_dates", config={"published": "2024-06-03"})
    >>> nlp("La ville a voté l'aide jeudi dernier.")._.dates[0].edtf
    '2024-05-30'
    """
    Reading.at(published)
    if not Doc.has_extension("dates"):
        Doc.set_extension("dates", default=None)
    if not Doc.has_extension("published"):
        Doc.set_extension("published", default="")
    return DatesComponent(published)
