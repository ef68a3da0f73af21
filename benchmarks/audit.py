"""Known vulnerabilities of what is installed, by pip-audit; says so when its service tells nothing.

    python benchmarks/audit.py

Asks PyPI, then OSV for what PyPI does not know. Ends with 1 when a package is vulnerable, with 2 when fewer than half
of the packages could be looked up, as on a machine that reaches the package index by a mirror only: pip-audit itself
calls that a success.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

SERVICES = ("pypi", "osv")


def audit(service: str) -> list[dict[str, Any]]:
    """What a service says of each installed package; nothing when it cannot be reached."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run([*command, "--vulnerability-service", service], capture_output=True, text=True)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"{service}: no answer ({reason})", file=sys.stderr)
        return []
    return found


def verdict(answers: Iterable[list[dict[str, Any]]]) -> tuple[int, list[str]]:
    """The exit code and what to print, from the answers of the services."""
    known: dict[str, list[dict[str, Any]]] = {}
    names: set[str] = set()
    for package in (package for answer in answers for package in answer):
        names.add(package["name"])
        if "vulns" in package:
            known.setdefault(package["name"], []).extend(package["vulns"])
    lines = [
        f"{name}: {v['id']}, fixed in {', '.join(v['fix_versions']) or 'no release'}"
        for name in sorted(known)
        for v in known[name]
    ]
    lines.append(f"{len(known)} of {len(names)} installed packages looked up, {len(lines)} vulnerabilities known")
    if len(known) * 2 < len(names) or not names:
        lines.append("NOT AUDITED: the services of pip-audit cannot be reached from here; run it where they can")
        return 2, lines
    return int(len(lines) > 1), lines


def main() -> None:
    """Ask the services and print the verdict."""
    code, lines = verdict([audit(service) for service in SERVICES])
    print("\n".join(lines))
    sys.exit(code)


if __name__ == "__main__":
    main()
