"""Which language an article is in: its small words tell, and a trained model where they do not."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon import toml

_SAMPLE = 4_000  # characters are enough
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 12  # words below which nothing can be said
_CLEAR = 0.2  # share of French small words in French text: it is 0.3 to 0.5 in the press
_LEAD = 1.5  # how many times more than of any other language


def language(text: str) -> str:
    """ISO 639-1 code of the language of ``text``; empty when it is too short to tell.

    Examples
    --------
    >>> language("Le conseil régional a voté une subvention de trois millions d’euros pour la rénovation du port.")
    'fr'
    >>> language("The regional council voted a grant of three million euros for the renovation of the old harbour.")
    'en'
    """
    words = list(map(str.lower, _WORD.findall(text[:_SAMPLE])))
    if len(words) < _LEAST:
        return ""
    shares = {code: sum(map(small.__contains__, words)) / len(words) for code, small in _small_words().items()}
    french = shares.pop("fr")
    if french >= _CLEAR and french >= _LEAD * max(shares.values()):
        return "fr"
    return _by_model(text[:_SAMPLE])


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words) for code, words in toml("clean/small_words.toml").items()}


def _by_model(text: str) -> str:
    import py3langid

    return str(py3langid.classify(text)[0])
