"""What speaks for and against a candidate: the tagger's belief, its writing, its context, the lexicon, the article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log

import numpy as np

from pipeline.entities.candidates import Candidate, Span
from pipeline.entities.lexicon import allowed
from pipeline.entities.names import word_sets
from pipeline.entities.page import Page
from pipeline.entities.surroundings import Surroundings
from pipeline.entities.tags import LABELS, Floats

Features = dict[str, float]
_QUOTE = '"«»“”'
_LINKS = frozenset(
    (
        "a",
        "au",
        "aux",
        "en",
        "dans",
        "de",
        "du",
        "des",
        "d",
        "par",
        "pour",
        "avec",
        "contre",
        "et",
        "vers",
        "sur",
        "entre",
        "que",
    )
)
_PLACE_WORDS = frozenset(("a", "au", "aux", "en", "dans", "vers", "depuis", "pres", "sur"))


class Reader:
    """Reads the features of the candidates of one article.

    Parameters
    ----------
    page
        The words of the article.
    probabilities
        Tag probabilities of its tokens, shape (tokens, 17).
    """

    def __init__(self, page: Page, probabilities: Floats) -> None:
        self.page = page
        self.sums = [0.0, *np.cumsum(1.0 - probabilities[:, 0], dtype="f8").tolist()]
        self.logs = np.log(probabilities + 1e-6)
        beginnings = probabilities[:, [1 + 4 * k + t for k in range(4) for t in (0, 1)]]
        continuings = probabilities[:, [1 + 4 * k + t for k in range(4) for t in (1, 2)]]
        self.goes_on = beginnings.sum(1).tolist()  # a name begins or goes on here and does not end
        self.went_on = continuings.sum(1).tolist()  # a name goes on here that began before
        self.vocabulary = frozenset(page.where)
        self.near = " ".join(page.folded)
        self.title_end = max(page.text.find("\n"), 0)

    def belief(self, span: Span) -> Floats:
        """How much the tagger believes in exactly this span, for each label."""
        a, b = self.page.tokens[span[0]], self.page.tokens[span[1] - 1]
        if a == b:
            found = self.logs[a, 4::4]
        else:
            middle = self.logs[a + 1 : b, 2::4].sum(0) if b > a + 1 else 0.0
            found = (self.logs[a, 1::4] + middle + self.logs[b, 3::4]) / (b - a + 1)
        out: Floats = np.exp(found)
        return out

    def read(self, candidates: list[Candidate]) -> list[Features]:
        """The features of every candidate, those of the whole article last."""
        beliefs = [np.array([self.belief(s) for s in c.places]) for c in candidates]
        rows = [self._own(c, belief) for c, belief in zip(candidates, beliefs, strict=True)]
        _relations(candidates, beliefs, rows)
        if candidates:
            Surroundings(self.page, candidates, np.array([belief.mean(0) for belief in beliefs])).add(rows)
        return rows

    def _own(self, candidate: Candidate, belief: Floats) -> Features:
        row: Features = {"bias": 1.0}
        row.update(self._tagger(candidate, belief))
        row.update(self._writing(candidate))
        row.update(self._context(candidate))
        row.update(self._known(candidate))
        return row

    def _tagger(self, candidate: Candidate, belief: Floats) -> Features:
        page, n = self.page, len(candidate.places)
        mean, top = belief.mean(0).tolist(), belief.max(0).tolist()
        row: Features = {}
        for k, label in enumerate(LABELS):
            row[f"mean_{label}"] = mean[k]
            row[f"log_{label}"] = log(mean[k] + 1e-3)
            row[f"top_{label}"] = top[k]
            row[f"votes_{label}"] = min(candidate.votes[label] / n, 1.0)
            row[f"daring_{label}"] = min(candidate.daring[label] / n, 1.0)
            row[f"any_{label}"] = float(candidate.votes[label] > 0)
        first = [page.tokens[i] for i, _ in candidate.places]
        last = [page.tokens[j - 1] for _, j in candidate.places]
        row["inside"] = (
            sum((self.sums[b + 1] - self.sums[a]) / (b + 1 - a) for a, b in zip(first, last, strict=True)) / n
        )
        row["left"] = sum(self.goes_on[a - 1] if a else 0.0 for a in first) / n
        row["right"] = sum(self.went_on[b + 1] if b + 1 < len(self.went_on) else 0.0 for b in last) / n
        row["votes"] = min(sum(candidate.votes.values()) / n, 1.0)
        return row

    def _writing(self, candidate: Candidate) -> Features:
        page = self.page
        i, j = candidate.places[0]
        words = page.words[i:j]
        head, n = page.folded[i], len(candidate.places)
        capitals = sum(page.capital(k) for k in range(i, j))
        row: Features = {
            "places": log(n),
            "alone": float(n == 1),
            "words": float(min(j - i, 8)) / 4,
            f"n_words={min(j - i, 6)}": 1.0,
            "capitals": capitals / (j - i),
            "lower_head": float(not page.capital(i)),
            "lower_last": float(not page.capital(j - 1)),
            "upper": float(all(w.isupper() for w in words)),
            "digits": float(any(c.isdigit() for w in words for c in w)),
            "first": sum(page.first[a] for a, _ in candidate.places) / n,
            "title": float(page.starts[i] < self.title_end),
            f"shape={_shape(words)}": 1.0,
            f"head={head}": 1.0,
            f"last={page.folded[j - 1]}": 1.0,
            f"end={page.folded[j - 1][-3:]}": 1.0,
        }
        if j - i == 1:
            row[f"word={head}"] = 1.0
        row.update({f"{name}{'_lower' if not page.capital(i) else ''}": 1.0 for name in _classes(head, "head")})
        row.update(dict.fromkeys(_classes(page.folded[j - 1], "last"), 1.0))
        row["lower_elsewhere"] = float(self._lower_elsewhere(candidate))
        if j - i > 1 and any(w.isupper() and f in word_sets()["clubs"] for w, f in _ends(words, page.folded[i:j])):
            row["club"] = 1.0
        return row

    def _lower_elsewhere(self, candidate: Candidate) -> bool:
        """A one-word form that the article also writes without its capital is a common noun."""
        i, j = candidate.places[0]
        return j - i == 1 and any(not self.page.capital(k) for k in self.page.where[self.page.folded[i]])

    def _context(self, candidate: Candidate) -> Features:
        n = len(candidate.places)
        counts: Counter[str] = Counter()
        for i, j in candidate.places:
            counts.update(self._around(i, j))
        row = {name: count / n for name, count in counts.items()}
        row.update(self._acts(candidate))
        return row

    def _acts(self, candidate: Candidate) -> Features:
        """Whether it ever acts, as an organisation does, or is ever gone to, as a place is."""
        ways = Counter(way for i, j in candidate.places for way in set(self._roles(i, j)))
        kind = next((a.entry.kind for a in candidate.aliases if a.entry.label == "LOC"), "")
        row: Features = {}
        for way, count in ways.items():
            row[f"ever_{way}"] = 1.0
            if kind:
                row[f"ever_{way}_{kind}"] = 1.0
                row[f"share_{way}_{kind}"] = count / len(candidate.places)
        return row

    def _roles(self, i: int, j: int) -> Iterator[str]:
        """What the words around one place make of the name there."""
        page = self.page
        before = page.folded[i - 1] if i and page.gap(i).strip() in ("", "'") else ""
        article = before in ("l", "la", "le", "les")
        outer = i - 1 if article else i
        further = page.folded[outer - 1] if outer > 0 and page.gap(outer).strip() in ("", "'") else ""
        if j < len(page.words) and page.gap(j).strip() == "" and self._verb(j):
            yield "subject" if not further else "subject_late"
        elif article and not further:
            yield "opens"
        if further:
            yield (
                f"with_{further}_{'the' if article else 'bare'}"
                if further in _LINKS
                else "object"
                if article
                else "bare"
            )

    def _verb(self, k: int) -> bool:
        word = self.page.folded[k]
        return not self.page.capital(k) and (
            word in word_sets()["actor_verbs"] or word.endswith(("ait", "aient", "ront", "era", "ira", "dra"))
        )

    def _around(self, i: int, j: int) -> Iterator[str]:
        page = self.page
        before = page.folded[i - 1] if i else "^"
        gap = page.gap(i)
        after_gap = page.gap(j) if j < len(page.words) else "\n"
        after = page.folded[j] if j < len(page.words) else "$"
        yield f"before={before}" if gap.strip() in ("", "'", "-") else f"gap={gap.strip()[-1:]}"
        yield f"after={after}" if after_gap.strip() == "" else f"after_gap={after_gap.strip()[:1]}"
        if i > 1:
            yield f"before2={page.folded[i - 2]}"
        if gap.rstrip().endswith(tuple(_QUOTE)) and after_gap.lstrip().startswith(tuple(_QUOTE)):
            yield "quoted"
        if gap.endswith("(") and after_gap.startswith(")"):
            yield "bracketed"
        if after_gap.startswith(" (") and "(" in after_gap:
            yield "then_bracket"
        yield from (name for name in _classes(before, "before") if gap.strip() in ("", "'", "-"))
        if i > 1:
            yield from _classes(page.folded[i - 2], "before2")
            if page.gap(i - 1) == "-" and gap == " ":
                yield from _classes(f"{page.folded[i - 2]}-{before}", "before")
        if after_gap.strip() == "":
            yield from _classes(after, "after")
            if j + 1 < len(page.words) and page.gap(j + 1).strip() == "":
                yield f"after2={page.folded[j + 1]}"
        if before in _PLACE_WORDS and gap.strip() == "":
            yield "after_place_word"

    def _known(self, candidate: Candidate) -> Features:
        page = self.page
        row: Features = {}
        i, j = candidate.places[0]
        before = page.folded[i - 1] if i else ""
        for alias in candidate.aliases:
            entry = alias.entry
            fits = allowed(
                alias,
                written=page.span_text(i, j),
                before=before,
                first=page.first[i],
                around=self.vocabulary,
                near=self.near,
            )
            if fits and len(candidate.key) > 2:
                row[f"known_long_{entry.label}"] = 1.0
            row[f"known_{entry.label}" if fits else f"perhaps_{entry.label}"] = 1.0
            if fits:
                row[f"kind_{entry.label}_{entry.kind}"] = 1.0
                if entry.label == "LOC":
                    row[f"{entry.kind}_before={before}"] = 1.0
        row["known"] = float(bool(candidate.aliases))
        return row


def _letter(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "A"
    return "9" if word[0].isdigit() else "X" if word[0].isupper() else "x"


def _shape(words: list[str]) -> str:
    """« Banque de France » is « XxX »."""
    return "".join(
        "A" if w.isupper() and len(w) > 1 else "9" if w[0].isdigit() else "X" if w[0].isupper() else "x" for w in words
    )[:6]


def _classes(word: str, where: str) -> list[str]:
    """The word lists that hold a word."""
    return [f"{where}_in_{name}" for name in _class_names() if word in word_sets()[name]]


def _ends(words: list[str], folded: list[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """The first and the last word, as written and folded."""
    return (words[0], folded[0]), (words[-1], folded[-1])


def _class_names() -> tuple[str, ...]:
    return (
        "org_heads",
        "prog_heads",
        "loc_heads",
        "titles",
        "org_titles",
        "company_titles",
        "actor_verbs",
        "calendar",
        "demonyms",
        "given_names",
    )


def _relations(candidates: list[Candidate], beliefs: list[Floats], rows: list[Features]) -> None:
    """What the other candidates of the article say: longer and shorter forms, surnames, acronyms."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for k, candidate in enumerate(candidates):
        for word in set(candidate.key):
            by_word[word].append(k)
    means = [belief.mean(0) for belief in beliefs]
    initials = _initials(candidates)
    for k, candidate in enumerate(candidates):
        row, key = rows[k], candidate.key
        for other in {o for w in key for o in by_word[w] if o != k}:
            _compare(row, key, candidates[other], means[other])
        if len(key) == 1:
            for other in initials.get(key[0], ()):
                row["acronym_of"] = 1.0
                for i, label in enumerate(LABELS):
                    row[f"acronym_{label}"] = max(row.get(f"acronym_{label}", 0.0), float(means[other][i]))


def _compare(row: Features, key: tuple[str, ...], other: Candidate, mean: Floats) -> None:
    """Features of ``key`` from another candidate that shares a word with it."""
    n, m = len(key), len(other.key)
    if m > n and other.key[-n:] == key:
        relation = "ends"
    elif m > n and other.key[:n] == key:
        relation = "opens"
    elif m > n and any(other.key[i : i + n] == key for i in range(1, m - n)):
        relation = "within"
    elif n > m and key[-m:] == other.key:
        relation = "tail"
    elif n > m and key[:m] == other.key:
        relation = "stem"
    else:
        return
    for i, label in enumerate(LABELS):
        name = f"{relation}_{label}"
        row[name] = max(row.get(name, 0.0), float(mean[i]))


def _initials(candidates: list[Candidate]) -> dict[str, list[int]]:
    """Candidates of several words by their initials."""
    found: dict[str, list[int]] = defaultdict(list)
    for k, candidate in enumerate(candidates):
        if len(candidate.key) > 1:
            found["".join(w[0] for w in candidate.key)].append(k)
    return found
