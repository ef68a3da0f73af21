"""Find the date expressions of a text and say which days they mean."""

from __future__ import annotations

from functools import lru_cache

from pipeline.dates import edtf, traps
from pipeline.dates.forms import Form
from pipeline.dates.forms_dated import Date
from pipeline.dates.grammar import FORMS, Item
from pipeline.dates.pieces import PIECE, collector_paused, pieces
from pipeline.dates.reading import Reading, Span
from pipeline.dates.rules_forms import PARTS, RANGES, SIDES
from pipeline.dates.rules_units import WORDS
from pipeline.dates.scan import Symbols, load, scan
from pipeline.dates.tense import tense_at, tense_before
from pipeline.records import DateExpression

_PASSES = (WORDS, PARTS, RANGES, SIDES)
_DOT = load().symbol["dot"]
_SHORT = (load().symbol["month_short"], load().symbol["weekday_short"])
_FORM_SYMBOLS = frozenset(FORMS.values())
# The rest of a text that is nothing but one expression.
_FILLER = traps.word_pattern(r"\b\d{1,2} ?(?:h|heures?|:)(?: ?\d{2})?\b|\b(?:%s)(?!\w)|[\s.,;:!?()\"«»-]", "filler")


def find_dates(text: str, published: str = "") -> list[DateExpression]:
    """Every date expression of ``text`` at day grain or coarser, in order.

    Parameters
    ----------
    text
        French text. Offsets of the result count its code points.
    published
        Publication date: an ISO day, month or year, or "" when it is unknown. Expressions that need it then keep empty
        bounds.

    Returns
    -------
    list of DateExpression
        Non-overlapping, sorted by ``start``. ``first`` and ``last`` are inclusive days; both are None when neither the
        text nor ``published`` tells which days are meant.

    Raises
    ------
    ValueError
        When ``published`` is not empty and not an ISO day, month or year.

    Examples
    --------
    >>> [d.edtf for d in find_dates("La région a versé l'aide fin mars, puis en 2019.", "2018-06-04")]
    ['2018-03-22/2018-03-31', '2019']
    """
    reader = _Reader(text, Reading.at(published))
    if len(text) <= PIECE:
        return reader.read()
    with collector_paused():
        return reader.read()


def _forms(text: str) -> tuple[tuple[Form, int, int], ...]:
    """The forms of a text with their offsets, by running the passes over its symbols."""
    symbols = scan(text)
    string = symbols.string
    items = [Item(k, k + 1, value) for k, value in enumerate(symbols.values)]
    for one in _PASSES:
        string, items = one.run(string, items)
    found = (item for symbol, item in zip(string, items, strict=True) if symbol in _FORM_SYMBOLS)
    return tuple((item.value, *_bounds(symbols, item)) for item in found)


def parse_date(text: str, published: str = "") -> DateExpression | None:
    """The one date expression that ``text`` is, or None when it is none or more than that.

    Examples
    --------
    >>> parse_date("le 3 mars 2021").edtf
    '2021-03-03'
    """
    found = find_dates(text, published)
    return found[0] if len(found) == 1 and _alone(text, [(found[0].start, found[0].end)]) else None


def _alone(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether nothing but articles, prepositions and hours stands around one or two expressions."""
    if not 1 <= len(spans) <= 2 or len(text) > spans[-1][1] - spans[0][0] + 60:
        return False
    if _FILLER.sub("", text[: spans[0][0]] + " " + text[spans[-1][1] :]).strip():
        return False
    between = text[spans[0][1] : spans[-1][0]].strip() if len(spans) == 2 else "et"
    return between in ("et", "ou")


def _bounds(symbols: Symbols, item: Item) -> tuple[int, int]:
    last = item.end - 1
    if symbols.string[last] == _DOT and symbols.string[last - 1] not in _SHORT:
        last -= 1  # the full stop of the sentence
    return symbols.starts[item.start], symbols.ends[last]


class _Reader:
    """Reads one text; remembers the dates read so far."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.reading = reading
        self.year: int | None = None
        self.year_end = -10_000
        self.looks_back = False  # the text has been telling of a year that a weekday proves

    def read(self) -> list[DateExpression]:
        """The date expressions of the text, in order."""
        out: list[DateExpression] = []
        read = lru_cache(maxsize=16)(_forms)  # what a long text repeats is read once
        for first, last in pieces(self.text):
            forms = read(self.text[first:last])
            self.reading.alone = last - first == len(self.text) and _alone(self.text, [(s, e) for _, s, e in forms])
            for form, start, end in forms:
                if traps.is_date(self.text, first + start, first + end, form, alone=self.reading.alone):
                    out.append(self._expression(form, first + start, first + end))
        return out

    def _expression(self, form: Form, start: int, end: int) -> DateExpression:
        self._prepare(start, end)
        span, written = self._resolve(form, end), self.text[start:end]
        if span is None:
            return DateExpression(start, end, written)
        self._remember(form, span, end)
        return DateExpression(start, end, written, span.first, span.last, edtf.write(span), span.grain, span.anchor)

    def _prepare(self, start: int, end: int) -> None:
        """Bring the reading up to the expression at ``text[start:end]``."""
        reading, text = self.reading, self.text
        # With a publication day, a date without year is nearest to that day, unless a weekday has proved another year;
        # without one, the text has to tell.
        told = reading.day is None or self.looks_back
        reading.context_year = self.year if told and start - self.year_end < 400 else None
        reading.tense = lambda: tense_at(text, start, end)
        reading.verb_before = lambda: tense_before(text, start)

    def _resolve(self, form: Form, end: int) -> Span | None:
        if traps.counts_from_event(self.text, end, form):
            return None
        try:
            return form.resolve(self.reading)
        except (ValueError, OverflowError):  # beyond the calendar, such as « dans 9000 ans »
            return None

    def _remember(self, form: Form, span: Span, end: int) -> None:
        self.reading.previous = span
        if span.first == span.last:
            self.reading.previous_day = span
        self.year, self.year_end = None, end
        proves = isinstance(form, Date) and form.weekday is not None
        self.looks_back = span.anchor == "context" and (proves or self.looks_back)
        if span.anchor != "published" and span.first.year == span.last.year:
            self.year = span.first.year
