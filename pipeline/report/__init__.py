"""The report: one self-contained page to filter, read, check and correct what a run found.

``write`` reads the tables of an output folder and the source texts and writes ``report.html``: no server, no network,
nothing outside the file. ``picture`` photographs a report for a README. ``displacy`` draws one text in a notebook.

The page is made of the files in ``assets``: a template, a style sheet, the labels in both languages and the scripts,
joined in the order of their names.
"""

from __future__ import annotations

from pipeline.report.page import write
from pipeline.report.photo import NoBrowser, picture

__all__ = ["NoBrowser", "picture", "write"]
