"""The words of time: each has one class, which the grammar is written in, and a value."""

from __future__ import annotations

import calendar

# English names, as long as nobody sets another locale, which this program never does.
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if number}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name, start=1)}
MONTH_HOMOGRAPHS = ("march", "may")
MONTH_ABBREVIATIONS = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {"sept": 9}
WEEKDAY_ABBREVIATIONS = {name[:3]: number for name, number in WEEKDAYS.items()} | {"tues": 2, "thur": 4, "thurs": 4}
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_STEMS = {3: "thir", 4: "four", 5: "fif", 6: "six", 7: "seven", 8: "eigh", 9: "nine"}
_TENS = {10 * ones: f"{stem}ty" for ones, stem in (_STEMS | {2: "twen", 4: "for"}).items()}
_TEENS = {10 + ones: f"{stem}teen" for ones, stem in _STEMS.items()}
CARDINALS = {
    **{word: number for number, word in enumerate(_ONES, start=1)},
    **{word: number for number, word in (_TEENS | _TENS).items()},
    **{"dozen": 12, "hundred": 100, "thousand": 1000},
}
_IRREGULAR = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth", 20: "twentieth"}
ORDINALS = {
    _IRREGULAR.get(number, f"{word}th"): number
    for word, number in CARDINALS.items()
    if number <= 20 and word != "dozen"
} | {"twenty-first": 21}
DECADES = {f"{word[:-1]}ies": number // 10 for number, word in _TENS.items()}
_UNITS = ("day", "week", "month", "year", "decade", "fortnight")
CALENDAR_UNITS = {
    **{unit: unit for unit in (*_UNITS, "century")},
    **{f"{unit}s": unit for unit in (*_UNITS, "weekend")},
    "centuries": "century",
}
CLOCK_UNITS = {
    **{"hour": "H", "hours": "H", "minute": "M", "minutes": "M", "seconds": "S", "hrs": "H", "mins": "M"},
}
PLURALS = frozenset(word for word in CALENDAR_UNITS if word.endswith("s"))
SEASONS = {"summer": "SU", "winter": "WI", "autumn": "FA"}
SEASON_HOMOGRAPHS = {"spring": "SP", "fall": "FA"}
_PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
PARTS_OF_DAY = _PARTS | {f"{part}s": value for part, value in _PARTS.items()} | {"dawn": "TMO", "dusk": "TEV"}
MOMENTS = {"noon": "T12:00", "midday": "TMI", "midnight": "T24:00"}
HOLIDAYS = {"christmas": "12-25", "halloween": "10-31"}
DEICTIC_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
FREQUENCIES = {
    **{"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M", "annually": "P1Y", "yearly": "P1Y"},
    **{"annual": "P1Y", "hourly": "PT1H", "nightly": "P1D", "biweekly": "P2W", "biennial": "P2Y"},
    **{"semiannual": "P6M", "semiannually": "P6M", "fortnightly": "P2W", "biannual": "P6M"},
}
REFERENCES = {
    **dict.fromkeys(("now", "currently", "presently", "nowadays"), "PRESENT_REF"),
    **{"recently": "PAST_REF", "lately": "PAST_REF", "soon": "FUTURE_REF", "shortly": "FUTURE_REF"},
}
REFERENCE_ADJECTIVES = {"recent": "PAST_REF"}
_AMERICAN = tuple(f"{place}{season}t" for place in "ecmp" for season in ("s", "d", ""))
ZONES = {
    **dict.fromkeys(("utc", "gmt", "z"), "Z"),
    **dict.fromkeys(("bst", "cet", "cest", "eet", "msk", "ist", "jst", "aest", "hkt", "sgt", *_AMERICAN), ""),
}


def _alone(names: str) -> dict[str, tuple[str, ...]]:
    """Return a class for each of some words, named like it."""
    return {name: (name,) for name in names.split()}


# Classes that name a time by themselves, and those that only go with one.
_TIMES: dict[str, tuple[str, ...]] = {
    "month": tuple(name for name in MONTHS if name not in MONTH_HOMOGRAPHS),
    "monthish": MONTH_HOMOGRAPHS,
    "abbreviated": tuple(MONTH_ABBREVIATIONS),
    "weekday": tuple(WEEKDAYS),
    "weekdays": tuple(f"{name}s" for name in WEEKDAYS),
    "weekdayish": tuple(WEEKDAY_ABBREVIATIONS),
    "unit": tuple(CALENDAR_UNITS),
    "tick": tuple(CLOCK_UNITS),
    "nineties": tuple(DECADES),
    "season": tuple(SEASONS),
    "seasonish": tuple(SEASON_HOMOGRAPHS),
    "part": tuple(PARTS_OF_DAY),
    "moment": tuple(MOMENTS),
    "holiday": tuple(HOLIDAYS),
    "deictic": tuple(DEICTIC_DAYS),
    "frequency": tuple(FREQUENCIES),
    "reference": tuple(REFERENCES),
    "refadjective": tuple(REFERENCE_ADJECTIVES),
    "quarter": ("quarter", "quarters"),
    "quarterly": tuple(form for number in "1234" for form in (f"q{number}", f"{number}q")),
    "ampm": ("am", "pm", "a.m", "p.m"),
    "clockword": ("o'clock", "o’clock"),
    "present": ("present", "moment"),
    **_alone("half weekend tonight overnight past ago current future term"),
}
_LINKS: dict[str, tuple[str, ...]] = {
    "cardinal": tuple(CARDINALS),
    "ordinal": tuple(ORDINALS),
    "zone": tuple(ZONES),
    "vague": ("several", "few", "many", "some", "couple", "numerous", "various", "countless", "multiple"),
    "a": ("a", "an"),
    "coming": ("coming", "upcoming"),
    "these": ("these", "those"),
    "previous": ("previous", "preceding", "prior"),
    "following": ("following", "subsequent"),
    "early": ("early", "late", "mid"),
    "edge": ("end", "beginning", "start", "middle", "rest", "remainder", "close", "turn"),
    "zonename": ("local", "eastern", "central", "pacific", "mountain"),
    "entire": ("entire", "whole", "full"),
    "to": ("to", "until", "till", "through"),
    "since": ("since", "during", "throughout", "circa", "for", "within"),
    "around": ("over", "around", "about"),
    "and": ("and", "or"),
    "every": ("every", "each"),
    "approximately": ("nearly", "almost", "approximately", "roughly"),
    "more": ("more", "less", "longer", "fewer"),
    "least": ("least", "most"),
    "consecutive": ("consecutive", "straight", "successive", "trading", "business", "working", "calendar"),
    "times": ("once", "twice", "times"),
    "near": ("near", "foreseeable", "distant", "immediate", "not-too-distant"),
    **_alone("eve new the last latest next this that same earlier later before after final latter period time short"),
    **_alone("of on at in by from between than fiscal old long very"),
}
_MARKS = {
    **dict.fromkeys(",", "comma"),
    **dict.fromkeys("-–—‐‑−", "hyphen"),
    **dict.fromkeys("'’", "apostrophe"),
    ".": "dot",
    "/": "slash",
    "(": "open",
    **dict.fromkeys("$£€#", "money"),
    "\n": "newline",
}
# Numbers that name a time by themselves, those that only go with one, and all other tokens.
_DATED = ("year", "clock", "military", "numericdate", "iso", "decade", "shortdecade")
_NUMERIC = ("day", "number", "decimal", "nth")
_OTHER = ("lower", "name", "mark", "counted")

NAMES = tuple(dict.fromkeys((*_TIMES, *_LINKS, *_MARKS.values(), *_DATED, *_NUMERIC, *_OTHER)))
"""Every class of token, in the order of their codes."""
CODES = {name: chr(0x100 + place) for place, name in enumerate(NAMES)}
"""The one character that stands for a class in `Tokens.classes`."""
TIMELY = (*_TIMES, *_DATED, "apostrophe")
"""The classes of which a time expression holds one at least."""
INSIDE = (*TIMELY, *_LINKS, *_NUMERIC, "hyphen", "slash")
"""The classes that may stand anywhere in one."""
COUNTED = (
    *("people", "men", "women", "children", "miles", "kilometers", "kilometres", "km", "metres", "meters", "feet"),
    *("dollars", "euros", "pounds", "yen", "cents", "percent", "points", "tons", "tonnes", "%"),
)
CODE_OF = {
    **{word: CODES[name] for name, words in (_TIMES | _LINKS).items() for word in words},
    **{mark: CODES[name] for mark, name in _MARKS.items()},
    **dict.fromkeys(COUNTED, CODES["counted"]),
}
"""The class code of every known word, lower case."""
CASED = frozenset(
    (
        *MONTH_HOMOGRAPHS,
        *MONTH_ABBREVIATIONS,
        *WEEKDAY_ABBREVIATIONS,
        "august",
        *(zone for zone in ZONES if zone != "z"),
    )
)
"""Words that belong to their class only with a capital letter."""
VALUES: dict[str, int | str] = {
    **MONTHS,
    **MONTH_ABBREVIATIONS,
    **WEEKDAYS,
    **WEEKDAY_ABBREVIATIONS,
    **{f"{name}s": number for name, number in WEEKDAYS.items()},
    **CARDINALS,
    **ORDINALS,
    **CALENDAR_UNITS,
    **CLOCK_UNITS,
    **DECADES,
    **SEASONS,
    **SEASON_HOMOGRAPHS,
    **PARTS_OF_DAY,
    **MOMENTS,
    **HOLIDAYS,
    **DEICTIC_DAYS,
    **FREQUENCIES,
    **REFERENCES,
    **REFERENCE_ADJECTIVES,
    **ZONES,
}
