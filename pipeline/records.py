"""One frozen, typed record per table, and the values that the stages hand to each other.

Two families live here:

* **Rows** (``ArticleRow`` … ``LedgerRow``): the fields are the columns of a table, in order. ``tables`` writes them.
* **Values** (``Article``, ``Body``, ``Amount``, ``DateExpression``, ``Mention``, ``Event``, ``Stake``): what flows
  between the stages. Their offsets count code points in ``Body.text``; ``Body.source_span`` leads back to the
  article's source text, and only ``run`` makes that step.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar

# --------------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read, before anything was left out.

    ``text`` is the source text that every offset of every table points into: the decoded file for ``.txt``, the
    ``text`` value for ``.jsonl`` and ``.csv``, the extracted text for ``.html``, ``.pdf`` and ``.docx``.
    ``published`` is an ISO day, month or year, or empty.
    """

    article_id: str
    file: str
    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    url: str = ""
    published: str = ""
    published_source: str = "unknown"
    sha256: str = ""
    extracted: bool = False  # the text was extracted from another form and must be saved beside the tables
    body: tuple[int, int] | None = None  # where an extractor already found the body
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read: the file, the cause and the remedy."""

    file: str
    cause: str
    remedy: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.cause}" + (f" ({self.remedy})" if self.remedy else "")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A stretch of the source text left out of the body (offsets in the source text)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """``length`` characters that stand at ``start`` of the body text and at ``source`` of the source text.

    Where ``source_length`` differs from ``length`` (an entity, a ligature, repaired mojibake) the segment is one piece:
    a span that touches it covers all of its source characters.
    """

    start: int
    source: int
    length: int
    source_length: int | None = None  # None: as long as in the body text, character by character


@dataclass(frozen=True, slots=True)
class Body:
    """The text that the stages read, with the way back to the source.

    ``text`` holds the kept stretches of the source, characters folded (’ → ', no-break space → space, repaired
    mojibake …), blank-line separated. ``segments`` are ordered and do not overlap.
    """

    text: str
    segments: tuple[Segment, ...]
    sentences: tuple[tuple[int, int], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    title_end: int = 0  # end of the headline within ``text``; 0 when there is none
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(s.start for s in self.segments))

    def source_offset(self, offset: int, *, end: bool = False) -> int:
        """Source offset of the body offset ``offset``; ``end`` asks for an exclusive end."""
        if not self.segments:
            return offset
        at = offset - 1 if end and offset else offset
        segment = self.segments[max(0, bisect_right(self._starts, at) - 1)]
        if segment.source_length is not None:
            return segment.source + (segment.source_length if end and offset else 0)
        inside = min(max(at - segment.start, 0), max(segment.length - 1, 0))
        return segment.source + inside + (1 if end and offset else 0)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of the body span ``[start, end)``."""
        return self.source_offset(start), self.source_offset(end, end=True)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money: a value or a range, never invented, with the currency when it is known.

    ``value`` is empty for a range. ``candidates`` are the ISO codes that an ambiguous currency may stand for.
    """

    start: int
    end: int
    text: str
    value: Decimal | None = None
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    currency: str = ""
    qualifier: str = "exact"
    role: str = "other"
    reason: str = ""
    candidates: tuple[str, ...] = ()
    stated_value: Decimal | None = None  # what a reference (« la moitié de cette somme ») multiplies


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date expression at day grain or coarser; ``first`` and ``last`` are inclusive and empty when unresolved."""

    start: int
    end: int
    text: str
    first: date | None = None
    last: date | None = None
    edtf: str = ""
    grain: str = "day"
    anchor: str = "absolute"


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of an actor. ``name`` and ``actor_id`` are filled by actor linking."""

    start: int
    end: int
    text: str
    label: str
    source: str = "model"
    name: str = ""
    actor_id: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """Payer or recipient of an event: the words as written, and the mention they resolve to (if any)."""

    start: int
    end: int
    text: str
    name: str = ""  # canonical name, or the words themselves for a common-noun phrase
    actor_id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody gives, lends, invests, budgets, raises or spends money for somebody or something."""

    start: int  # evidence span, in the body text
    end: int
    funders: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    amount: Amount | None = None
    amount_source: str = "stated"
    object: str = ""
    kind: str = "grant"
    status: str = "done"
    date: DateExpression | None = None
    date_source: str = ""
    attribution: str = ""
    rule: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Stake:
    """A holding stated in the text."""

    start: int
    end: int
    owner: Participant
    company: Participant
    percent: Decimal | None = None
    date: DateExpression | None = None
    status: str = "done"
    confidence: float = 0.0


# --------------------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """articles.csv"""

    TABLE: ClassVar[str] = "articles"
    article_id: str
    file: str = ""
    title: str = ""
    publisher: str = ""
    author: str = ""
    url: str = ""
    published: str = ""
    published_source: str = "unknown"
    language: str = ""
    chars: int = 0
    body_start: int | None = None
    body_end: int | None = None
    body_chars: int = 0
    sentences: int = 0
    sha256: str = ""
    duplicate_of: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """skipped.csv"""

    TABLE: ClassVar[str] = "skipped"
    article_id: str
    kind: str
    char_start: int
    char_end: int
    text: str


@dataclass(frozen=True, slots=True)
class EntityRow:
    """entities.csv"""

    TABLE: ClassVar[str] = "entities"
    article_id: str
    actor_id: str
    name: str
    label: str
    text: str
    char_start: int
    char_end: int
    source: str


@dataclass(frozen=True, slots=True)
class ActorRow:
    """actors.csv"""

    TABLE: ClassVar[str] = "actors"
    actor_id: str
    name: str
    label: str
    kind: str = "unknown"
    aliases: str = ""
    wikidata: str = ""
    mentions: int = 0
    articles: int = 0


@dataclass(frozen=True, slots=True)
class AmountRow:
    """amounts.csv"""

    TABLE: ClassVar[str] = "amounts"
    article_id: str
    amount_id: str
    text: str
    char_start: int
    char_end: int
    value: Decimal | None = None
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    currency: str = ""
    qualifier: str = "exact"
    role: str = "other"
    event_id: str = ""
    reason: str = ""
    value_eur: Decimal | None = None
    currency_candidates: str = ""


@dataclass(frozen=True, slots=True)
class DateRow:
    """dates.csv"""

    TABLE: ClassVar[str] = "dates"
    article_id: str
    text: str
    char_start: int
    char_end: int
    date_start: date | None = None
    date_end: date | None = None
    edtf: str = ""
    grain: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FundingRow:
    """funding.csv"""

    TABLE: ClassVar[str] = "funding"
    event_id: str
    article_id: str
    funder: str = ""
    funder_id: str = ""
    funder_text: str = ""
    recipient: str = ""
    recipient_id: str = ""
    recipient_text: str = ""
    object: str = ""
    kind: str = ""
    status: str = ""
    value: Decimal | None = None
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    currency: str = ""
    qualifier: str = ""
    value_eur: Decimal | None = None
    amount_text: str = ""
    amount_source: str = ""
    date_start: date | None = None
    date_end: date | None = None
    edtf: str = ""
    date_text: str = ""
    date_source: str = ""
    attribution: str = ""
    n_funders: int = 0
    n_recipients: int = 0
    evidence: str = ""
    evidence_start: int | None = None
    evidence_end: int | None = None
    rule: str = ""
    confidence: float = 0.0
    # Where the words of the row stand in the source text, so that each can be marked.
    amount_start: int | None = None
    amount_end: int | None = None
    funder_start: int | None = None
    funder_end: int | None = None
    recipient_start: int | None = None
    recipient_end: int | None = None
    date_char_start: int | None = None
    date_char_end: int | None = None


@dataclass(frozen=True, slots=True)
class StakeRow:
    """stakes.csv"""

    TABLE: ClassVar[str] = "stakes"
    article_id: str
    owner: str = ""
    owner_id: str = ""
    company: str = ""
    company_id: str = ""
    percent: Decimal | None = None
    date_start: date | None = None
    date_end: date | None = None
    status: str = ""
    evidence: str = ""
    evidence_start: int | None = None
    evidence_end: int | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """ledger.csv"""

    TABLE: ClassVar[str] = "ledger"
    ledger_id: str
    funder: str = ""
    recipient: str = ""
    kind: str = ""
    status: str = ""
    value: Decimal | None = None
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    currency: str = ""
    value_eur: Decimal | None = None
    date_start: date | None = None
    date_end: date | None = None
    edtf: str = ""
    articles: int = 0
    first_published: str = ""
    last_published: str = ""
    event_ids: str = ""
    conflict: str = ""
    history: str = ""  # the status ladder, `|`-separated: publication date and what the papers then said
    part_of: str = ""  # ledger_id of the total that this funding is a part of
    reason: str = ""  # why its events are held for one funding


Row = ArticleRow | SkippedRow | EntityRow | ActorRow | AmountRow | DateRow | FundingRow | StakeRow | LedgerRow
ROW_TYPES: tuple[type[Row], ...] = (
    ArticleRow,
    SkippedRow,
    EntityRow,
    ActorRow,
    AmountRow,
    DateRow,
    FundingRow,
    StakeRow,
    LedgerRow,
)


@dataclass(frozen=True, slots=True)
class ArticleTables:
    """Everything that one article contributes to the tables, offsets in the source text.

    This is the plain value that leaves a worker process; ``source`` is kept for the report and for extracted texts.
    """

    article: ArticleRow
    source: str
    extracted: bool = False
    skipped: tuple[SkippedRow, ...] = ()
    entities: tuple[EntityRow, ...] = ()
    amounts: tuple[AmountRow, ...] = ()
    dates: tuple[DateRow, ...] = ()
    funding: tuple[FundingRow, ...] = ()
    stakes: tuple[StakeRow, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    fingerprint: str = ""  # of the body, in hexadecimal: what tells the same dispatch on another site
    on_funding: bool = False  # whether it may tell a funding at all: every run reads its names, --tables funding too
