"""Article ids of files: the file's own name, made unique when two files share it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

# A digest that an exporter put after the name (« 012_9f86d081884c7d65.txt ») tells a reader nothing.
_DIGEST = re.compile(r"[-_.](?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{10,64}$")


class Ids:
    """Gives each file its article id; the same files in the same order get the same ids.

    >>> ids = Ids()
    >>> ids.of("a/budget.txt", "budget"), ids.of("b/budget.txt", "budget"), ids.of("7_9f86d08188.txt", "7_9f86d08188")
    ('budget', 'b-budget', '7')
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str, stem: str) -> str:
        """The id of the file ``name``, whose name without folder and ending is ``stem``."""
        parent = PurePosixPath(name).parent.name
        short = _DIGEST.sub("", stem)
        candidates = [short, stem, f"{parent}-{stem}" if parent else stem]
        chosen = next((c for c in candidates if c and c not in self._taken), "")
        number = 1
        while not chosen:
            number += 1
            numbered = f"{stem}-{number}"
            chosen = numbered if numbered not in self._taken else ""
        self._taken.add(chosen)
        return chosen
