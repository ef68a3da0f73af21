"""The whole pipeline inside spaCy: ``load`` and the component ``quifinance_funding``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from pipeline import relations
from pipeline.clean import split_sentences
from pipeline.clean.fold import FOLDED
from pipeline.records import Body, Event, Segment

if TYPE_CHECKING:
    from collections.abc import Callable

NEEDED = ("amounts", "dates", "actors")


def load(published: str = "") -> Language:
    """A spaCy pipeline with all components of the project, reading plain French text.

    Parameters
    ----------
    published
        ISO day, month or year of publication of the texts; ``doc._.published`` sets it text by text.

    Raises
    ------
    OSError
        The French model is not installed.

    Examples
    --------
    >>> doc = load("2022-06-11")("La région Bretagne a versé 5 millions d'euros au port de Roscoff.")
    >>> [(event.amount.text, event.status) for event in doc._.events]
    [("5 millions d'euros", 'done')]
    """
    from pipeline.entities.component import add_tagger
    from pipeline.entities.model import has_weights, load_base

    trained = has_weights()
    nlp = load_base(exclude=("ner",) if trained else ())
    if trained:
        add_tagger(nlp)
    for name in ("quifinance_money", "quifinance_dates", "quifinance_entities", "quifinance_funding"):
        nlp.add_pipe(name, config={"published": published})
    return nlp


@Language.factory(  # type: ignore[untyped-decorator]
    "quifinance_funding",
    default_config={"published": ""},
    requires=[f"doc._.{name}" for name in NEEDED],
    assigns=["doc._.events"],
)
def make_funding(nlp: Language, name: str, published: str) -> Callable[[Doc], Doc]:
    """The factory of the funding events; it needs ``quifinance_money``, ``_dates`` and ``_entities`` before it.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> for part in ("money", "dates", "entities", "funding"):
    ...     _ = nlp.add_pipe(f"quifinance_{part}")
    >>> nlp("Bpifrance a prêté 4 millions d'euros à la Caisse des dépôts.")._.events[0].kind
    'loan'
    """
    for extension, empty in (("events", ()), ("published", "")):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=empty)

    def funding(doc: Doc) -> Doc:
        doc._.events = tuple(_events(doc, doc._.published or published))
        return doc

    return funding


def _events(doc: Doc, published: str) -> list[Event]:
    missing = [name for name in NEEDED if not doc.has_extension(name)]
    if missing:
        raise ValueError(
            f"quifinance_funding needs doc._.{missing[0]}: add quifinance_money, _dates and _entities first"
        )
    text = doc.text.translate(FOLDED)  # one character for one: offsets hold
    body = Body(text, (Segment(0, 0, len(text)),), split_sentences(text))
    found = (getattr(doc._, name) or () for name in NEEDED)
    return relations.find_events(body, *found, published=published)
