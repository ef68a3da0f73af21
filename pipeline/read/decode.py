"""Bytes to text: byte order mark, UTF-8, declared or detected encoding; a binary file is refused."""

from __future__ import annotations

import codecs
import re

from pipeline.read.limits import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64_000
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
# First bytes of common files that hold no text, whatever their name says.
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, *, declared: str = "") -> tuple[str, str]:
    """The text of a file, and a warning when its encoding had to be guessed or bytes were replaced.

    Parameters
    ----------
    data
        The whole file.
    declared
        Encoding that the file or its container names; used when it fits.

    Raises
    ------
    ReadError
        The bytes are not text.

    Examples
    --------
    >>> decode("La Région verse 2 millions d’euros.".encode("utf-16"))
    ('La Région verse 2 millions d’euros.', '')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict_or_replaced(data[len(mark) :], encoding)
    _refuse_signature(data)
    wide = _wide_encoding(data)
    if wide:
        return _strict_or_replaced(data, wide)
    _refuse_binary(data)
    return _by_content(data, declared)


def writable(text: str) -> str:
    """The text with lone surrogates replaced one for one, so that it can be written as UTF-8."""
    return _SURROGATE.sub("\ufffd", text)


def _by_content(data: bytes, declared: str) -> tuple[str, str]:
    for encoding in ("utf-8", declared):
        try:
            if encoding:
                return data.decode(encoding), ""
        except (UnicodeDecodeError, LookupError):
            continue
    guess = _guess(data)
    if guess == "utf-8":
        return data.decode("utf-8", "replace"), "not valid UTF-8: the broken bytes were replaced by �"
    return data.decode(guess, "replace"), f"not valid UTF-8: read as {guess}"


def _guess(data: bytes) -> str:
    """Name of the most likely encoding of bytes that are not UTF-8."""
    sample = data[:_SAMPLE]
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    multibyte = len(re.findall(rb"[\xc3\xe2][\x80-\xbf]", sample))
    if multibyte > broken:
        return "utf-8"  # mostly UTF-8, damaged in places
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=["cp1252", "iso8859_15", "mac_roman", "cp850"]).best()
    return best.encoding if best else "cp1252"


def _strict_or_replaced(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), f"not valid {encoding}: the broken bytes were replaced by �"


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[:_SAMPLE]
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else ""


def _refuse_signature(data: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(f"the content is {kind}, not text", "give the file the ending of its format, or convert it")


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > 0.02 * len(sample) + 2:
        raise ReadError("a binary file, not text", "convert it to text, or leave it out of the input")
