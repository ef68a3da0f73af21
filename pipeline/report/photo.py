"""A picture of a report, taken by a browser without a window."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class NoBrowser(RuntimeError):
    """No Chromium is installed: the cause, and how to get one."""


def picture(
    report: Path,
    target: Path,
    *,
    view: Mapping[str, str] | None = None,
    width: int = 1440,
    height: int = 1240,
    scale: float = 1.0,
) -> Path:
    """Photograph ``report`` (a ``report.html``) into the PNG file ``target``.

    Parameters
    ----------
    view
        What the page shows, as in its address: ``{"lang": "fr", "theme": "light", "q": "Cloudwatt"}``.
    width, height
        Size of the window in CSS pixels; the picture has ``scale`` pixels for each.

    Raises
    ------
    FileNotFoundError
        There is no such report.
    NoBrowser
        No Chromium is installed, or it made no picture.

    Examples
    --------
    >>> picture(Path("outputs/report.html"), Path("docs/report.png"), view={"lang": "fr"})  # doctest: +SKIP
    PosixPath('docs/report.png')
    """
    if not report.is_file():
        raise FileNotFoundError(f"{report}: no report there; run `quifinance run` first")
    target.parent.mkdir(parents=True, exist_ok=True)
    address = report.resolve().as_uri() + "#" + urlencode({"theme": "light", **(view or {})})
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser(),
            *QUIET,
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale}",
            "--virtual-time-budget=4000",
            f"--screenshot={target.resolve()}",
            address,
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode or not target.is_file():
        raise NoBrowser(f"{command[0]} made no picture (status {done.returncode}): {done.stderr.strip()[-300:]}")
    return target


def browser() -> str:
    """Path of the first browser found."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise NoBrowser("no Chromium found; on Debian: apt-get install chromium")
