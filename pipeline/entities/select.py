"""From scored candidates to mentions: which forms are names, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.entities.candidates import Candidate, Span
from pipeline.entities.features import Features
from pipeline.entities.names import word_sets
from pipeline.entities.tags import LABELS, Floats

FLOOR = 0.55  # probability of being a name from which a form counts (best over the folds of training)
# Log-odds taken from « acts » for « is a place »: part of what the judge learns from was written for the project, and
# speaks of acting States and cities more often than the press does (best over the folds of training, too).
ACTS_LESS = {"state": 0.3, "local_authority": 1.0}
LIFTED = FLOOR + 0.01  # the least probability of a form that a rule makes a name
HALF_HEARD = 0.2  # the same below which not even the lexicon makes a name of a form
NONE = len(LABELS)  # the class of a form that is no name
PERSON = 0.5  # probability of a person from which « PME » before it says nothing
ORG, PER, LOC = LABELS.index("ORG"), LABELS.index("PER"), LABELS.index("LOC")


@dataclass(frozen=True, slots=True)
class Judge:
    """A small network over the features: its feature names, their means and scales, and its weights.

    ``layers`` are (weights, bias) pairs; a rectifier stands between two of them.
    """

    names: dict[str, int]
    layers: tuple[tuple[Floats, Floats], ...]

    def matrix(self, rows: list[Features]) -> Floats:
        """The features as a matrix of shape (candidates, features); unknown features are left out."""
        out = np.zeros((len(rows), len(self.names)), dtype="f")
        for i, row in enumerate(rows):
            for name, value in row.items():
                k = self.names.get(name)
                if k is not None:
                    out[i, k] = value
        return out

    def _first(self, rows: list[Features]) -> Floats:
        """The first layer, from the few features that a candidate has: the whole matrix is nearly all zeros."""
        weights, bias = self.layers[0]
        out = np.empty((len(rows), weights.shape[1]), dtype="f4")
        for i, row in enumerate(rows):
            known = [(k, value) for name, value in row.items() if (k := self.names.get(name)) is not None]
            values = np.array([value for _, value in known], dtype="f4")
            out[i] = values @ weights[[k for k, _ in known]] + bias
        return out

    def __call__(self, rows: list[Features]) -> Floats:
        """Probabilities of ORG, PER, LOC, PROG and of no name, shape (candidates, 5)."""
        x = self._first(rows)
        for weights, bias in self.layers[1:]:
            x = np.maximum(x, 0) @ weights + bias
        x = np.exp(x - x.max(1, keepdims=True))
        out: Floats = x / x.sum(1, keepdims=True)
        return out


def save_judge(judge: Judge, path: Path) -> None:
    """Write a judge to an ``.npz`` file."""
    arrays = {"names": np.array(sorted(judge.names, key=judge.names.__getitem__))}
    for k, (weights, bias) in enumerate(judge.layers):
        arrays |= {f"weights{k}": weights.astype("f2"), f"bias{k}": bias.astype("f4")}
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_judge(path: Path) -> Judge:
    """The judge stored in ``path``."""
    with np.load(path, allow_pickle=False) as arrays:
        names = {str(name): k for k, name in enumerate(arrays["names"])}
        count = sum(name.startswith("weights") for name in arrays)
        layers = tuple((arrays[f"weights{k}"].astype("f4"), arrays[f"bias{k}"]) for k in range(count))
    return Judge(names, layers)


def informed(beliefs: Floats, candidates: list[Candidate], rows: list[Features]) -> Floats:
    """The beliefs with the lexicon's word and what follows from it.

    A name that the lexicon knows without doubt, and not as a place, takes its label, and is a name even where the judge
    doubts it: a programme, an acronym, an alias that needs no condition. « La start-up X » and « FC X » are
    organisations, and « la ville de X » is the authority; so is « la Région » with a capital and no name.
    """
    out = beliefs.copy()
    for k, (candidate, row) in enumerate(zip(candidates, rows, strict=True)):
        _less_acting(out[k], candidate)
        label = _known_label(candidate, row)
        if label:
            sure = float(out[k, :NONE].sum())
            if _certain(candidate, row, label, sure):
                sure = max(sure, LIFTED)
            out[k] = 0.0
            out[k, LABELS.index(label)], out[k, NONE] = sure, 1.0 - sure
        elif _common_opening(candidate, row):
            out[k] = 0.0
            out[k, NONE] = 1.0
        elif _organisation(row, float(out[k, PER])) or _body_alone(candidate, row):
            sure = max(float(out[k, :NONE].sum()), LIFTED)
            out[k] = 0.0
            out[k, ORG], out[k, NONE] = sure, 1.0 - sure
        elif _authority(candidate, row) and out[k, LOC] > out[k, ORG]:
            out[k, [ORG, LOC]] = out[k, [LOC, ORG]]
    return out


def _known_label(candidate: Candidate, row: Features) -> str:
    """The one label that the lexicon gives a form, or "" for places and doubtful ones."""
    labels = {alias.entry.label for alias in candidate.aliases}
    label = next(iter(labels)) if len(labels) == 1 else ""
    return label if label not in ("", "LOC") and f"known_{label}" in row else ""


def _certain(candidate: Candidate, row: Features, label: str, sure: float) -> bool:
    """Whether a known form is a name whatever the judge thinks: « prêt Atout »; of others it must hear something."""
    if label == "PROG":
        product = bool(row.get("lower_head")) and not row.get("lower_last")
        return product or sure > HALF_HEARD
    acronym = bool(row.get("upper")) and len(candidate.key) == 1
    plain = not any(alias.condition for alias in candidate.aliases) and not row.get("lower_head")
    return sure > HALF_HEARD and (acronym or plain)


def _less_acting(belief: Floats, candidate: Candidate) -> None:
    """Shift the odds of a country's or city's acting against its being a place, in place."""
    kind = next((a.entry.kind for a in candidate.aliases if a.entry.label == "LOC" and a.entry.kind in ACTS_LESS), "")
    if kind:
        both, org = belief[ORG] + belief[LOC], belief[ORG] * np.exp(-ACTS_LESS[kind])
        belief[ORG] = both * org / (org + belief[LOC] + 1e-9)
        belief[LOC] = both - belief[ORG]


def _body_alone(candidate: Candidate, row: Features) -> bool:
    """« la Région tranchera », « le Conseil général »: a capital makes the body of the common noun."""
    named = sum(row.get(f"after={word}", 0.0) for word in ("de", "du", "des", "d"))
    plain = not row.get("lower_head") and row.get("first", 0.0) < 1.0 and named < 1.0
    return plain and "-".join(candidate.key) in word_sets()["bodies_alone"]


def _organisation(row: Features, person: float) -> bool:
    """« la start-up X », « FC X »; not « le ministre délégué aux PME Luc Ferran »."""
    called = row.get("before_in_company_titles", 0.0) > 0 and not row.get("lower_head") and person < PERSON
    return called or "club" in row


def _common_opening(candidate: Candidate, row: Features) -> bool:
    """« Filiale à 60 % de la coopérative, la laiterie … »: a common noun whose only capital opens the sentence."""
    common = "head_in_org_heads" in row or "head_in_org_titles" in row or "head_in_company_titles" in row
    return len(candidate.key) == 1 and common and row.get("first", 0.0) == 1.0


def _authority(candidate: Candidate, row: Features) -> bool:
    """« ville de X », « métropole de X »; « région X » only where it acts."""
    if len(candidate.key) < 2:
        return False
    acts = "ever_subject" in row or "ever_with_par_the" in row
    head = candidate.key[0]
    return head in word_sets()["authority_heads"] or (acts and head in word_sets()["area_heads"])


def settle(candidates: list[Candidate], beliefs: Floats, floor: float) -> list[tuple[Span, str, float]]:
    """The spans of the forms believed in, none overlapping: (word span, label, probability).

    A form counts where its best label is more probable than ``floor``; where two forms overlap, the longer one
    stands unless the shorter is much surer.
    """
    wanted: list[tuple[Span, str, float]] = []
    for candidate, belief in zip(candidates, beliefs, strict=True):
        k = int(belief[:NONE].argmax())
        sure = 1.0 - float(belief[NONE])
        if sure >= floor:
            wanted.extend((span, LABELS[k], sure) for span in candidate.places)
    wanted.sort(key=lambda w: (-(w[0][1] - w[0][0]), -w[2], w[0]))
    taken: set[int] = set()
    kept = []
    for span, label, sure in wanted:
        if taken.isdisjoint(range(*span)):
            taken.update(range(*span))
            kept.append((span, label, sure))
    return sorted(kept)
