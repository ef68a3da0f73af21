"""UTF-8 that was read as Windows-1252 or Latin-1 (« dÃ©pÃ´t », « lâ€™Ã‰tat »): found, and read again as what it was.

ftfy judges whether a line is broken; what is repaired is then done character by character, so that offsets are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)}
_UNUSED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # by Windows-1252
_BYTES |= {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in _UNUSED}
_TAILS = re.escape("".join(char for char, byte in _BYTES.items() if byte < 0xC0))
_LEADS = "[\xc2-\xc5\xcb\xce\xcf]"  # of two bytes: Latin letters and signs, modifiers, Greek
_RUN = re.compile(
    rf"(?:{_LEADS}[{_TAILS}]|[\xe2\xef][{_TAILS}]{{2}}|\xf0[{_TAILS}]{{3}}|\xc3(?= {{1,2}}[^\W\d_]))+",
)
_QUICK = re.compile(rf"[\xc2\xc3\xc5\xe2\xef][{_TAILS}]|\xc3 ")


def find_mojibake(text: str) -> Iterator[tuple[int, int, str]]:
    """Broken stretches of ``text`` and what they should read.

    >>> list(find_mojibake("le dÃ©pÃ´t de bilan"))
    [(4, 6, 'é'), (7, 9, 'ô')]
    """
    if not _QUICK.search(text):
        return
    from ftfy.badness import is_bad

    for line in re.finditer(r"[^\n]+", text):
        if _QUICK.search(line[0]) and is_bad(line[0]):
            for run in _RUN.finditer(text, line.start(), line.end()):
                if (new := _decoded(run[0])) is not None:
                    yield run.start(), run.end(), new


@cache
def _decoded(run: str) -> str | None:
    """What a run of broken characters stands for; broken twice is repaired twice. None when it is no UTF-8."""
    if run.endswith("\xc3"):
        run += "\xa0"  # « Ã » before a space: the no-break space of « Ã\xa0 » was made plain
    try:
        text = bytes(_BYTES[char] for char in run).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None
    again = _decoded(text) if _RUN.fullmatch(text) else None
    return again or text
