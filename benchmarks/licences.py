"""The licences of everything that an installation of the package brings, as a table, or checked against a page.

    python benchmarks/licences.py                      # print the table
    python benchmarks/licences.py --check LICENSES.md  # exit 1 when the page lacks a package or names another licence

Read are the metadata of the installed packages, without extras. What is silent there stands in ``BY_HAND``.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

BY_HAND = {"currencyconverter": "Apache-2.0"}  # from the licence file in its wheel
SHORT = {
    "The BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "ISC License": "ISC",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
ROW = re.compile(r"^\| ([\w.-]+) \| (.+?) \| ?(.*?) ?\|$", re.MULTILINE)


def closure(root: str) -> dict[str, metadata.Distribution]:
    """Every installed package that ``root`` needs, by canonical name, without ``root`` itself."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [root]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found[name] = metadata.distribution(name)
            needs = (Requirement(text) for text in found[name].requires or ())
            waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    del found[canonicalize_name(root)]
    return found


def licence(name: str, package: metadata.Distribution) -> str:
    """The licence that a package states: expression, else field, else classifier."""
    stated = package.metadata
    classified = [c.rpartition(" :: ")[2] for c in stated.get_all("Classifier") or () if c.startswith("License ::")]
    field = (stated.get("License") or "").partition("\n")[0]
    first = stated.get("License-Expression") or field or " ".join(classified) or BY_HAND.get(name, "unknown")
    return SHORT.get(first, first)


def table(direct: set[str], packages: dict[str, metadata.Distribution]) -> list[str]:
    """Lines of the table, direct dependencies marked."""
    rows = [f"| {n} | {licence(n, p)} | {'direct' if n in direct else ''} |" for n, p in sorted(packages.items())]
    return ["| package | licence | |", "|---|---|---|", *rows]


def complaints(page: str, packages: dict[str, metadata.Distribution]) -> list[str]:
    """What the page lacks or says otherwise."""
    named = {name: stated for name, stated, _ in ROW.findall(page)}
    found = {name: licence(name, package) for name, package in packages.items()}
    return [
        f"{n}: the page says {named.get(n, 'nothing')}, it is {found[n]}"
        for n in sorted(found)
        if named.get(n) != found[n]
    ]


def main() -> int:
    """Print the table, or the complaints about a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=Path, metavar="PAGE")
    wanted = parser.parse_args()
    packages = closure("quifinance")
    if wanted.check:
        wrong = complaints(wanted.check.read_text(encoding="utf-8"), packages)
        print("\n".join(wrong) or f"{wanted.check}: {len(packages)} packages, all as they say")
        return 1 if wrong else 0
    needs = (Requirement(text) for text in metadata.distribution("quifinance").requires or ())
    print("\n".join(table({canonicalize_name(need.name) for need in needs if need.marker is None}, packages)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
