"""Words whose opposite in the evidence refutes a claim, and words that say how far a statement holds."""

from __future__ import annotations

from collections.abc import Mapping

from index.language.words import content_stem


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stem(word) or word for word in text.split())


# Each row is a scale. What stands on two sides of it excludes the other; on one side words say nearly the same.
_SCALES: tuple[tuple[str, ...], ...] = (
    (
        "begin began begun beginning start launch open resume restart commence",
        "end finish stop halt close cease conclude suspend",
    ),
    ("begin began begun start", "complete finish"),
    ("complete resume hold held", "cancel cancelled canceled postpone suspend abandon scrap"),
    (
        "rise rose risen raise increase climb gain grow grew grown surge jump soar double strengthen improve",
        "fall fell fallen drop decrease decline lose lost shrink shrank plunge sink sank cut reduce halve weaken"
        " worsen",
    ),
    ("higher", "lower"),
    ("more greater", "less fewer"),
    ("above", "below"),
    ("before", "after"),
    ("with", "without"),
    ("early earlier", "late later"),
    ("twice", "half"),
    (
        "approve approval accept back backed favour favor welcome praise support endorse agree adopt confirm admit"
        " admitted allow permit acknowledge like",
        "reject oppose condemn criticise criticize deny denied denies refuse dislike disagree dismiss ban forbid"
        " forbade prohibit block veto protest disapprove",
    ),
    ("arrest detain jail imprison capture", "release free freed"),
    ("convict", "acquit"),
    ("guilty", "innocent"),
    ("buy bought purchase acquire", "sell sold"),
    ("enter arrive arrival reach seize", "leave left depart departure withdraw withdrew withdrawn retreat quit"),
    ("win won victory beat defeat succeed success successful successfully", "lose lost loss fail failure"),
    ("first", "last final"),
    ("lift lifted", "impose imposed"),
    ("hire hired appoint", "fire fired sack dismiss"),
    ("alive survive survived", "dead die died kill killed"),
)
_QUANTIFIERS: tuple[str, ...] = (
    "all every everyone everybody each whole entire",
    "most majority",
    "half",
    "some several",
    "few",
    "many numerous",
    "no none nobody nothing neither",
    "dozens",
    "hundreds",
    "thousands",
    "millions",
)
NEGATORS = _words("not no never none nobody nothing neither nor without cannot hardly")
# These negate what stands before them as well: "called no witnesses".
NEGATORS_BACKWARD = _words("no none nobody nothing neither")
POSSIBLE = _words(
    "may might could can would should possibly perhaps maybe suspect suspected alleged allegedly accused expect expects"
    " expected plan plans planned hope hopes consider considering if"
)
FUTURE = _words("will would shall going")
CLAUSE_BREAKS = _words("but although though because which who while when whereas")
REPORTING = _stems(
    "said says say saying tell told announce call blame warn report add claim argue insist explain estimate expect"
    " criticise criticize predict deny confirm admit state wrote write tweet believe think thank condemn praise"
    " welcome accuse promise thought"
)
# Words that a claim may do without, and the evidence too.
LIGHT = _stems(
    "year old age aged person make made take took get got come came still also new show remain accord tell told"
    " call warn report announce add be become go went use last way time thing"
)
COMPARISONS = _words("more less fewer few")
PREPOSITIONS = _words(
    "from to in at by against than before after since until into near on with for of via toward towards"
)
PRONOUNS = _words("he she they it i we who him her them his its their that this")
AUXILIARIES = _words(
    "is was were are has have had will would could can should did does do may might must be been being said says"
)
FUNCTION_WORDS = (
    AUXILIARIES
    | PREPOSITIONS
    | _words(
        "a an the of and or as that this which who whom whose when where because if than then so it its his her their"
        " he she they him them i we you our your my but"
    )
)
DENIALS = _words(
    "deny denies denied denying fail fails failed refuse refuses refused reject rejects rejected false falsely"
    " doubt doubts doubted"
)
# Behind these what follows is no fact, be it a noun, a verb or a clause; behind the rest of them only a clause is none.
DENYING = _words("deny denies denied denying")
UNDOING = NEGATORS | POSSIBLE | FUTURE | DENIALS | _words("almost nearly n't")
JOINING = _words("and but then who which that")
APPROXIMATE = _words("about around some nearly almost roughly approximately over more than least up under less fewer")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
# "One" stands for "a" more often than for the number.
NUMBER_WORDS: Mapping[str, float] = {
    **{"zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{word: float(value) for value, word in enumerate(_TEENS, start=10)},
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    **{"dozen": 12, "third": 3, "second": 2, "fourth": 4, "fifth": 5, "sixth": 6, "twentieth": 20},
}
MAGNITUDES: Mapping[str, float] = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"m": 1e6, "bn": 1e9, "k": 1e3},
}
DAYS: Mapping[str, str] = {
    **{day[:3]: day for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")},
    **{"tues": "tuesday", "thurs": "thursday"},
}
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
# A country, and what is of it.
_COUNTRIES = """
    ukraine ukrainian; russia russian; belarus belarusian; poland polish pole; germany german; france french;
    italy italian; spain spanish spaniard; portugal portuguese; greece greek; turkey turkish turk; sweden
    swedish swede; norway norwegian; denmark danish dane; finland finnish finn; ireland irish; scotland
    scottish scot; wales welsh; austria austrian; switzerland swiss; netherlands dutch; belgium belgian;
    hungary hungarian; romania romanian; bulgaria bulgarian; serbia serbian serb; croatia croatian croat;
    china chinese; japan japanese; korea korean; india indian; pakistan pakistani; afghanistan afghan; iran
    iranian; iraq iraqi; syria syrian; israel israeli; egypt egyptian; lebanon lebanese; yemen yemeni; nigeria
    nigerian; kenya kenyan; ethiopia ethiopian; somalia somali; sudan sudanese; canada canadian; mexico
    mexican; brazil brazilian; argentina argentine argentinian; chile chilean; colombia colombian; venezuela
    venezuelan; cuba cuban; australia australian; indonesia indonesian; vietnam vietnamese; thailand thai;
    myanmar burmese; philippines filipino philippine; europe european; africa african; asia asian
"""
_SAME = """
    soldier troop; capture seize; begin start commence; buy purchase; injure wound; film movie; doctor physician;
    lawyer attorney; child kid children; build construct; assist aid
"""


def _first_for_all(classes: str) -> dict[str, str]:
    """For each word and its stem the stem of the first of its class."""
    found = {}
    for listed in classes.split(";"):
        words = listed.split()
        key = content_stem(words[0]) or words[0]
        found.update({form: key for word in words for form in (word, content_stem(word) or word)})
    return found


COUNTRIES = frozenset(_first_for_all(_COUNTRIES).values())
SYNONYMS: Mapping[str, str] = {
    **_first_for_all(_COUNTRIES),
    **_first_for_all(_SAME),
    **{"percent": "%", "us": "usa", "america": "usa", "american": "usa", "uk": "britain", "british": "britain"},
    **{"u.s": "usa", "cent": "%", "$": "dollar", "€": "euro", "£": "pound"},
    **{"people": "person", "men": "man", "women": "woman"},
}


# Forms that no stemmer brings together, each behind its verb.
_IRREGULAR = """
    leave left; win won; begin began begun; rise rose risen; fall fell fallen; buy bought; sell sold; find
    found; hold held; lose lost; meet met; pay paid; send sent; give gave given; take took taken; make made;
    come came; go went gone; grow grew grown; know knew known; break broke broken; speak spoke spoken; write
    wrote written; drive drove driven; fly flew flown; steal stole stolen; shoot shot; strike struck; withdraw
    withdrew withdrawn; seek sought; bring brought; build built; catch caught; fight fought; keep kept; lead
    led; sink sank sunk; shake shook shaken; show shown; sleep slept; spend spent; swim swam; teach taught; tell
    told; think thought; wear wore; choose chose chosen; become became; die dying; arise arose; feel felt; hide
    hid hidden; run ran; sit sat; stand stood; throw threw thrown; freeze froze frozen; eat ate eaten; see saw
    seen; hear heard; mean meant; sing sang sung; bear bore born; drink drank
"""
IRREGULAR: Mapping[str, str] = {
    form: content_stem(forms.split()[0]) or forms.split()[0]
    for forms in _IRREGULAR.split(";")
    for form in forms.split()[1:]
}


def _by_word() -> dict[str, tuple[tuple[int, int], ...]]:
    scales: dict[str, list[tuple[int, int]]] = {}
    for scale, sides in enumerate((*_SCALES, _QUANTIFIERS)):
        for side, words in enumerate(sides):
            for word in words.split():
                for form in {word, content_stem(word) or word}:
                    places = scales.setdefault(form, [])
                    if (scale, side) not in places:
                        places.append((scale, side))
    return {word: tuple(places) for word, places in scales.items()}


SCALES: Mapping[str, tuple[tuple[int, int], ...]] = _by_word()
QUANTIFIERS = len(_SCALES)
