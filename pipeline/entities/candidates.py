"""Candidate names of an article: every form that may name an actor, with all the places where it stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.entities import lexicon
from pipeline.entities.names import word_sets
from pipeline.entities.page import Page
from pipeline.entities.tags import LABELS, Floats, decode

LONGEST = 14  # words of a name
DARING = -2.0  # added to the log probability of being outside, to find what the tagger half believes
HEAD_HEARD = 0.01  # the same for a common noun that may open a name
PHRASE = 7  # content words after such a noun
PHRASE_HEARD = 0.06  # mean probability of being inside a name, over the phrase
HEARD = 0.08  # probability of being inside a name that makes a capitalised run a candidate

Span = tuple[int, int]


@dataclass(slots=True)
class Candidate:
    """A form: its folded content words, where it stands (word spans), and what found it.

    ``votes[label]`` counts the places where the tagger's best reading is exactly this span with that label; ``daring``
    the same for the reading that prefers names.
    """

    key: tuple[str, ...]
    places: list[Span] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    daring: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    aliases: tuple[lexicon.Alias, ...] = ()


def _trim(page: Page, i: int, j: int) -> Span | None:
    """The span without leading and trailing determiners and link words."""
    links = word_sets()["determiners"]
    while i < j and page.folded[i] in links and not (page.capital(i) and not page.first[i] and i + 1 < j):
        i += 1
    while i < j and page.folded[j - 1] in links:
        j -= 1
    return (i, j) if i < j and j - i <= LONGEST else None


def _tagged(page: Page, probabilities: Floats, bias: float) -> list[tuple[int, int, str]]:
    """The tagger's spans as spans of words."""
    by_token: dict[int, list[int]] = defaultdict(list)
    for k, token in enumerate(page.tokens):
        by_token[token].append(k)
    found = []
    for a, b, label in decode(probabilities, bias):
        inside = [k for t in range(a, b) for k in by_token.get(t, ())]
        span = _trim(page, inside[0], inside[-1] + 1) if inside else None
        if span:
            found.append((*span, label))
    return found


def _joins(page: Page, i: int) -> bool:
    return page.folded[i] in word_sets()["joiners"] and page.gap(i).strip() in ("", "-", "'", "&")


def _tight(page: Page, i: int) -> bool:
    """Nothing but a blank, a hyphen, an apostrophe or an ampersand parts word ``i`` from the one before."""
    return page.gap(i).strip(" ") in ("", "-", "'", "&", "' ", "–")


def _capital_runs(page: Page) -> list[Span]:
    """Runs of capitalised words, alone and joined by « de », « & »…"""
    runs, i, n = [], 0, len(page.words)
    while i < n:
        if not page.capital(i):
            i += 1
            continue
        j = i + 1
        while j < n and page.capital(j) and _tight(page, j):
            j += 1
        runs.append((i, j))
        i = j
    joined = []
    for a, b in runs:
        k = b
        while k < n and k - b < 3 and _tight(page, k) and _joins(page, k):
            k += 1
        if b < k < n and page.capital(k) and _tight(page, k):
            end = next((e for s, e in runs if s == k), k + 1)
            joined.append((a, end))
    return runs + joined


def _headed(page: Page, span: Span) -> list[Span]:
    """Shorter and longer readings of a span: without a common-noun head, and with « de X » after it."""
    i, j = span
    out = []
    if j - i > 1 and not page.capital(i):
        out.append((i + 1, j))
    if i > 0 and _tight(page, i) and not page.capital(i - 1) and page.folded[i - 1] in word_sets()["org_heads"]:
        out.append((i - 1, j))
    if j < len(page.words) and page.folded[j] in ("de", "du", "des", "d") and _tight(page, j):
        k = j + 1
        while k < min(len(page.words), j + 5) and _tight(page, k) and page.folded[k] in ("l", "la", "le", "les"):
            k += 1
        e = k
        while e < len(page.words) and page.capital(e) and (e == k or _tight(page, e)):
            e += 1
        if e > k and _tight(page, k):
            out.append((i, e))
    return out


def _headed_phrases(page: Page, inside: Floats) -> list[Span]:
    """Phrases opened by a common noun that opens names: « plan de relance », « haute autorité pour la… »."""
    sets = word_sets()
    heads, links = sets["org_heads"] | sets["prog_heads"] | sets["loc_heads"], sets["determiners"] | sets["joiners"]
    out = []
    for i, word in enumerate(page.folded):
        if word not in heads or inside[page.tokens[i]] < HEAD_HEARD:
            continue
        content = 0
        for j in range(i + 1, min(i + LONGEST, len(page.words))):
            if not _tight(page, j):
                break
            if page.folded[j] in links:
                continue
            content += 1
            if content > PHRASE:
                break
            if _heard(page, inside, i, j + 1):
                out.append((i, j + 1))
    return out


def _heard(page: Page, inside: Floats, i: int, j: int) -> bool:
    """The tagger takes the span for (part of) a name, at least a little."""
    a, b = page.tokens[i], page.tokens[j - 1]
    return bool(inside[a : b + 1].mean() > PHRASE_HEARD)


def _acronyms(page: Page) -> list[Span]:
    """The words before a bracketed acronym that it abbreviates: « Agence nationale de la recherche (ANR) »."""
    out = []
    for k, word in enumerate(page.words):
        if not (2 <= len(word) <= 8 and word[:2].isupper() and page.gap(k).endswith("(")):
            continue
        span = expansion(page, k)
        if span:
            out.append(span)
    return out


def expansion(page: Page, k: int) -> Span | None:
    """The span before word ``k`` (an acronym in parentheses) whose initials it has."""
    letters, links = page.folded[k], word_sets()["determiners"] | word_sets()["joiners"]
    at, j = len(letters), k
    i = k
    while i > 0 and at > 0 and k - i < LONGEST:
        i -= 1
        if i + 1 < k and not _tight(page, i + 1):
            return None
        word = page.folded[i]
        if word[0] == letters[at - 1]:
            at -= 1
        elif word not in links:
            return None
    return (i, j) if at == 0 and i < j else None


def _content(page: Page, span: Span) -> tuple[str, ...]:
    links = word_sets()["determiners"]
    folded = page.folded[span[0] : span[1]]
    return tuple(w for w in folded if w not in links) or tuple(folded)


def _same_writing(page: Page, span: Span, model: Span) -> bool:
    """A form seen with a capital is not the common noun written without."""
    return page.capital(span[0]) or not page.capital(model[0])


def _everywhere(page: Page, model: Span) -> list[Span]:
    """All places where the words of ``model`` stand."""
    wanted = page.folded[model[0] : model[1]]
    size = len(wanted)
    return [
        (i, i + size)
        for i in page.where[wanted[0]]
        if page.folded[i : i + size] == wanted
        and _same_writing(page, (i, i + size), model)
        and all(page.gap(k).strip(" -'&./’\n") == "" for k in range(i + 1, i + size))
    ]


def candidates(page: Page, probabilities: Floats) -> list[Candidate]:
    """The candidate forms of an article.

    Parameters
    ----------
    page
        The words of the article.
    probabilities
        Tag probabilities of its tokens, shape (tokens, tags).
    """
    sure = _tagged(page, probabilities, 0.0)
    bold = _tagged(page, probabilities, DARING)
    inside = 1.0 - probabilities[:, 0]
    seeds: dict[Span, None] = {(i, j): None for i, j, _ in (*sure, *bold)}
    for span in list(seeds):
        seeds.update((s, None) for s in _headed(page, span))
    for i, j in _capital_runs(page):
        run = _trim(page, i, j)
        if run and max(inside[page.tokens[k]] for k in range(*run)) > HEARD:
            seeds[run] = None
    seeds.update((s, None) for s in _headed_phrases(page, inside))
    seeds.update((s, None) for s in _acronyms(page))
    for i, j, aliases in lexicon.matches(page.folded):
        alias_span = _trim(page, i, j)
        if alias_span and any(_written(page, i, alias) for alias in aliases):
            seeds[alias_span] = None
    return _grouped(page, [s for s in seeds if not _half(page, s)], sure, bold)


def _half(page: Page, span: Span) -> bool:
    """The « R » of « R&D » is no name."""
    i, j = span
    around = page.text[page.ends[i] : page.ends[i] + 2] + page.text[max(0, page.starts[i] - 2) : page.starts[i]]
    return j - i == 1 and len(page.words[i]) == 1 and "&" in around


def _written(page: Page, i: int, alias: lexicon.Alias) -> bool:
    return page.capital(i) or not alias.capital


def _grouped(
    page: Page, seeds: list[Span], sure: list[tuple[int, int, str]], bold: list[tuple[int, int, str]]
) -> list[Candidate]:
    found: dict[tuple[str, ...], Candidate] = {}
    done: set[tuple[bool, tuple[str, ...]]] = set()
    for span in sorted(seeds):
        key = _content(page, span)
        writing = (page.capital(span[0]), tuple(page.folded[span[0] : span[1]]))
        if writing in done:
            continue
        done.add(writing)
        candidate = found.setdefault(key, Candidate(key))
        candidate.places = sorted({*candidate.places, span, *_everywhere(page, span)})
    for readings, attribute in ((sure, "votes"), (bold, "daring")):
        for i, j, label in readings:
            found_one = found.get(_content(page, (i, j)))
            if found_one is not None:
                getattr(found_one, attribute)[label] += 1
    for candidate in found.values():
        i, j = candidate.places[0]
        candidate.aliases = lexicon.lookup(page.span_text(i, j))
    return list(found.values())
