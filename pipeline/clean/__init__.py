"""From the source text to the body that the stages read: debris left out, characters folded, sentences found.

Nothing is rewritten for good: every character of the body knows where it stands in the source text.
"""

from __future__ import annotations

from pipeline.clean.body import clean
from pipeline.clean.duplicates import DuplicateIndex, fingerprint
from pipeline.clean.language import language
from pipeline.clean.sentences import split_sentences

__all__ = ["DuplicateIndex", "clean", "fingerprint", "language", "split_sentences"]
