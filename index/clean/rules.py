"""Lines that are furniture by their own words, wherever they stand, and credits that follow a sentence."""

from __future__ import annotations

import re

_READ = 600  # Characters of a line that are looked at; every repeat in a pattern is bounded.
_NETWORKS = (
    r"(?:facebook|twitter|whatsapp|messenger|instagram|linkedin|pinterest|reddit|telegram|flipboard|tumblr|tiktok"
    r"|youtube|e-?mail|print|sms|x|threads|bluesky|rss|copy(?: the)? link|google(?: news|\+)?|snapchat|pocket)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = (
    rf"(?:\d{{1,2}} {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d"
    r"|\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2})"
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: ?[a-z]{2,4})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ?)"
_STAMP = rf"{_WEEKDAY}?{_DAY}(?:(?:,| at| @| -| \||,? [·•])? ?{_CLOCK})?"
_PHOTO = r"(?:image|picture|photo|pic|credit|photograph)s?(?: (?:credit|source|courtesy))?"
_AGENCY = r"(?:AP|AFP|Reuters|REUTERS|EPA|PA|dpa|DPA|ANI|PTI|TASS|Xinhua)"
_LETTERS = r"(?:newsletters?|inbox|e-?mails?|alerts?|updates|edition|briefings?)"

# Tried in this order at the start of a line.
_AT_START: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "timestamp",
        (
            rf"(?:(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?:? ?)?{_STAMP}\W*$",
            r"\d{1,2} (?:minutes?|mins?|hours?|days?|weeks?|months?) ago$",
            r"\d{1,3}[ -]min(?:ute)?s? read\b.{0,20}$",
        ),
    ),
    ("player", (r"\d{1,2}:\d\d(?::\d\d)?(?: ?/ ?\d{1,2}:\d\d(?::\d\d)?)?$", r"media playback is (?:un|not )supported")),
    (
        "sign-up box",
        (
            rf"(?:please )?(?:sign up|subscribe|register)\b.{{0,120}}\b{_LETTERS}\b",
            r"(?:sign up|subscribe) (?:for|to) (?:our|the)\b.{0,80}$",
            r"(?:get|receive) .{0,120}\b(?:in|to) your (?:inbox|e-?mail)\b",
            r"get .{0,40}\b(?:free newsletter|news app)\b",
            r"(?:invalid e-?mail|(?:please )?enter (?:your|a valid) e-?mail|your e-?mail address\b.{0,30}$)",
            r"(?:email address\W*$|thank you for (?:signing up|subscribing)\b)",
            r"never miss .{0,80}\b(?:newsletter|signing up|sign up)\b",
        ),
    ),
    ("teaser", (r"(?P<title>.{10,200}?) READ MORE: (?P=title)$",)),
    (
        "caption",
        (
            r"(?:file|stock|handout) (?:photo|image|picture|pic)\b",
            rf"{_PHOTO} ?(?::|by\b|©)(?!.{{0,200}}[a-z]{{3}}[.!?]$).{{1,120}}$",
            r"(?:image|media|video) ?(?:caption|copyright|source)",
            r"© (?:provided by|getty|reuters|ap\b|afp|sputnik)",
        ),
    ),
    ("copyright", (r"(?:©|\(c\) ?(?:19|20)\d\d|copyright(?:ed)? (?:©|\(c\)|(?:19|20)\d\d))",)),
    (
        "cookie notice",
        (
            r"(?:this|our) (?:web)?site uses cookies\b",
            r"we (?:and our (?:\d{1,4} )?partners )?(?:use|store) cookies\b",
            r"(?:accept|allow|reject|decline|manage)(?: all)?(?: cookies)?$",
            r"cookies help us\b",
            r"cookie (?:policy|settings|preferences|notice|consent)$",
        ),
    ),
    (
        "comments",
        (
            r"(?:\d{1,5} )?(?:comments?|replies|responses)(?: \(\d{1,5}\))?$",
            r"(?:leave|post|add|write) an? (?:comment|reply)\b",
            r"(?:show|view|read|see|hide|load)(?: all| the| more)?(?: \d{1,5})? (?:comments|discussion)\b",
            r"(?:join|start) the (?:conversation|discussion)\b",
            r"(?:be the first to comment|have your say\W*$|cancel reply$|no comments\b.{0,10}$)",
        ),
    ),
    (
        "share bar",
        (
            r"(?:share|tweet|pin|follow|email|print|copy)"
            rf"(?: (?:this|us|on|via|with|by|in|to|the|article|story|page|post|{_NETWORKS})){{0,6}}\W*$",
            rf"(?:{_NETWORKS}\W{{0,3}}){{1,12}}$",
            rf"(?:follow|find|like) us on {_NETWORKS}\b",
            r"follow [\w’'. ]{2,50} on (?:facebook|twitter|instagram)\b.{0,40}$",
        ),
    ),
    ("tags", (r"(?:tags?|tagged|filed under|topics|categories|related topics)(?: ?:|$)",)),
    (
        "advertising",
        (
            r"(?:advertisements?|ad(?: feedback)?|sponsored(?: content| links)?|promoted|adchoices|remove ads)\W*$",
            r"(?:story|article|ad) continues (?:below|after)\b",
        ),
    ),
    (
        "navigation",
        (
            r"skip to (?:(?:main |the )?content|navigation|footer|search)",
            r"(?:jump|back) to (?:top|navigation|search|content)\W*$",
            r"(?:show|load|view|see|read|find out|learn) (?:more|all|less)$",
            r"(?:previous|next)(?: (?:article|story|post|page))?$",
        ),
    ),
)
_CASED = re.compile(
    r"(?P<teaser>(?:READ MORE|MORE|RELATED|SEE ALSO|DON['’]?T MISS|JUST IN|ALSO READ|READ ALSO|READ NEXT|WATCH"
    r"|WATCH LIVE|VIDEO|LISTEN)(?:$| ?[:|–—-] ?\S)|(?:READ MORE|SEE ALSO|ALSO READ|READ ALSO)\b"
    r"|(?:Read (?:more|More|also|Also|next|Next)|Also [Rr]ead|See [Aa]lso|Related(?: [A-Za-z]{4,12})?|Recommended)"
    r"(?:$| ?:)|Read more (?:about|on|from) [\w ’']{1,40}:)"
    r"|(?P<breadcrumb>Home(?:[A-Z][\w ]{0,30} & [A-Z]|[A-Z][a-z]{2,20}$|\s?[>›»/|])[^.!?]{0,60}$)"
)

# Looked for anywhere, in lines that hold one of the words.
_TRIGGERS = frozenset(
    (
        *(
            "reserved",
            "sign-up",
            "signup",
            "sign",
            "signing",
            "log",
            "register",
            "registering",
            "subscribe",
            "subscribing",
        ),
        *(
            "newsletter",
            "newsletters",
            "inbox",
            "email",
            "e-mail",
            "unsubscribe",
            "opt",
            "member",
            "subscriber",
            "unlimited",
        ),
        *("agree", "consent", "accept", "acknowledge", "browser", "javascript", "adblock", "blocker", "ad-block"),
        *("iframe", "iframes", "validation", "html5", "comments", "comment", "compensation", "commission", "affiliate"),
        "references",
    )
)
_ANYWHERE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("copyright", (r"\ball rights reserved\b",)),
    (
        "sign-up box",
        (
            r"\bwe use your (?:sign-?up|e-?mail)\b",
            r"\b(?:you (?:can|may)|to) (?:unsubscribe|opt out) (?:at any ?time|whenever|here)\b",
            r"\b(?:sign(?:ing)? up|subscrib(?:e|ing)) (?:for|to) our (?:[\w’']{1,20} ){0,4}newsletters?\b",
            r"\b(?:straight|direct(?:ly)?|right|delivered) to your (?:inbox|e-?mail)\b",
            r"\bby (?:entering|submitting|signing up|registering|subscribing|providing)\b.{0,80}"
            r"\byou (?:agree|consent|accept|acknowledge)\b",
        ),
    ),
    (
        "subscription",
        (
            r"\balready a (?:subscriber|member)\b",
            r"\bto (?:view|read|continue|keep|access) .{0,30}(?:article|story|reading),? (?:please )?"
            r"(?:subscribe|register|log ?in|sign ?in)\b",
            r"\bsubscribe (?:now|today) (?:to|for|and)\b",
            r"\byou(?:[’']ll| will)? get unlimited (?:digital )?access\b",
        ),
    ),
    (
        "browser notice",
        (
            r"\byou(?:r| are using an?) (?:older |outdated |unsupported )?browser"
            r" (?:version|does not|is (?:not|out))\b",
            r"\b(?:enable|disabled?|turn on) javascript\b",
            r"\bjavascript (?:is (?:disabled|required)|to view)\b",
            r"\b(?:using|whitelist|disable your|turn off your) an? ?ad-? ?block",
            r"\biframe contains the logic\b|\bfield is for validation purposes\b",
            r"\bdoes not support (?:html5|iframes|the video)\b",
        ),
    ),
    (
        "comments",
        (
            r"\bcomments? (?:are|is|section is) (?:moderated|closed|subject to|welcome)\b",
            r"\bwe (?:welcome|encourage) (?:reader|your) (?:comments|feedback)\b",
            r"\b(?:ask|understand) that comments are\b",
        ),
    ),
    (
        "advertising",
        (
            r"\bwe (?:may|might) (?:receive|earn|get) (?:an? )?(?:small )?(?:affiliate )?(?:compensation|commission)\b",
            r"\b(?:post|article|page|site) contains (?:affiliate links|references to products)\b",
        ),
    ),
)
_CAPTION_END = re.compile(
    rf"\((?i:{_PHOTO}) ?: ?[^()]{{1,80}}\)?\W?$|\(AP Photo ?/[^()]{{1,80}}\)$"
    rf"|[.!?”\"] (?i:{_PHOTO}) ?(?::|by\b) ?[^:.]{{1,80}}$"
    rf"|[|/] ?(?:Getty(?: Images)?(?: [A-Z][a-z ]{{2,20}})?|{_AGENCY})$"
)
_CREDITED_PICTURE = re.compile(r".{20,600}\((?:Image|Picture|Photo|Pic)s?: [^()]{1,80}\)$")
_DESCRIPTION_LENGTH = 100  # Characters, at most, of the words that stand for a picture above its caption.
_TEASER_END = re.compile(r"\[[A-Z]{4,12}\]$")
_ATTACHED = re.compile(
    rf"(?P<end>[.!?…][\"'”’»)]{{0,2}})(?: ?(?:\((?i:{_PHOTO}) ?: ?[^():]{{1,80}}\)|\({_AGENCY}\)|\[[A-Z]{{4,12}}\]"
    r"|READ MORE(?:: .{1,200})?|Read more)){1,4}$"
)


def _one_pattern(rules: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """All patterns as one, which tells by the name of its group which reason it found."""
    names = {f"reason{number}": reason for number, (reason, _) in enumerate(rules)}
    groups = (f"(?P<{name}>{'|'.join(patterns)})" for name, (_, patterns) in zip(names, rules, strict=True))
    return re.compile("|".join(groups), re.IGNORECASE), names


_START, _START_REASONS = _one_pattern(_AT_START)
_WITHIN, _WITHIN_REASONS = _one_pattern(_ANYWHERE)


def rule_reason(line: str) -> str | None:
    """Why a line is furniture by its own words; None where only its place could tell."""
    head = line[:_READ]
    if head.count("icon") >= 8:
        return "icon names"
    if found := _CASED.match(head):
        return found.lastgroup
    if found := _START.match(head):
        return _reason(found, _START_REASONS)
    if not _TRIGGERS.isdisjoint(head.lower().translate(_NO_MARKS).split()) and (found := _WITHIN.search(head)):
        return _reason(found, _WITHIN_REASONS)
    tail = line[-120:]
    if _TEASER_END.search(tail):
        return "teaser"
    return "caption" if _CAPTION_END.search(tail) else None


_NO_MARKS = str.maketrans(dict.fromkeys(".,;:!?()\"“”’'", " "))


def _reason(found: re.Match[str], reasons: dict[str, str]) -> str:
    return next(reason for name, reason in reasons.items() if found[name] is not None)


def describes_picture(line: str, following: str) -> bool:
    """Whether a line stands for a picture whose credited caption follows it."""
    return (
        len(line) <= _DESCRIPTION_LENGTH
        and not line.endswith((*".!?:;,…", *"\"”’'"))
        and _CREDITED_PICTURE.match(following) is not None
    )


def without_attached(line: str) -> str:
    """The line without the credits and labels that follow its last sentence."""
    end = len(line)
    while found := _ATTACHED.search(line, max(0, end - 260), end):
        if found.end("end") < 40:
            break
        end = found.end("end")
    return line[:end]
