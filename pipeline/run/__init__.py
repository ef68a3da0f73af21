"""A run: articles through the stages, then all their rows to tables.

`extract_article` (article.py) is the list of stages; `run` (job.py) is the whole way from inputs to an output folder.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from pipeline.run.article import extract_article
from pipeline.run.job import run
from pipeline.run.output import OutputError
from pipeline.run.record import RunResult
from pipeline.run.settings import ClusterError, Settings

__all__ = ["ClusterError", "OutputError", "RunResult", "Settings", "extract_article", "run"]


class _Room(ModuleType):
    """This room has the name of its main function: ``pipeline.run(inputs, output)`` calls it."""

    def __call__(self, *args: Any, **kwargs: Any) -> RunResult:
        return run(*args, **kwargs)


sys.modules[__name__].__class__ = _Room
