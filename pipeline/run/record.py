"""What a run did: its result in Python, and run.json beside the tables, from which a figure can be reproduced."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from pipeline.records import Failure
from pipeline.run.output import OWN_FILES, PART_FOLDERS
from pipeline.run.version import library_versions, whole_version


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


# --------------------------------------------------------------------------- run.json


def run_key(results: Sequence[str | bytes], fixes: Sequence[object], layout: Sequence[object]) -> str:
    """What the files of an output folder depend on: the results in their order, the corrections and the code."""
    content = repr((list(results), list(fixes), layout, whole_version()))
    return blake2b(content.encode("utf-8", "backslashreplace"), digest_size=20).hexdigest()


def write(folder: Path, entry: dict[str, Any]) -> None:
    """Write run.json: the one file of an output folder that holds times, and so differs between two runs."""
    made = {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        **entry,
        "code": whole_version(),
        "versions": library_versions(),
        "files": _hashes(folder),
        "texts": _listing(folder),
    }
    content = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    (folder / "run.json").write_text(content, encoding="utf-8", errors="replace")


def up_to_date(folder: Path, key: str) -> dict[str, Any] | None:
    """The record of the run that wrote ``folder``, when a run with this key would write the very same files."""
    try:
        entry: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        same = entry["key"] == key and entry["files"] == _hashes(folder)
        return entry if same and entry["texts"] == _listing(folder) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _hashes(folder: Path) -> dict[str, str]:
    """Hash of each file of the run, texts apart."""
    names = sorted(name for name in OWN_FILES - {"run.json"} if (folder / name).is_file())
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _listing(folder: Path) -> str:
    """A hash of the names and sizes of the texts, which are named after their articles, and of the parts of tables."""
    places = [folder / "texts", *(folder / name for name in sorted(PART_FOLDERS) if (folder / name).is_dir())]
    found = [sorted((place.name, entry.name, entry.stat().st_size) for entry in os.scandir(place)) for place in places]
    return sha256(repr(found).encode("utf-8", "backslashreplace")).hexdigest()
