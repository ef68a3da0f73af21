"""Train the press NER from gold passages: the tagger, then the judge of its candidates.

The tagger that ships is trained on all passages. The judge learns from what five others, each trained without a fifth
of the passages, say of those that they have not seen, so the figures of the cross-validation come for free; they are
stored beside the weights in ``meta.json``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.entities import model
from pipeline.entities.candidates import Candidate, candidates
from pipeline.entities.features import Features, Reader
from pipeline.entities.fit import fit_judge
from pipeline.entities.fit_tagger import fit_tagger
from pipeline.entities.gold import Passage, documents, gold_tags, read_gold
from pipeline.entities.names import name_key
from pipeline.entities.page import Page, read_page
from pipeline.entities.select import FLOOR, NONE, Judge, informed, save_judge, settle
from pipeline.entities.tagger import save_network
from pipeline.entities.tags import LABELS, Floats, decode

if TYPE_CHECKING:
    from spacy.tokens import Doc

FOLDS = 5
EPOCHS = 5
PRESS = 2  # how often a tagger sees a passage of the first source for once that it sees another
OTHERS = {".csv": 0.5, ".toml": 0.25}  # what a passage counts for the judge that is not of the first source
SAMPLE = 4  # one in so many of the articles of a .csv teaches the judge: they are many, and long
Say = Callable[[str], None]
Named = set[tuple[str, str]]
Examples = Sequence[tuple["Doc", Floats]]


@dataclass(slots=True)
class Reading:
    """A passage as the judge sees it: its words, its candidates with features and classes, and how much it counts.

    Passages written for the project count less than the press: they name places as States more often.
    """

    passage: Passage
    page: Page
    candidates: list[Candidate]
    rows: list[Features]
    classes: list[int]
    weight: float = 1.0


def read_passage(passage: Passage, doc: Doc, probabilities: Floats) -> Reading:
    """The candidates of a passage under given tag probabilities."""
    page = read_page(doc)
    found = candidates(page, probabilities)
    wanted = {name_key(name): LABELS.index(label) for name, label in passage.names if label in LABELS}
    classes = [wanted.get(name_key(page.span_text(*c.places[0])), NONE) for c in found]
    return Reading(passage, page, found, Reader(page, probabilities).read(found), classes)


def named(reading: Reading, beliefs: Floats, floor: float = FLOOR) -> Named:
    """The names and labels found in a passage, as keys."""
    told = informed(beliefs, reading.candidates, reading.rows)
    spans = settle(reading.candidates, told, floor) if reading.candidates else []
    return {(name_key(reading.page.span_text(*span)), label) for span, label, _ in spans}


def wanted(passage: Passage) -> Named:
    """The names and labels of gold, as keys."""
    return {(name_key(name), label) for name, label in passage.names}


def score(pairs: Iterable[tuple[Named, Named]]) -> dict[str, float]:
    """Precision, recall and F1 over passages, for (found, gold) pairs of name sets."""
    right = wrong = missed = 0
    for found, gold in pairs:
        right, wrong, missed = right + len(found & gold), wrong + len(found - gold), missed + len(gold - found)
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    return {"p": precision, "r": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def fold_examples(examples: Examples, press: int, fold: int | None) -> list[tuple[Doc, Floats]]:
    """What the tagger of a fold learns from: all passages but a fifth, the first ``press`` of them more than once."""
    kept = [i for i in range(len(examples)) if i % FOLDS != fold]
    return [examples[i] for i in [i for i in kept if i < press] * (PRESS - 1) + kept]


def _out_of_fold(docs: Sequence[Doc], examples: Examples, press: int, seed: int, epochs: int, say: Say) -> list[Floats]:
    """Tag probabilities of every passage by a tagger that was not trained on it.

    The first ``press`` passages are of the press that the figures are told of.
    """
    found: list[Floats] = [np.zeros((0, 0), "f")] * len(docs)
    for fold in range(FOLDS):
        network = fit_tagger(fold_examples(examples, press, fold), seed=seed * FOLDS + fold, epochs=epochs)
        held = [i for i in range(len(docs)) if i % FOLDS == fold]
        for i, probabilities in zip(held, network.predict([docs[i] for i in held]), strict=True):
            found[i] = probabilities
        say(f"tagger, fold {fold + 1} of {FOLDS} trained")
    return found


def _readings(
    sources: Mapping[Path, Sequence[Passage]], docs: Sequence[Doc], unseen: Sequence[Floats]
) -> dict[Path, list[Reading]]:
    """The passages that the judge learns from, with what they count."""
    first, at = next(iter(sources)), 0
    out: dict[Path, list[Reading]] = {}
    for source, listed in sources.items():
        places = range(at, at + len(listed), SAMPLE if source.suffix == ".csv" else 1)
        out[source] = [read_passage(listed[i - at], docs[i], unseen[i]) for i in places]
        for reading in out[source]:
            reading.weight = 1.0 if source == first else OTHERS.get(source.suffix, 1.0)
        at += len(listed)
    return out


def _fit(readings: Iterable[Reading]) -> Judge:
    chosen = list(readings)
    weights = np.array([r.weight for r in chosen for _ in r.rows], dtype="f4")
    return fit_judge([row for r in chosen for row in r.rows], [c for r in chosen for c in r.classes], weights=weights)


def _cross_validate(readings: Sequence[Reading]) -> list[Named]:
    """What judges find in the fifth of the passages each was not fitted on."""
    found: list[Named] = [set()] * len(readings)
    for fold in range(FOLDS):
        judge = _fit(r for i, r in enumerate(readings) if i % FOLDS != fold)
        for i, reading in enumerate(readings):
            if i % FOLDS == fold:
                found[i] = named(reading, judge(reading.rows))
    return found


def _by_source(passages: Mapping[Path, Sequence[Passage]], found: Sequence[Named]) -> dict[Path, dict[str, float]]:
    """The figures of each source, for what was found in the passages of all sources in order."""
    rest = iter(found)
    return {source: score([(next(rest), wanted(p)) for p in listed]) for source, listed in passages.items()}


def _tagged(doc: Doc, probabilities: Floats) -> Named:
    return {(name_key(doc[a:b].text), label) for a, b, label in decode(probabilities)}


def train(
    gold: Path | Sequence[Path],
    output: Path = model.WEIGHTS,
    *,
    texts: Path | None = None,
    seed: int = 1,
    epochs: int = EPOCHS,
    say: Say = lambda _: None,
) -> dict[str, Any]:
    """Train the press NER on gold passages and write its weights.

    Parameters
    ----------
    gold
        Folders of gold JSON files, ``.toml`` files of cases and ``.csv`` files of names, the press first: its figures
        are the ones told. Figures on passages trained on say nothing: keep some apart.
    output
        Where ``tagger.npz``, ``judge.npz`` and ``meta.json`` go.
    texts
        The articles that a ``.csv`` file annotates.
    seed
        The same seed and gold give the same weights on the same machine; the shipped ones are of seed 1.
    epochs
        Passes of each tagger over its passages.
    say
        Called with a line of progress now and then.

    Returns
    -------
    dict
        What ``meta.json`` holds, cross-validated figures included: those of the tagger alone and with the judge on the
        first source, and with the judge on every source.

    Raises
    ------
    ValueError
        When the folder holds no gold, or fewer passages than folds.
    """
    sources = {source: read_gold(source, texts) for source in ([gold] if isinstance(gold, Path) else gold)}
    first = next(iter(sources))
    passages = [passage for listed in sources.values() for passage in listed]
    if len(passages) < FOLDS:
        raise ValueError(f"{first} holds {len(passages)} passages: cross-validation needs at least {FOLDS}")
    nlp = model.load_base(exclude=("ner",))
    docs = documents(nlp, passages)
    examples = [(doc, gold_tags(doc, p)) for doc, p in zip(docs, passages, strict=True)]
    press = len(sources[first])
    unseen = _out_of_fold(docs, examples, press, seed, epochs, say)
    tagger = fit_tagger(fold_examples(examples, press, None), seed=seed, epochs=epochs)
    by_source = _readings(sources, docs, unseen)
    readings = [reading for listed in by_source.values() for reading in listed]
    judged = {source: [reading.passage for reading in listed] for source, listed in by_source.items()}
    alone = _by_source(sources, [_tagged(d, u) for d, u in zip(docs, unseen, strict=True)])
    together = _by_source(judged, _cross_validate(readings))
    say(f"cross-validated F1: tagger {alone[first]['f1']:.3f}, with the judge {together[first]['f1']:.3f}")
    meta = {
        "base": f"{model.BASE_MODEL} {nlp.meta['version']}",
        "passages": {source.name: len(listed) for source, listed in sources.items()},
        "seed": seed,
        "epochs": epochs,
        "tagger": alone[first],
        "judged": together[first],
        "by_source": {source.name: figures for source, figures in together.items()},
    }
    output.mkdir(parents=True, exist_ok=True)
    save_network(tagger, output / model.TAGGER)
    save_judge(_fit(readings), output / "judge.npz")
    (output / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    return meta
