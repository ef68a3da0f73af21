"""Corrections that a person keeps beside the articles: read with clear errors, replayed on every run.

``corrections.csv`` has one correction a line, with the columns ``action, target, where, column, value, note`` (comma or
semicolon, UTF-8; ``where``, ``column`` and ``note`` may be left out when nothing needs them):

======  ===========================  ==================  ============  ==========================================
action  target                       where               column        value
======  ===========================  ==================  ============  ==========================================
alias   a name as articles write it  article_id, or all  (none)        the actor that it stands for
merge   an actor: name or actor_id   (none)              (none)        the actor that it is part of
split   an actor: name or actor_id   article_id or       (none)        the name of the actor of its own
                                     written form
veto    event_id, or words of the    article_id, or all  (none)        (none)
        evidence
set     event_id, or words of the    article_id, or all  of funding    the right value; empty for unknown
        evidence
======  ===========================  ==================  ============  ==========================================

A target given as words of the evidence (« pour la rénovation du théâtre ») still holds when the event's id changes.

>>> fixes = parse("action,target,value\\nalias,la firme au carré,Carrefour\\n", "corrections.csv")
>>> fixes[0].action, fixes[0].value
('alias', 'Carrefour')
"""

from __future__ import annotations

from pipeline.ledger.corrections.form import ACTIONS, SETTABLE, Correction, CorrectionError, Problem, load, parse
from pipeline.ledger.corrections.replay import Applied, Effect, Plan, apply

__all__ = [
    "ACTIONS",
    "SETTABLE",
    "Applied",
    "Correction",
    "CorrectionError",
    "Effect",
    "Plan",
    "Problem",
    "apply",
    "load",
    "parse",
]
