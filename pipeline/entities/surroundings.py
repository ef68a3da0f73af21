"""What stands around a candidate: money and gifts, the nouns that announce it, web debris, and the names beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np

from pipeline.entities.candidates import Candidate, expansion
from pipeline.entities.names import KEPT, word_sets
from pipeline.entities.page import Page
from pipeline.entities.tags import LABELS, Floats

Features = dict[str, float]
ARTICLES = frozenset(("l", "la", "le", "les"))
OF = frozenset(("de", "du", "d", "des"))
TO = frozenset(("a", "au", "aux"))
MONEY_REACH = 10  # words within which a sum is near
NEAR, FAR = 3, 6  # words before a name where a noun announces it
ANNOUNCERS = {"prog": "prog_heads", "org": "org_titles", "per": "titles", "loc": "loc_heads"}
HEADS = ("prog_heads", "org_heads", "loc_heads")


class Surroundings:
    """Reads what stands around the candidates of one article.

    Parameters
    ----------
    page
        The words of the article.
    candidates
        Its candidates.
    means
        The tagger's mean belief in each, over its places, shape (candidates, labels).
    """

    def __init__(self, page: Page, candidates: list[Candidate], means: Floats) -> None:
        self.page = page
        self.candidates = candidates
        self.means = means
        sets = word_sets()
        self.money = [word in sets["money_words"] for word in page.folded]
        self.gift = [word in sets["gifts"] for word in page.folded]
        self.gives = [_gives(word) and not page.capital(k) for k, word in enumerate(page.folded)]
        self.starts: dict[int, list[int]] = defaultdict(list)
        self.ends: dict[int, list[int]] = defaultdict(list)
        for k, candidate in enumerate(candidates):
            for i, j in candidate.places:
                self.starts[i].append(k)
                self.ends[j].append(k)

    def add(self, rows: list[Features]) -> None:
        """Add to the features of every candidate what its surroundings say."""
        for k, candidate in enumerate(self.candidates):
            counts: Counter[str] = Counter()
            for i, j in candidate.places:
                counts.update(set(self._seen(i, j)))
            place = next((a.entry.kind for a in candidate.aliases if a.entry.label == "LOC"), "")
            for name, count in counts.items():
                rows[k][name] = share = count / len(candidate.places)
                if place and name.startswith(("money_", "gift_")):
                    rows[k] |= {f"{name}_{place}": share, f"{name}_ever_{place}": 1.0}
            rows[k].update(self._listed(k))
        self._states(rows)

    def _seen(self, i: int, j: int) -> Iterator[str]:
        """What stands around one place."""
        yield from self._gifts(i, j)
        yield from self._announced(i)
        yield from self._punctuated(i, j)

    def _gifts(self, i: int, j: int) -> Iterator[str]:
        """Whether money is near, and whether the name is its giver or its taker."""
        page = self.page
        if any(self.money[max(0, i - MONEY_REACH) : i]):
            yield "money_before"
        if any(self.money[j : j + MONEY_REACH]):
            yield "money_after"
        if self._giver(j):
            yield "gift_giver"
        outer = self._without_article(i)
        link = page.folded[outer - 1] if outer else ""
        if link in OF or link == "par":
            if any(self.gift[max(0, outer - 4) : outer - 1]):
                yield "gift_of"
        elif link in TO and any(self.gift[max(0, outer - 7) : outer] + self.gives[max(0, outer - 7) : outer]):
            yield "gift_to"

    def _giver(self, j: int) -> bool:
        """A verb of giving follows: « X a accordé »."""
        for k in range(j, min(len(self.page.words), j + 4)):
            if self.page.gap(k).strip() not in ("", "'"):
                return False
            if self.gives[k]:
                return True
        return False

    def _without_article(self, i: int) -> int:
        return i - 1 if i and self.page.folded[i - 1] in ARTICLES else i

    def _announced(self, i: int) -> Iterator[str]:
        """The nouns before it that say what follows."""
        sets, folded = word_sets(), self.page.folded
        near, far = folded[max(0, i - NEAR) : i], folded[max(0, i - FAR) : max(0, i - NEAR)]
        if not sets["naming"].isdisjoint(near):
            yield "named"
        for label, name in ANNOUNCERS.items():
            if not sets[name].isdisjoint(near):
                yield f"near_{label}"
            if not sets[name].isdisjoint(far):
                yield f"far_{label}"
        outer = self._without_article(i)
        if outer > 1 and folded[outer - 1] in OF:
            yield f"of={folded[outer - 2]}"

    def _punctuated(self, i: int, j: int) -> Iterator[str]:
        """What the characters around it make of it: debris of an address, a person's age or role, an acronym."""
        page = self.page
        before, after = page.gap(i), page.gap(j) if j < len(page.words) else "\n"
        if i and before[-1:] in ("/", ".", "@", "_") and before == before.strip():
            yield "web_before"
        if j >= len(page.words):
            return
        if after in (".", "/", "@", "_") and not page.capital(j):
            yield "web_after"
        sign, number = after.strip(), page.words[j].isdigit()
        if sign == "," and page.folded[j] in word_sets()["titles"]:
            yield "role_after"
        if sign == "(" and number:
            yield "number_in_brackets"
        if sign in (",", "(") and number and page.folded[j + 1 : j + 2] == ["ans"]:
            yield "age_after"
        span = expansion(page, i) if before.endswith("(") else None
        if span:
            yield from (f"short_for_{name}" for name in HEADS if page.folded[span[0]] in word_sets()[name])

    def _listed(self, k: int) -> Features:
        """What the names beside it in a list are: « la Suède, le Danemark et Oxfam »."""
        row: Features = {}
        for i, j in self.candidates[k].places:
            for other in (*self.ends.get(self._list_before(i), ()), *self.starts.get(self._list_after(j), ())):
                if other != k:
                    for t, label in enumerate(LABELS):
                        row[f"list_{label}"] = max(row.get(f"list_{label}", 0.0), float(self.means[other][t]))
        return row

    def _list_before(self, i: int) -> int:
        """Where the name before it in a list ends, or -1."""
        page = self.page
        at = self._without_article(i)
        if at and page.gap(at).strip() == ",":
            return at
        return at - 1 if at and page.folded[at - 1] == "et" and page.gap(at).strip() == "" else -1

    def _list_after(self, j: int) -> int:
        """Where the name after it in a list begins, or -1."""
        page = self.page
        if j >= len(page.words):
            return -1
        gap = page.gap(j).strip()
        if gap != "," and not (page.folded[j] == "et" and gap == ""):
            return -1
        at = j if gap == "," else j + 1
        return at + 1 if at < len(page.words) and page.folded[at] in ARTICLES else at

    def _states(self, rows: list[Features]) -> None:
        """What the other countries of the article are and do: they act together or are places together."""
        states = [
            k
            for k, candidate in enumerate(self.candidates)
            if any(a.entry.label == "LOC" and a.entry.kind == "state" for a in candidate.aliases)
        ]
        if len(states) < 2:
            return
        acting = np.array([float("ever_subject" in rows[k] or "ever_with_par_the" in rows[k]) for k in states])
        total = self.means[states].sum(0)
        for k, acts in zip(states, acting, strict=True):
            rest = (total - self.means[k]) / (len(states) - 1)
            rows[k]["other_states_ORG"] = float(rest[LABELS.index("ORG")])
            rows[k]["other_states_LOC"] = float(rest[LABELS.index("LOC")])
            rows[k]["other_states_act"] = float(acting.sum() - acts) / (len(states) - 1)


@lru_cache(maxsize=KEPT)
def _gives(word: str) -> bool:
    """The word is a form of a verb of giving."""
    return word.startswith(_stems())


@cache
def _stems() -> tuple[str, ...]:
    return tuple(sorted(word_sets()["giving_stems"]))
