"""Training of the relation models on gold annotations, the same bits from the same gold.

``quifinance train GOLD_DIR`` calls ``train``; ``cross_validate`` gives the predictions that the project's figures,
operating points and calibration are measured on.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import clean, dates, entities, money
from pipeline.records import Amount, Article, Mention
from pipeline.relations import context as contexts
from pipeline.relations import events, gate, gold, synthetic
from pipeline.relations.candidates import Candidate
from pipeline.relations.context import Context
from pipeline.relations.events import Reading, Thresholds
from pipeline.relations.model import Features, Linear, Models

SEED = 20240101
MIN_COUNT = 4  # a feature seen less often is noise
STRENGTH = {
    "gate": 0.05,
    "event": 0.05,
    "payer": 0.05,
    "recipient": 0.05,
    "when": 0.1,
    "status": 0.1,
    "kind": 0.1,
    "row": 0.2,
}
SYNTHETIC_WEIGHT = 0.5
WRITTEN = {"written": 2.0}  # marks what was written for training: its base rates are its own, and weigh nothing later
COPIES = 4  # synthetic passages a pattern
FOLDS = 5
# « la secrétaire d'État », « le chef de l'État », « le président de la République »: no mention of the State.
_IN_A_TITLE = re.compile(
    r"\b(?:secrétaires?|chefs?|ministres?|coups?|hommes?|femmes?|conseillers?) d(?:e l)?'[ÉE]tat$"
    r"|\bprésidente? de la République$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Example:
    """One annotated article, read once: features do not depend on the fold."""

    name: str
    gold: dict[str, Any]
    context: Context
    readings: list[Reading]
    targets: list[dict[str, Any] | None]  # the gold event of each reading
    weight: float = 1.0
    links_only: bool = False
    written: bool = False  # for training, not taken from the press


def example(passage: dict[str, Any], context: Context, weight: float = 1.0) -> Example:
    """Read ``context`` and pair its amounts with the gold events of ``passage``."""
    readings = events.read(context)
    targets = [gold.event_of(r.amount, passage, context.text) for r in readings]
    return Example(passage["id"], passage, context, readings, targets, weight)


def passage_example(passage: dict[str, Any], weight: float = 1.0) -> Example:
    """Read an annotated passage as a run would; its gold entities stand in for the recogniser's mentions.

    A passage without entities is read with the recogniser. Amounts and dates are always found anew, so that the
    models learn from what they will meet.
    """
    published = passage.get("published") or ""
    body = clean.clean(Article(passage["id"], passage["id"], passage["text"], published=published))
    mentions = _mentions(passage, body.text)
    amounts = money.find_amounts(body.text, published=published)
    found = dates.find_dates(body.text, published)
    context = contexts.build(body.text, body.sentences, amounts, found, mentions, published, gated=False)
    return example(passage, context, weight)


def _mentions(passage: dict[str, Any], text: str) -> list[Mention]:
    if "entities" not in passage:
        return entities.link(entities.find_mentions(entities.load()(text)), text)
    taken: list[Mention] = []
    for entity in sorted(passage["entities"], key=lambda e: -len(e["name"])):
        name = " ".join(entity["name"].replace("’", "'").split())
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if _IN_A_TITLE.search(text, max(0, match.start() - 30), match.end()):
                continue
            if not any(m.start < match.end() and match.start() < m.end for m in taken):
                taken.append(Mention(match.start(), match.end(), name, entity["type"], "gold"))
    return entities.link(sorted(taken, key=lambda m: m.start), text)


def synthetic_examples(copies: int) -> list[Example]:
    """Examples made from the project's own patterns."""
    out = []
    for k, p in enumerate(synthetic.passages(copies, SEED)):
        spans = _sentences(p.text)
        amount = Amount(p.amount[0], p.amount[1], p.text[p.amount[0] : p.amount[1]], currency="EUR", role="funding")
        context = contexts.build(p.text, spans, [amount], [], [], "", gated=False)
        event = {
            "amount_text": amount.text,
            "funders": [[n] for n in p.payers],
            "recipients": [[n] for n in p.recipients],
        }
        made = example({"id": f"y{k}", "funding": [event]}, context, SYNTHETIC_WEIGHT)
        out.append(replace(made, links_only=True, written=True))
    return out


def _sentences(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(i + 2 for i in range(len(text) - 2) if text[i : i + 2] == ". "), len(text)]
    return [(a, b) for a, b in itertools.pairwise(cuts) if b > a]


Rows = list[tuple[Features, str, float]]


def _event_rows(e: Example) -> Rows:
    return (
        []
        if e.links_only
        else [(r.event, str(int(t is not None)), e.weight) for r, t in zip(e.readings, e.targets, strict=True)]
    )


def _link_label(context: Context, candidate: Candidate, participants: list[list[str]]) -> int:
    """Label of a candidate; that of a pronoun is its referent's, and left out where the referent is unclear."""
    if not candidate.pronoun:
        return gold.label(candidate, participants)
    mention = context.referent(candidate)
    if mention is None:
        return -1
    names = [n for alternatives in participants for n in alternatives]
    return int(any(gold.same_name(own, n) for own in (mention.text, mention.name) if own for n in names))


def _link_rows(slot: str) -> Callable[[Example], Rows]:
    field = {"payer": "funders", "recipient": "recipients"}[slot]

    def rows(e: Example) -> Rows:
        out: Rows = []
        for reading, target in zip(e.readings, e.targets, strict=True):
            if target is None:
                continue
            for link in reading.links:
                y = _link_label(e.context, link.candidate, target[field])
                if y >= 0:
                    out.append((link.features, str(y), e.weight))
        return out

    return rows


def _when_rows(e: Example) -> Rows:
    out: Rows = []
    if e.links_only:
        return out
    for reading, target in zip(e.readings, e.targets, strict=True):
        if target is None:
            continue
        want = target.get("date") or {}
        for date, features in reading.dates:
            hit = str(date.first) == want.get("start") and str(date.last) == want.get("end")
            out.append((features, str(int(hit)), e.weight))
    return out


def _class_rows(name: str) -> Callable[[Example], Rows]:
    def rows(e: Example) -> Rows:
        if e.links_only:
            return []
        return [
            (r.status if name == "status" else r.event, t[name], e.weight)
            for r, t in zip(e.readings, e.targets, strict=True)
            if t is not None and t.get(name)
        ]

    return rows


def _gate_rows(e: Example) -> Rows:
    if e.links_only:
        return []
    pairs = zip(e.readings, e.targets, strict=True)
    return [(gate.features(e.context.text, r.amount), str(int(t is not None)), e.weight) for r, t in pairs]


ROWS: dict[str, Callable[[Example], Rows]] = {
    "gate": _gate_rows,
    "event": _event_rows,
    "payer": _link_rows("payer"),
    "recipient": _link_rows("recipient"),
    "when": _when_rows,
    "status": _class_rows("status"),
    "kind": _class_rows("kind"),
}


def fit(rows: Rows, strength: float) -> Linear:
    """Fit a logistic or softmax regression.

    Parameters
    ----------
    rows : features, class and weight of each training case.
    strength : inverse of the L2 penalty (``C`` of scikit-learn).
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for features, _, _ in rows for name in features)
    kept = {name for name, n in counts.items() if n >= MIN_COUNT}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{n: v for n, v in features.items() if n in kept} for features, _, _ in rows])
    model = LogisticRegression(C=strength, max_iter=500, fit_intercept=False)
    model.fit(matrix, [y for _, y, _ in rows], sample_weight=[w for _, _, w in rows])
    names = vectorizer.get_feature_names_out()
    weights = {str(n): tuple(float(w) for w in model.coef_[:, k]) for k, n in enumerate(names)}
    weights = {n: ws for n, ws in weights.items() if max(abs(w) for w in ws) >= 0.0005}
    return Linear(tuple(str(c) for c in model.classes_), weights)


def train(examples: Sequence[Example]) -> Models:
    """Train every model of the stage but the confidence, which needs predictions on unseen articles."""
    return Models(
        {
            name: fit([row for e in examples for row in _marked(rows(e), e)], STRENGTH[name])
            for name, rows in ROWS.items()
        }
    )


def _marked(rows: Rows, e: Example) -> Rows:
    return [({**features, **WRITTEN}, y, weight) for features, y, weight in rows] if e.written else rows


def fold_of(name: str, folds: int) -> int:
    """The fold of an article, from its name alone."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def fold_models(examples: Sequence[Example], always: Sequence[Example], folds: int = FOLDS) -> list[Models]:
    """One set of models a fold, trained without the fold's articles; ``always`` is trained on in every fold."""
    return [train([*(e for e in examples if fold_of(e.name, folds) != k), *always]) for k in range(folds)]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row predicted on an unseen article: what its confidence is read from, and whether it was right."""

    name: str
    features: Features
    right: bool


def judge(e: Example, models: Models, thresholds: Thresholds) -> list[Judged]:
    """Rows of ``e`` by models that have not seen it, with their rightness in amount, payer and recipient."""
    events.score(e.readings, models)
    likely = [r for r in e.readings if r.probability >= thresholds.event]
    out = []
    for members in events.group(likely, thresholds):
        payers, recipients = events.choose(members, thresholds)
        if payers or recipients:
            features = events.row_features(members, payers, recipients)
            right = any(
                gold.same_amount(members[0].amount, g)
                and _agree(payers, g["funders"])
                and _agree(recipients, g["recipients"])
                for g in e.gold["funding"]
            )
            out.append(Judged(e.name, features, right))
    return out


def _agree(chosen: Sequence[events.Choice], participants: list[list[str]]) -> bool:
    if len(chosen) != len(participants):
        return False
    people = [events.participant(c) for c in chosen]
    names = [(p.text, p.name) for p in people]
    return all(any(gold.same_name(n, alt) for ns in names for n in ns for alt in p) for p in participants)


def fit_confidence(judged: Sequence[Judged]) -> Linear:
    """The calibrated confidence of a row, from rows predicted on unseen articles."""
    return fit([(j.features, str(int(j.right)), 1.0) for j in judged], STRENGTH["row"])


def train_all(examples: Sequence[Example], always: Sequence[Example], thresholds: Thresholds) -> Models:
    """The models that ship: every stage on all examples, the confidence on cross-validated predictions."""
    folds = fold_models(examples, always)
    judged = [j for e in examples for j in judge(e, folds[fold_of(e.name, FOLDS)], thresholds)]
    models = dict(train([*examples, *always]).by_name)
    models["row"] = fit_confidence(judged)
    return Models(models)


def load_examples(path: Path, texts: Path | None = None) -> list[Example]:
    """Examples of a gold folder (JSON), a case file (``.toml``) or stand-off annotations (``.csv``) of ``texts``."""
    if path.is_dir():
        return [passage_example(p) for p in gold.read(path)]
    if path.suffix == ".toml":
        cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        return [replace(passage_example(p), written=True) for p in cases]
    if path.suffix == ".csv" and texts is not None:
        weight = gold.standoff_weight(path)
        return [passage_example(p, weight) for p in gold.standoff(path, texts)]
    raise ValueError(f"{path}: give a folder of gold files, a .toml of cases, or a .csv together with its texts")


def run(paths: Sequence[Path], texts: Path | None, output: Path) -> Models:
    """Train on gold and write the weights to ``output``.

    Folders are real articles, which the confidence is cross-validated on; files and the project's own patterns are
    trained on beside them.
    """
    real = [e for p in paths if p.is_dir() for e in load_examples(p)]
    always = [e for p in paths if not p.is_dir() for e in load_examples(p, texts)]
    models = train_all(real, [*always, *synthetic_examples(COPIES)], Thresholds())
    output.mkdir(parents=True, exist_ok=True)
    for name, linear in sorted(models.by_name.items()):
        (output / f"{name}.json").write_text(linear.dumps(), encoding="utf-8")
    return models
