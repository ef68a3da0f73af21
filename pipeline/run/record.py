"""What a run did: its result in Python, and run.json beside the tables, from which a figure can be reproduced."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.records import Failure
from pipeline.run.settings import Settings
from pipeline.run.version import code_version, library_versions


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did. ``counts`` holds the rows by table, ``failures`` the inputs that gave no rows, and why."""

    output: Path
    counts: dict[str, int]
    failures: tuple[Failure, ...]
    warnings: tuple[str, ...]
    seconds: float
    reused: int = 0

    @property
    def exit_status(self) -> int:
        """0 when every article was read, 1 when one was not."""
        return 1 if self.failures else 0


_LOGGER = logging.getLogger("pipeline.run")
_LOGGER.addHandler(logging.NullHandler())  # else Python prints warnings when nobody asked for a log


def log(event: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """One entry of the structured log: what happened, and its fields. Nobody sees it unless a handler is set up."""
    _LOGGER.log(level, event, extra={"fields": fields})


def write(folder: Path, result: RunResult, settings: Settings, given: dict[str, Any], digest: str) -> None:
    """Write run.json: the one file of an output folder that holds times, and so differs between two runs.

    ``digest`` is the hash of the hashes of all articles, in their order (each one's own stands in articles.csv).
    """
    entry = {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": result.seconds,
        "reused": result.reused,
        **given,
        "articles_sha256": digest,
        "settings": asdict(settings),
        "code": code_version(),
        "versions": library_versions(),
        "counts": result.counts,
        "failures": [str(failure) for failure in result.failures],
        "warnings": list(result.warnings),
        "tables": {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.csv"))},
    }
    content = json.dumps(entry, ensure_ascii=False, indent=1) + "\n"
    (folder / "run.json").write_text(content, encoding="utf-8", errors="replace")
