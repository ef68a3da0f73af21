"""Who funds whom: events and holdings from the sentences around the amounts.

The room's modules, in the order of the data: ``syntax`` (parse) > ``candidates`` > ``context`` > ``frames`` (grammar) >
``features`` · ``status`` · ``when`` > ``model`` > ``events`` (joint decisions); ``stakes`` needs no parse. ``gold``,
``synthetic`` and ``train`` make the weights of ``pipeline/models/relations``.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Amount, Body, DateExpression, Event, Mention, Stake

__all__ = ["find_events", "find_stakes", "may_fund"]


def may_fund(body: Body, amounts: Sequence[Amount]) -> bool:
    """Cheap gate: False when no event can come of the article, so that no model need be loaded for it."""
    from pipeline.relations import gate

    return any(gate.passes(body.text, a) for a in amounts) or gate.DEAL.search(body.text) is not None


def find_events(
    body: Body,
    amounts: Sequence[Amount],
    dates: Sequence[DateExpression],
    mentions: Sequence[Mention],
    *,
    published: str = "",
    title: str = "",
) -> list[Event]:
    """The funding events of one article, in text order of their first amount.

    Parameters
    ----------
    body : the text and its sentences; all offsets count in ``body.text``.
    amounts, dates, mentions : what the earlier stages found, in text order.
    published : ISO day, month or year of publication, or empty.
    title : headline when it is not part of the body.
    """
    if not may_fund(body, amounts):
        return []
    from pipeline.relations import context, events, model

    read = context.build(body.text, body.sentences, amounts, dates, mentions, published)
    return events.find(read, model.load(), events.Thresholds())


def find_stakes(
    body: Body, dates: Sequence[DateExpression], mentions: Sequence[Mention], *, published: str = ""
) -> list[Stake]:
    """The holdings stated in the article (« détenue à 47 % par SFR »)."""
    from pipeline.relations import stakes

    return stakes.find_stakes(body.text, body.sentences, dates, mentions)
