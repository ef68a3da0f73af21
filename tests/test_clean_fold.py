"""Folding of characters, and the way back to the source from any stretch of the body."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.clean.fold import fold
from pipeline.clean.wrap import unwrap
from pipeline.records import Article, Body

FOLDED = [
    ("curly_apostrophe", "l’État", "l'État"),
    ("modifier_apostrophe", "lʼÉtat", "l'État"),
    ("acute_as_apostrophe", "l´État", "l'État"),
    ("quote_as_apostrophe", 'l"État', "l'État"),
    ("quote_as_apostrophe_qu", 'Ce qu"il paie', "Ce qu'il paie"),
    ("quote_as_apostrophe_jusqu", 'Jusqu"à 3 millions', "Jusqu'à 3 millions"),
    ("quote_as_apostrophe_aujourd", 'aujourd"hui', "aujourd'hui"),
    ("quotes_around_a_word", 'le fonds "État" et "d"', 'le fonds "État" et "d"'),
    ("quotes_around_a_letter", 'le plan "d"', 'le plan "d"'),
    ("quote_after_a_word", 'un "plan"A', 'un "plan"A'),
    ("guillemets_kept", "« 3 millions »", "« 3 millions »"),
    ("no_break_space", "3\u00a0millions\u202fd’euros", "3 millions d'euros"),
    ("thin_space", "12\u2009000 euros", "12 000 euros"),
    ("english_quotes", "“oui”", '"oui"'),
    ("soft_hyphen", "mil\u00adlions", "millions"),
    ("zero_width", "mil\u200blions\ufeff d’euros", "millions d'euros"),
    ("no_break_hyphen", "Le\u2011Havre", "Le-Havre"),
    ("minus", "\u22123 %", "-3 %"),
    ("dashes_kept", "2014–2020 — fin", "2014–2020 — fin"),
    ("ligature", "ﬁnancement eﬀectif", "financement effectif"),
    ("oe_kept", "cœur", "cœur"),
    ("combining_accent", "e\u0301quipe", "équipe"),
    ("combining_cedilla", "franc\u0327ais", "français"),
    ("entity", "l&rsquo;&Eacute;tat verse 3&nbsp;millions d&#8217;euros", "l'État verse 3 millions d'euros"),
    ("hexadecimal_entity", "l&#x2019;État", "l'État"),
    ("ampersand", "R&amp;D", "R&D"),
    ("twice_escaped", "l&amp;rsquo;État", "l'État"),
    ("no_entity", "AT&T; R&D", "AT&T; R&D"),
    ("unknown_entity", "&machin;", "&machin;"),
    ("mojibake", "l’Ã‰tat prÃªte", "l'État prête"),
    ("mojibake_apostrophe", "lâ€™Ã©tat", "l'état"),
    ("mojibake_latin_1", "l\u00e2\u0080\u0099\u00c3\u00a9tat", "l'état"),
    ("mojibake_euro", "3 millions dâ€™euros, soit 3 Mâ‚¬", "3 millions d'euros, soit 3 M€"),
    ("mojibake_twice", "dÃƒÂ©pÃƒÂ´t", "dépôt"),
    ("mojibake_a_grave", "prÃªtÃ© Ã la ville", "prêté à la ville"),
    ("foreign_letters_are_no_mojibake", "de 3 Å¡ à 4", "de 3 Å¡ à 4"),
    ("capital_accents_are_no_mojibake", "PÂTÉ ET GÂTEAU, ÃO", "PÂTÉ ET GÂTEAU, ÃO"),
    ("runs_of_blanks", "3   millions", "3 millions"),
    ("tab", "3\tmillions", "3 millions"),
    ("margins", "un  \n  deux", "un\ndeux"),
    ("one_blank_margin", "un\n deux", "un\ndeux"),
    ("blank_lines", "un\n \n\n\t\ndeux", "un\n\ndeux"),
    ("windows_lines", "un\r\ndeux\r\n\r\ntrois", "un\ndeux\n\ntrois"),
    ("old_mac_lines", "un\rdeux", "un\ndeux"),
    ("line_separator", "un\u2028deux", "un\ndeux"),
    ("nul", "3\x00millions", "3 millions"),
    ("replacement_kept", "l\ufffdtat", "l\ufffdtat"),
]


def body_of(text: str) -> Body:
    return clean(Article("a", "a.txt", text))


@pytest.mark.parametrize(("raw", "folded"), [pytest.param(r, f, id=name) for name, r, f in FOLDED])
def test_folded(raw: str, folded: str) -> None:
    assert fold(raw, 0, len(raw))[0] == folded


@pytest.mark.parametrize(
    ("raw", "words", "source"),
    [
        pytest.param("Il dÃ©pose 3 Mâ‚¬ ici", "3 M€", "3 Mâ‚¬", id="mojibake_at_the_end"),
        pytest.param("Il dÃ©pose", "dépose", "dÃ©pose", id="mojibake_within"),
        pytest.param("à l&rsquo;&Eacute;tat de", "l'État", "l&rsquo;&Eacute;tat", id="entities"),
        pytest.param("trois mil\u00adlions d’euros", "millions", "mil\u00adlions", id="soft_hyphen"),
        pytest.param("son ﬁnancement", "financement", "ﬁnancement", id="ligature"),
        pytest.param("plus  de\n\n\n3  M€", "de\n\n3 M€", "de\n\n\n3  M€", id="blanks"),
        pytest.param("une e\u0301quipe", "équipe", "e\u0301quipe", id="combining_accent"),
    ],
)
def test_span_of_the_source(raw: str, words: str, source: str) -> None:
    body = body_of(raw)
    start = body.text.index(words)
    left, right = body.source_span(start, start + len(words))
    assert raw[left:right] == source


# --------------------------------------------------------------------------- dirtied texts

WORDS = [
    "l’État",
    "verse",
    "3 millions",
    "d'euros",
    "à",
    "Orange",
    "« cloud »",
    "en 2012.",
    "Bercy",
    "déjà",
    "(CDC)",
    "Qui ?",
]
DIRT = [
    " ",
    "  ",
    "\u00a0",
    "\u202f",
    "\n",
    "\n\n",
    " \r\n \r\n ",
    "\t",
    "\u00ad",
    "\u200b",
    "&nbsp;",
    "&eacute;",
    "Ã©",
    "â€™",
    "Ã ",
    "ﬁ",
    "e\u0301",
    "\x00",
    "\ufeff",
    '"',
    'l"',
    "\nAccueil\n",
    "\n\nCommentaires (3)\n\n",
    "\nPublicité\n",
    "\n\nÀ lire aussi\n",
    "�",
    "€",
    "\r",
    "…",
    "\n\nMentions légales\n",
    "\u2028",
    "&amp;",
    "&#8217;",
    "\U0001f600",
    "\ud7ff",
]
dirtied = st.lists(st.sampled_from(WORDS) | st.sampled_from(DIRT), max_size=40).map("".join)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(dirtied)
def test_every_stretch_leads_back_to_the_source(text: str) -> None:
    body = body_of(text)
    spans = [body.source_span(at, at + 1) for at in range(len(body.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(dirtied, st.data())
def test_a_stretch_of_the_source_folds_to_its_stretch_of_the_body(text: str, data: st.DataObject) -> None:
    body = body_of(text)
    segments = [segment for segment in body.segments if segment.source_length is None]
    if not segments:
        return
    segment = data.draw(st.sampled_from(segments))
    start = data.draw(st.integers(segment.start, segment.start + segment.length - 1))
    end = data.draw(st.integers(start + 1, segment.start + segment.length))
    left, right = body.source_span(start, end)
    assert right - left == end - start
    alike = unwrap(text[left:right].translate(_plain())).replace("\n", " ")
    assert alike == body.text[start:end].replace("\n", " ")


def _plain() -> dict[int, str]:
    from pipeline.clean.fold import FOLDED as table

    return {**table, ord("\r"): "\n"}


@settings(derandomize=True, max_examples=150, deadline=None)
@given(dirtied)
def test_sentences_cover_the_body_in_order(text: str) -> None:
    body = body_of(text)
    inside = {at for start, end in body.sentences for at in range(start, end)}
    assert all(char.isspace() or at in inside for at, char in enumerate(body.text))
    assert all(a[1] <= b[0] for a, b in zip(body.sentences, body.sentences[1:], strict=False))
    assert all(body.text[start:end] == body.text[start:end].strip() != "" for start, end in body.sentences)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(dirtied)
def test_skipped_and_kept_do_not_overlap(text: str) -> None:
    body = body_of(text)
    kept = [(s.source, s.source + (s.length if s.source_length is None else s.source_length)) for s in body.segments]
    every = sorted([*kept, *((s.start, s.end) for s in body.skipped)])
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(every))


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    body = body_of(text)
    assert all(0 <= start <= end <= len(body.text) for start, end in body.sentences)
