"""A run: articles through the stages, then all their rows to tables.

`extract_article` (article.py) is the list of stages; `run` (job.py) is the whole way from inputs to an output folder.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pipeline.run.job import run
from pipeline.run.output import OutputError
from pipeline.run.record import RunResult
from pipeline.run.settings import ClusterError, Settings

if TYPE_CHECKING:
    from pipeline.run.article import extract_article as extract_article

__all__ = ["ClusterError", "OutputError", "RunResult", "Settings", "extract_article", "run"]


def __getattr__(name: str) -> Any:
    if name == "extract_article":  # its stages are loaded by the first article that has no kept result
        from pipeline.run.article import extract_article

        return extract_article
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Room(ModuleType):
    """This room has the name of its main function: ``pipeline.run(inputs, output)`` calls it."""

    def __call__(self, *args: Any, **kwargs: Any) -> RunResult:
        return run(*args, **kwargs)


sys.modules[__name__].__class__ = _Room
