"""The words of time: each has one class, which the grammar is written in, and a value."""

from __future__ import annotations

MONTHS = {
    **{"january": 1, "february": 2, "april": 4, "june": 6, "july": 7, "august": 8},
    **{"september": 9, "october": 10, "november": 11, "december": 12},
}
MONTH_HOMOGRAPHS = {"march": 3, "may": 5}
MONTH_ABBREVIATIONS = {
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}
WEEKDAYS = {"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}
WEEKDAY_ABBREVIATIONS = {
    **{"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7},
}
CARDINALS = {
    word: number
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        ),
        start=1,
    )
} | {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    **{"dozen": 12, "hundred": 100, "thousand": 1000},
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        (
            *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
            *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
            *("eighteenth", "nineteenth", "twentieth"),
        ),
        start=1,
    )
} | {"twenty-first": 21}
CALENDAR_UNITS = {
    **{"day": "day", "week": "week", "month": "month", "year": "year", "decade": "decade", "century": "century"},
    **{"days": "day", "weeks": "week", "months": "month", "years": "year", "decades": "decade"},
    **{"centuries": "century", "fortnight": "fortnight", "fortnights": "fortnight", "weekends": "weekend"},
}
CLOCK_UNITS = {
    **{"hour": "H", "hours": "H", "minute": "M", "minutes": "M", "seconds": "S", "hrs": "H", "mins": "M"},
}
PLURALS = frozenset(word for word in CALENDAR_UNITS if word.endswith("s") or word == "centuries")
DECADES = {
    **{"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7},
    **{"eighties": 8, "nineties": 9},
}
SEASONS = {"summer": "SU", "winter": "WI", "autumn": "FA"}
SEASON_HOMOGRAPHS = {"spring": "SP", "fall": "FA"}
PARTS_OF_DAY = {
    **{"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "mornings": "TMO"},
    **{"afternoons": "TAF", "evenings": "TEV", "nights": "TNI", "dawn": "TMO", "dusk": "TEV"},
}
MOMENTS = {"noon": "T12:00", "midday": "TMI", "midnight": "T24:00"}
HOLIDAYS = {"christmas": "12-25", "halloween": "10-31"}
DEICTIC_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
FREQUENCIES = {
    **{"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M", "annually": "P1Y", "yearly": "P1Y"},
    **{"annual": "P1Y", "hourly": "PT1H", "nightly": "P1D", "biweekly": "P2W", "biennial": "P2Y"},
    **{"semiannual": "P6M", "semiannually": "P6M", "fortnightly": "P2W", "biannual": "P6M"},
}
REFERENCES = {
    **{"now": "PRESENT_REF", "currently": "PRESENT_REF", "presently": "PRESENT_REF", "nowadays": "PRESENT_REF"},
    **{"recently": "PAST_REF", "lately": "PAST_REF", "soon": "FUTURE_REF", "shortly": "FUTURE_REF"},
}
REFERENCE_ADJECTIVES = {"recent": "PAST_REF"}
ZONES = {
    **{"utc": "Z", "gmt": "Z", "z": "Z"},
    **dict.fromkeys(
        ("est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "bst", "cet", "cest", "eet", "et", "pt"), ""
    ),
    **dict.fromkeys(("msk", "ist", "jst", "aest", "hkt", "sgt"), ""),
}
VAGUE = ("several", "few", "many", "some", "couple", "numerous", "various", "countless", "multiple")

_CLASS_WORDS: dict[str, tuple[str, ...]] = {
    "month": tuple(MONTHS),
    "monthish": tuple(MONTH_HOMOGRAPHS),
    "abbreviated": tuple(MONTH_ABBREVIATIONS),
    "weekday": tuple(WEEKDAYS),
    "weekdays": tuple(f"{name}s" for name in WEEKDAYS),
    "weekdayish": tuple(WEEKDAY_ABBREVIATIONS),
    "cardinal": tuple(CARDINALS),
    "ordinal": tuple(ORDINALS),
    "unit": tuple(CALENDAR_UNITS),
    "tick": tuple(CLOCK_UNITS),
    "nineties": tuple(DECADES),
    "season": tuple(SEASONS),
    "seasonish": tuple(SEASON_HOMOGRAPHS),
    "part": tuple(PARTS_OF_DAY),
    "moment": tuple(MOMENTS),
    "holiday": tuple(HOLIDAYS),
    "eve": ("eve",),
    "new": ("new",),
    "deictic": tuple(DEICTIC_DAYS),
    "frequency": tuple(FREQUENCIES),
    "reference": tuple(REFERENCES),
    "refadjective": tuple(REFERENCE_ADJECTIVES),
    "zone": tuple(ZONES),
    "vague": VAGUE,
    "quarter": ("quarter", "quarters"),
    "quarterly": tuple(form for number in "1234" for form in (f"q{number}", f"{number}q")),
    "half": ("half",),
    "weekend": ("weekend",),
    "tonight": ("tonight",),
    "overnight": ("overnight",),
    "the": ("the",),
    "a": ("a", "an"),
    "last": ("last",),
    "past": ("past",),
    "latest": ("latest",),
    "next": ("next",),
    "coming": ("coming", "upcoming"),
    "this": ("this",),
    "that": ("that",),
    "these": ("these", "those"),
    "same": ("same",),
    "previous": ("previous", "preceding", "prior"),
    "following": ("following", "subsequent"),
    "ago": ("ago",),
    "earlier": ("earlier",),
    "later": ("later",),
    "before": ("before",),
    "after": ("after",),
    "early": ("early", "late", "mid"),
    "edge": ("end", "beginning", "start", "middle", "rest", "remainder", "close", "turn"),
    "final": ("final",),
    "latter": ("latter",),
    "current": ("current",),
    "period": ("period",),
    "zonename": ("local", "eastern", "central", "pacific", "mountain"),
    "timeword": ("time",),
    "short": ("short",),
    "entire": ("entire", "whole", "full"),
    "of": ("of",),
    "on": ("on",),
    "at": ("at",),
    "in": ("in",),
    "by": ("by",),
    "from": ("from",),
    "to": ("to", "until", "till", "through"),
    "since": ("since", "during", "throughout", "circa", "for", "within"),
    "around": ("over", "around", "about"),
    "between": ("between",),
    "and": ("and", "or"),
    "every": ("every", "each"),
    "approximately": ("nearly", "almost", "approximately", "roughly"),
    "more": ("more", "less", "longer", "fewer"),
    "than": ("than",),
    "least": ("least", "most"),
    "fiscal": ("fiscal",),
    "consecutive": ("consecutive", "straight", "successive", "trading", "business", "working", "calendar"),
    "old": ("old",),
    "long": ("long",),
    "ampm": ("am", "pm", "a.m", "p.m"),
    "clockword": ("o'clock", "o’clock"),
    "times": ("once", "twice", "times"),
    "present": ("present", "moment"),
    "future": ("future",),
    "near": ("near", "foreseeable", "distant", "immediate", "not-too-distant"),
    "term": ("term",),
    "very": ("very",),
}
_MARKS = {
    **dict.fromkeys(",", "comma"),
    **dict.fromkeys("-–—‐‑−", "hyphen"),
    **dict.fromkeys("'’", "apostrophe"),
    ".": "dot",
    "/": "slash",
    "(": "open",
    "$": "money",
    "£": "money",
    "€": "money",
    "#": "money",
    "\n": "newline",
}
_NUMERIC = (
    "day",
    "number",
    "decimal",
    "year",
    "nth",
    "clock",
    "military",
    "numericdate",
    "iso",
    "decade",
    "shortdecade",
)
_OTHER = ("lower", "name", "mark", "counted")

NAMES = tuple(dict.fromkeys((*_CLASS_WORDS, *_MARKS.values(), *_NUMERIC, *_OTHER)))
"""Every class of token, in the order of their codes."""
CODES = {name: chr(0x100 + place) for place, name in enumerate(NAMES)}
"""The one character that stands for a class in `Tokens.classes`."""
COUNTED = (
    *("people", "troops", "soldiers", "men", "women", "children", "civilians", "prisoners", "refugees", "miles"),
    *("kilometers", "kilometres", "km", "metres", "meters", "feet", "dollars", "euros", "pounds", "percent", "points"),
    *("tons", "tonnes", "units", "jobs", "deaths", "votes", "seats", "barrels", "shares", "homes", "houses", "cases"),
    *("workers", "employees", "students", "members", "copies", "calories", "megawatts", "bushels", "yen", "%", "cents"),
)
CODE_OF = {
    **{word: CODES[name] for name, words in _CLASS_WORDS.items() for word in words},
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
    **MONTH_HOMOGRAPHS,
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
