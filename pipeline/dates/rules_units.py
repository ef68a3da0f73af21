"""First pass, over tokens: units, years, seasons, quarters, distances."""

from __future__ import annotations

from pipeline.dates.forms import Form, Unresolved
from pipeline.dates.forms_dated import Date, Holiday, IsoWeek, Quarter, Rentree, SchoolYear, Season, Year, Years
from pipeline.dates.forms_relative import Offset, Run, Since, Unit, UnitFromText
from pipeline.dates.grammar import Match
from pipeline.dates.rules_days import WORDS

__all__ = ["WORDS"]  # the pass of rules_days, with the rules of this module added
rule = WORDS.rule

# ------------------------------------------------------------------ units


@rule(
    "the1? unit1:unit last1|past1:shift",
    "the1? unit1:unit next1|coming1:shift",
    "this1:this unit1:unit dash? ci?",
    "the1? next1:shift unit1:unit",
    "the? unit1:unit current",
    "this1:this last1:shift unit1:unit",
)
def unit(m: Match) -> Form | None:
    """« la semaine dernière », « l'an prochain », « cette année », « l'année en cours »."""
    if m["unit"] == "century" and m["shift"] != -1:
        return None
    if m["unit"] == "fortnight" and not m.has("shift"):
        return None
    return Unit(m["unit"], m["shift"] or 0)


@rule("the1? last1:shift unit1:unit")
def last_unit(m: Match) -> Form | None:
    """« la dernière décennie »; « la dernière semaine » may be the last of anything, and is read only alone."""
    return Unit(m["unit"], -1, loose=m["unit"] != "decade") if m["unit"] != "century" else None


@rule(
    "since vague? day|number|one:count unit",
    "since vague? one? collective:count of unit",
    "since vague? one? unit:tens of unit:unit2",
)
def since_duration(m: Match) -> Form | None:
    """« depuis deux ans » is a length of time; it is read as a date only when nothing else is asked."""
    if m.has("tens"):
        return Since(Offset(((15, m["unit2"]),), -1)) if m["tens"] == "fortnight" else None
    return Since(Offset(((m["count"], m["unit"]),), -1)) if m["unit"] not in ("century", "weekend") else None


@rule("unit1:unit day|nth:number of? year?", "unit1:unit number of year")
def iso_week(m: Match) -> Form | None:
    """« semaine 12 de 2014 »."""
    return IsoWeek(m["number"], m["year"]) if m["unit"] == "week" and m["number"] <= 53 else None


@rule(
    "the_s|this_s:det unit past|coming|adjacent|last|next",
    "the_s|this_s:det last|next unit",
    "the_s|this_s:det vague? last_s|next_s unit",
    "last_s|next_s unit",
    "years|unit_s past_s|coming|coming_s|adjacent_s|last_s|next_s",
    "some unit past_s|coming|last_s|next_s",
)
def vague_run(m: Match) -> Form | None:
    """« ces dernières années », « les mois à venir »: nobody can say which days."""
    return Unresolved()


@rule("the1? unit1:unit adjacent1:adjacent")
def unit_adjacent(m: Match) -> Form | None:
    """« l'année suivante », « le mois précédent »."""
    return None if m["unit"] == "century" else UnitFromText(m["unit"], m["adjacent"])


@rule(
    "the|this:det day|number:count last|next:shift unit",
    "the|this:det day|number:count unit last|next|past:shift",
    "the|this:det last|next:shift day|number:count unit",
    "day|number:count last|next:shift unit",
)
def run(m: Match) -> Form | None:
    """« ces trois dernières années », « les 2 prochains mois »."""
    return Run(m["count"], m["unit"], m["shift"]) if m["unit"] != "century" and 1 <= m["count"] <= 366 else None


@rule("within? the|this:det day|number:count unit coming:shift")
def rolling_run(m: Match) -> Form | None:
    """« les quatre ans qui viennent »."""
    return Run(m["count"], m["unit"], 1, rolling=True) if m["unit"] != "century" else None


# ------------------------------------------------------------------ years


@rule(
    "the1? unit1:unit fiscal? year",
    "the1? unit1:unit fiscal? of? year_range|short_range:year_range",
    "period short_range:year_range",
)
def year_named(m: Match) -> Form | None:
    """« l'année 2018 », « l'exercice 2018/2019 »."""
    if m["unit"] == "decade" and m.has("year") and m["year"] % 10 == 0:
        return Years(m["year"], m["year"] + 9, "decade")
    if m["unit"] not in ("year", None):
        return None
    return Year(m["year"]) if m.has("year") else Years(*m["year_range"])


@rule("years year to|and:join year:until")
def several_years(m: Match) -> Form | None:
    """« les années 2020 à 2022 », « les années 1980 et 1990 »."""
    first, last = m["year"], m["until"]
    if first >= last:
        return None
    return Years(first, last + 9 if first % 10 == 0 and last % 10 == 0 else last)


@rule("years year|day|number:decade", "years year_range")
def decade(m: Match) -> Form | None:
    """« les années 1990 », « les années 30 », « les années 1980-1990 »."""
    if m.has("year_range"):
        first, last = m["year_range"]
        return Years(first, last + 9 if last % 10 == 0 and first % 10 == 0 else last)
    first = m["decade"]
    if first < 100:
        first += 1900
    elif first < 1000:
        return None
    if first % 10:
        return Year(first)
    return Years(first, first + 9, "decade") if first % 100 or first == 2000 or m["decade"] >= 1000 else None


@rule("year")
def year(m: Match) -> Form | None:
    """« 1999 »; whether it is a year at all is for ``traps`` to say."""
    return Year(m["year"])


@rule("roman unit", "nth|ordinal:roman unit", "roman to roman:until unit", "roman and roman:until unit")
def century(m: Match) -> Form | None:
    """« le XIXe siècle »; the present century is no date but a manner of speaking."""
    first, last = m["roman"], m["until"] or m["roman"]
    if m["unit"] != "century":
        return None
    if not 1 <= first <= last <= 20:
        return None
    return Years((first - 1) * 100 + 1, last * 100)


@rule("year_range")
def year_range(m: Match) -> Form | None:
    """« 2014-2020 », « 2018/2019 »."""
    return Years(*m["year_range"])


@rule("school year_range", "school year", "this school")
def school(m: Match) -> Form | None:
    """« l'année scolaire 2020-2021 »."""
    if m.has("year_range"):
        return SchoolYear(m["year_range"][0])
    return SchoolYear(m["year"])


@rule("rentree year?", "rentree last|next|past|coming:shift", "this rentree")
def rentree(m: Match) -> Form | None:
    """« la rentrée », « la rentrée 2021 »."""
    return Rentree(m["year"], m["shift"] or 0)


# ------------------------------------------------------------------ seasons, holidays, quarters


@rule(
    "season of? year",
    "season year_range",
    "season last|next|past|coming:shift",
    "this season year?",
    "season",
    "period season_adjective:season year?",
)
def season(m: Match) -> Form | None:
    """« l'été 2020 », « cet hiver », « la période estivale »."""
    year = m["year_range"][0] if m.has("year_range") else m["year"]
    return Season(m["season"], year, m["shift"] or 0, m.has("this"))


@rule("holiday year?", "holiday last|next|past|coming:shift", "holiday of year")
def holiday(m: Match) -> Form | None:
    """« Noël 2021 », « la Toussaint »."""
    return Holiday(m["holiday"], m["year"], m["shift"] or 0)


@rule("code slash|dash|dot|of:join? year", "code")
def code(m: Match) -> Form | None:
    """« T3 2016 », « S1 2019 », « au T3 »."""
    unit_name, number = m["code"]
    return Quarter(number, unit_name, Year(m["year"]) if m.has("year") else None, loose=not m.has("year"))


@rule("the1 unit1:unit number:year")
def early_year(m: Match) -> Form | None:
    """« l'an 800 »."""
    return Year(m["year"]) if m["unit"] == "year" and m["year"] >= 100 else None


@rule("in number:year")
def in_two_digits(m: Match) -> Form | None:
    """« en 98 »."""
    return Year(1900 + m["year"]) if 60 <= m["year"] <= 99 else None


@rule("packed_date")
def packed_date(m: Match) -> Form | None:
    """« 20130215 »."""
    year, month, day = m["packed_date"]
    return Date(month, day, year, loose="")


@rule(
    "the1? ordinal|nth|last:number unit of? the? year",
    "ordinal|nth|last:number unit of the unit:year_unit year",
    "unit last:number year",
)
def quarter(m: Match) -> Form | None:
    """« premier trimestre 2014 », « 2e semestre de 2019 »."""
    return _quarter(m, Year(m["year"]))


def _quarter(m: Match, year: Form | None) -> Form | None:
    if m["unit"] not in ("quarter", "half", "third", "sixth"):
        return None
    return Quarter(m["number"], m["unit"], year)


@rule("ordinal|nth:number unit")
def bare_quarter(m: Match) -> Form | None:
    """« le troisième trimestre »."""
    return _quarter(m, None)


# ------------------------------------------------------------------ distances

_COUNT = "day|number|one:count"
_MORE = [f"and|comma:plus{k}? and:and{k}? day|number|one:count{k} unit:unit{k}" for k in (2, 3, 4)]
_CHAINS = [" ".join((f"{_COUNT} unit", *_MORE[:k])) for k in range(4)]  # « un an, deux mois et trois jours »


@rule(
    *(f"ago vague? {chain}" for chain in _CHAINS),
    f"ago vague? {_COUNT} unit and:plus demi:half",
    "ago vague? one? collective|unit:tens of unit:unit2",
    "ago vague? some:few unit",
)
def ago(m: Match) -> Form | None:
    """« il y a deux ans », « il y a une dizaine de jours », « il y a quelques mois »."""
    return _offset(m, -1)


@rule(
    *(f"within|by:within to? vague? {chain}" for chain in _CHAINS),
    f"within vague? {_COUNT} unit and:plus demi:half",
    "within|by:within vague? one? collective|unit:tens of unit:unit2",
    "within|by:within vague? some:few unit",
)
def within(m: Match) -> Form | None:
    """« dans trois mois », « d'ici cinq ans »."""
    return _offset(m, 1)


@rule("ago vague? day|number|one:count dash|or|to:join day|number:upto unit")
def ago_range(m: Match) -> Form | None:
    """« il y a 2 ou 3 ans »."""
    return Offset(((m["count"], m["unit"]),), -1, upto=m["upto"])


@rule("within|by:dir collective:count", "within|by:dir unit1:unit")
def within_days(m: Match) -> Form | None:
    """« sous huitaine », « sous quinzaine »."""
    if m.has("unit") and m["unit"] != "fortnight":
        return None
    return Offset(((m["count"] or 15, "day"),), 1) if m["count"] in (None, 8) else None


@rule("within|by:dir vague? day|number|one:count dash|or|to:join day|number:upto unit")
def within_range(m: Match) -> Form | None:
    """« dans trois à quatre semaines »."""
    return Offset(((m["count"], m["unit"]),), 1, upto=m["upto"])


@rule("within the_s day|number:count unit")
def within_term(m: Match) -> Form | None:
    """« dans les 45 jours » sets a term; it is a date only when nothing else is asked."""
    offset = _offset(m, 1)
    return Since(offset, "") if isinstance(offset, Offset) else None


@rule("day|number|one:count unit from deictic", "day|number|one:count unit from now")
def counted_from(m: Match) -> Form | None:
    """« quatre jours à partir d'aujourd'hui », « deux semaines à partir de maintenant »."""
    return _offset(m, 1) if not m["deictic"] else None


@rule("the_s day|number:count unit adjacent_s:shift")
def adjacent_run(m: Match) -> Form | None:
    """« les 30 jours précédents » count from what the text says, and are read only when it says nothing."""
    return Since(Run(m["count"], m["unit"], m["shift"]), "") if m["unit"] != "century" else None


def _offset(m: Match, sign: int) -> Form | None:
    unit_name = m["unit"]
    if m.has("tens"):
        count = m["tens"] if isinstance(m["tens"], int) else 15
        if isinstance(m["tens"], str) and m["tens"] != "fortnight":
            return None
        parts: tuple[tuple[int | None, str], ...] = ((count, m["unit2"]),)
    elif m.has("few"):
        parts = ((None, unit_name),)
    elif m.has("half"):
        parts = _and_a_half(m["count"], unit_name)
    else:
        more = tuple((m[f"count{k}"], m[f"unit{k}"]) for k in (2, 3, 4) if m.has(f"unit{k}"))
        parts = ((m["count"], unit_name), *more)
    return Offset(parts, sign) if all(u not in ("weekend", "century") for _, u in parts) else None


def _and_a_half(count: int, unit_name: str) -> tuple[tuple[int | None, str], ...]:
    half = {"year": (6, "month"), "month": (15, "day"), "week": (3, "day"), "decade": (5, "year")}.get(unit_name)
    return ((count, unit_name), half) if half else ((count, unit_name),)


@rule("day|number|one:count unit later", "day|number|one:count unit and demi later")
def later(m: Match) -> Form | None:
    """« deux ans plus tard », « trois jours auparavant »."""
    return _later(m, linked=False)


@rule("day|number|one:count unit after|before:later", "day|number|one:count unit and demi after|before:later")
def after(m: Match) -> Form | None:
    """« un mois après », « deux jours avant », which may go on with what they count from."""
    return _later(m, linked=True)


def _later(m: Match, linked: bool) -> Form | None:
    if m["unit"] in ("weekend", "century"):
        return None
    parts = _and_a_half(m["count"], m["unit"]) if m.has("demi") else ((m["count"], m["unit"]),)
    return Offset(parts, m["later"], from_text=True, linked=linked)


@rule("some unit later|after|before:later")
def some_later(m: Match) -> Form | None:
    """« quelques mois plus tard »."""
    return Offset(((None, m["unit"]),), m["later"], from_text=True)
