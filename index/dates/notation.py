"""Pieces of the rules' notation that several rules share."""

from __future__ import annotations

MONTH = "(month|monthish|abbreviated dot?)"
WEEKDAY = "(weekday|weekdayish dot?)"
DAY_NUMBER = "(day|nth)"
YEAR = "(year (?! hyphen? counted))"
MONTH_DAY = f"({MONTH} the? {DAY_NUMBER} (?! counted)|the? {DAY_NUMBER} of? {MONTH}|the? ordinal of {MONTH})"
CALENDAR_DAY = (
    f"({WEEKDAY} comma? the? )?{MONTH_DAY}(comma? {YEAR}| of (that|the? same) unit| of? (last|this|next) unit)?"
)
WEEKDAY_DAY = (
    f"((last|next|this (past|coming)?|past|coming|the (following|previous)) )?{WEEKDAY}(of? (last|this|next) unit)?"
)
DEICTIC_DAY = "(earlier|later)? deictic"
DAY = f"({CALENDAR_DAY}|iso|numericdate|{WEEKDAY_DAY}|{DEICTIC_DAY})"
_HOUR = "(clock|decimal|day) ampm|clock|(day|cardinal) clockword|(year|military) (?= zone)|moment"
CLOCK = f"({_HOUR})(open? zone|zonename timeword)?"
FRACTION = "((day hyphen?)? day slash day)"
NUMBER = f"({FRACTION}|cardinal (hyphen cardinal)?|day|number|decimal)"
AND_A_HALF = "(hyphen? and hyphen? a hyphen? half)"
VAGUE_NUMBER = "((a|the)? vague (of|more)?)"
ABOUT = "((approximately|around|more than|at least))"
COUNT = f"({NUMBER} {AND_A_HALF}?|{VAGUE_NUMBER}|a)"
