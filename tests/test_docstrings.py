"""The examples in docstrings hold."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import pipeline

MODULES = sorted(
    found.name for found in pkgutil.walk_packages(pipeline.__path__, "pipeline.") if not found.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["pipeline", *MODULES])
def test_examples_hold(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert failed == 0


def test_examples_are_found() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [test for name in MODULES for test in finder.find(import_module(name)) if test.examples]
    assert len(examples) > 60
