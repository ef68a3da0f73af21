"""Random articles that nobody would write, and that a run must survive: the same number gives the same text."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

PAYERS = ["L'État", "la région Bretagne", "Bpifrance", "le groupe", "elle", "Bercy", "l’Union européenne", "M. Le Goff"]
VERBS = ["verse", "a débloqué", "va investir", "aurait prêté", "n'a pas financé", "promet", "a levé", "rachète pour"]
TAKERS = [
    "à Brest",
    "au profit des start-up",
    "pour le plan Andromède",
    "auprès de trois fonds",
    "à l'usine",
    "chez elle",
]
NUMBERS = ["3", "1 500 000", "1.500.000", "12,5", "1'200'000", "deux cent cinquante mille", "une dizaine de", "0", "-7"]
NUMBERS += [
    "entre 5 et 10",
    "18, 2",
    "9" * 400,
    "1,2,3,4",
    "un demi-",
    "½",
    "٣",
    "１２",
    "1e308",
    "²",
    "des centaines de",
]
UNITS = ["millions d'euros", "Md€", "€", "k€", "francs CFA", "$", "millions", "M", "milliards", "USD", "de livres", "%"]
DATES = ["le 3 mars 2021", "en 2012", "fin 2022", "31/02/2020", "il y a deux ans", "99/99/9999", "2014-2020", "jeudi"]
DATES += ["d'ici l'an 99999", "au 3e trimestre 2014", "le 30 février", "depuis 0", "Pâques", "de janvier à mars 2019"]
DEBRIS = [
    "Commentaires (8)",
    "Lire l'article",
    "Publié le mardi 06 août 2020 à 11h55",
    "> > >",
    "Sujets les + lus",
    "* * *",
]
SPACES = [" ", "\u00a0", "\u202f", "\t", "\n", "\r\n", "\u2028", "\x0b", "", "  "]
ODD = [
    "\x00",
    "\x1b[31m",
    "\ud800",
    "\udfff",
    "\ufeff",
    "\u202e",
    "e\u0301",
    "👩‍👩‍👧",
    "💶",
    "«",
    "»",
    "’",
    '"',
    "''",
    "=1+1",
]
ODD += [
    "ﬁn",
    "Ã©tÃ©",
    "&eacute;&nbsp;",
    "<script>alert(1)</script>",
    "\u00ad",
    "漢字",
    "مليون",
    "Ελλάδα",
    "½ Md€",
    "\x85",
]
LONG = [
    "a" * 5000,
    "(" * 800,
    "un cent " * 300,
    "1." * 900,
    "entre 1 et " * 200,
    "« " * 500,
    "et " * 900,
    "\n" * 700,
    "-" * 3000,
]


def sentence(random: Random) -> str:
    """Something like a funding sentence, its parts in any order and number."""
    parts = [random.choice(group) for group in (PAYERS, VERBS, NUMBERS, UNITS, TAKERS, DATES)]
    if random.random() < 0.3:
        random.shuffle(parts)
    if random.random() < 0.3:
        parts = parts[: random.randrange(len(parts) + 1)]
    return random.choice(SPACES[:3]).join(parts) + random.choice([".", "!", " ?", "", "…", ".\n", " ;"])


def soup(random: Random) -> str:
    """Any code points at all."""
    ranges = [(32, 127), (0, 32), (160, 600), (0x300, 0x370), (0x2000, 0x2070), (0xD7F0, 0xE010), (0x1F300, 0x1F700)]
    low, high = random.choice(ranges)
    return "".join(chr(random.randrange(low, high)) for _ in range(random.randrange(1, 60)))


def spoiled(random: Random) -> str:
    """A sentence with characters dropped, doubled or replaced."""
    characters = list(sentence(random))
    for _ in range(random.randrange(1, 6)):
        if characters:
            at = random.randrange(len(characters))
            characters[at : at + random.randrange(3)] = random.choice([random.choice(ODD), characters[at] * 3, ""])
    return "".join(characters)


def news(random: Random) -> str:
    """A sentence without any amount, as most of the press writes."""
    parts = [random.choice(group) for group in (PAYERS, VERBS, TAKERS, DATES)]
    return " ".join(parts[: random.randrange(1, 5)]) + random.choice([".", " ?", "", ".\n", " ;"])


PIECES: list[tuple[Callable[[Random], str], int]] = [
    (sentence, 12),
    (spoiled, 6),
    (soup, 2),
    (lambda random: random.choice(ODD), 4),
    (lambda random: random.choice(DEBRIS), 2),
    (lambda random: random.choice(DATES) + " " + random.choice(NUMBERS) + random.choice(UNITS), 4),
]


QUIET: list[tuple[Callable[[Random], str], int]] = [(news, 8), *PIECES[2:5]]
LENGTHS = (1, 1, 2, 2, 3, 4, 6, 8)  # pieces of an article: short ones break as much and take less time


def article(number: int) -> str:
    """The text of the random article ``number``: mostly short, two in three without an amount, some very long."""
    random = Random(number)
    makers, weights = zip(*(QUIET if number % 3 else PIECES), strict=True)
    pieces = [make(random) for make in random.choices(makers, weights, k=random.choice(LENGTHS))]
    if random.random() < 0.01:
        pieces.insert(random.randrange(len(pieces) + 1), random.choice(LONG))
    return "".join(piece + random.choice(SPACES) for piece in pieces)


def phrase(number: int) -> str:
    """A short text for the money and date grammars."""
    random = Random(number)
    return random.choice([sentence, spoiled, spoiled, soup])(random)
