"""Quifinance: who funded what, when and for how much, from French news.

>>> import pipeline
>>> found = pipeline.extract("La région Bretagne verse deux millions d'euros à Naval Group.", published="2021-03-04")
>>> found.amounts["value"].tolist()
[2000000.0]

The functions are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.components import load as load
    from pipeline.run.single import Extraction as Extraction
    from pipeline.run.single import extract as extract

__version__ = "0.1.0"
__all__ = ["Extraction", "__version__", "extract", "load", "run"]

_HOMES = {
    "extract": ("pipeline.run.single", "extract"),
    "Extraction": ("pipeline.run.single", "Extraction"),
    "load": ("pipeline.components", "load"),
}


def __getattr__(name: str) -> Any:
    if name == "run":
        return import_module("pipeline.run")  # a room that can be called
    if name in _HOMES:
        module, attribute = _HOMES[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), "run", *_HOMES])
