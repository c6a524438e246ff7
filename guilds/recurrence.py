"""Events that recur: which rules there may be, and when the next occurrence is. Pure.

https://discord.com/developers/docs/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from config.kernel.errors import FormError, field_error, not_a_choice

PATH: Final = "recurrence_rule"
FREQUENCIES: Final = {0: YEARLY, 1: MONTHLY, 2: WEEKLY, 3: DAILY}
WEEKDAYS: Final = range(7)
# Which days of the week a daily event may keep to.
SETS_OF_DAYS: Final = (
    {0, 1, 2, 3, 4},
    {1, 2, 3, 4, 5},
    {6, 0, 1, 2, 3},
    {4, 5},
    {5, 6},
    {6, 0},
)
NOT_SETTABLE: Final = ("end", "count", "by_year_day")
DAYS_OF_MONTH: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


def checked_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule as it is kept and shown, or raise what is wrong with it.

    ``rule`` has the fields of the API with ``start`` as a ``datetime``.
    """
    for name in NOT_SETTABLE:
        if rule.get(name) is not None:
            raise wrong(name, "RECURRENCE_RULE_NOT_SETTABLE", "This cannot be set.")
    frequency = rule["frequency"]
    if frequency not in FREQUENCIES:
        raise not_a_choice(f"{PATH}.frequency", sorted(FREQUENCIES))
    interval = 1 if rule.get("interval") is None else rule["interval"]
    if interval != 1 and not (frequency == 2 and interval == 2):
        raise wrong("interval", "RECURRENCE_RULE_INTERVAL", "Only weekly events may skip a week.")
    days, nth_days = rule.get("by_weekday"), rule.get("by_n_weekday")
    months, month_days = rule.get("by_month"), rule.get("by_month_day")
    if sum(bool(part) for part in (days, nth_days, months or month_days)) > 1:
        message = "by_weekday, by_n_weekday and by_month with by_month_day exclude each other."
        raise wrong("", "RECURRENCE_RULE_EXCLUSIVE", message)
    check_weekdays(frequency, days)
    check_nth_weekdays(frequency, nth_days)
    check_date(frequency, months, month_days)
    return {
        "start": rule["start"].isoformat(),
        "end": None,
        "frequency": frequency,
        "interval": interval,
        "by_weekday": sorted(set(days)) if days else None,
        "by_n_weekday": [{"n": day["n"], "day": day["day"]} for day in nth_days or ()] or None,
        "by_month": months or None,
        "by_month_day": month_days or None,
        "by_year_day": None,
        "count": None,
    }


def check_weekdays(frequency: int, days: list[int] | None) -> None:
    if not days:
        return
    if any(day not in WEEKDAYS for day in days):
        raise not_a_choice(f"{PATH}.by_weekday", WEEKDAYS)
    if frequency == 3:
        if set(days) not in SETS_OF_DAYS:
            raise wrong("by_weekday", "RECURRENCE_RULE_WEEKDAYS", "Not a known set of weekdays.")
    elif frequency != 2:
        raise wrong("by_weekday", "RECURRENCE_RULE_WEEKDAYS", "Only for daily and weekly events.")
    elif len(days) != 1:
        raise wrong("by_weekday", "RECURRENCE_RULE_WEEKDAYS", "A weekly event has one weekday.")


def check_nth_weekdays(frequency: int, days: list[Mapping[str, int]] | None) -> None:
    if not days:
        return
    if frequency != 1 or len(days) != 1:
        message = "Only for monthly events, and one of them."
        raise wrong("by_n_weekday", "RECURRENCE_RULE_N_WEEKDAYS", message)
    if not 1 <= days[0]["n"] <= 5 or days[0]["day"] not in WEEKDAYS:
        message = "n is 1 to 5, day 0 to 6."
        raise wrong("by_n_weekday.0", "RECURRENCE_RULE_N_WEEKDAYS", message)


def check_date(frequency: int, months: list[int] | None, days: list[int] | None) -> None:
    if not months and not days:
        return
    if frequency != 0 or not months or not days or len(months) != 1 or len(days) != 1:
        message = "Only for yearly events, one month together with one day."
        raise wrong("by_month", "RECURRENCE_RULE_DATE", message)
    if not 1 <= months[0] <= 12:
        raise not_a_choice(f"{PATH}.by_month", range(1, 13))
    if not 1 <= days[0] <= DAYS_OF_MONTH.get(months[0], 31):
        raise wrong("by_month_day", "RECURRENCE_RULE_DATE", "There is no such day.")


def next_occurrence(rule: Mapping[str, Any], after: datetime) -> datetime | None:
    """Return when an event starts next by a checked rule, after a moment."""
    found: datetime | None = recurring(rule).after(after)
    return found


def is_occurrence(rule: Mapping[str, Any], moment: datetime) -> bool:
    """Return whether an event starts at a moment by a checked rule."""
    found: datetime | None = recurring(rule).after(moment, inc=True)
    return found == moment


def recurring(rule: Mapping[str, Any]) -> rrule:
    days: list[weekday] | None = None
    if rule["by_weekday"]:
        days = [weekday(day) for day in rule["by_weekday"]]
    elif rule["by_n_weekday"]:
        # The fifth week is the last one, be it the fourth.
        days = [
            weekday(day["day"], -1 if day["n"] == 5 else day["n"]) for day in rule["by_n_weekday"]
        ]
    return rrule(
        FREQUENCIES[rule["frequency"]],
        dtstart=datetime.fromisoformat(rule["start"]),
        interval=rule["interval"],
        byweekday=days,
        bymonth=rule["by_month"],
        bymonthday=rule["by_month_day"],
    )


def wrong(name: str, code: str, message: str) -> FormError:
    return field_error(f"{PATH}.{name}" if name else PATH, code, message)
