"""Who is who: mentions of organisations, persons, places and programmes, and the actors behind them.

>>> from pipeline import entities
>>> nlp = entities.load()
>>> doc = nlp("La région Bretagne verse deux millions d'euros à Naval Group.")
>>> [m.text for m in entities.link(entities.find_mentions(doc), doc.text)]  # doctest: +SKIP
['région Bretagne', 'Naval Group']
"""

from __future__ import annotations

from pipeline.entities.actors import ActorRegistry, Merge, merge_actors
from pipeline.entities.coref import antecedent, antecedents
from pipeline.entities.link import link
from pipeline.entities.mentions import find_mentions
from pipeline.entities.model import load

__all__ = ["ActorRegistry", "Merge", "antecedent", "antecedents", "find_mentions", "link", "load", "merge_actors"]
