"""Rules by which events recur: which there may be, and when the next occurrence is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.kernel.errors import FormError
from guilds.recurrence import checked_rule, is_occurrence, next_occurrence

START = datetime(2026, 1, 7, 18, 0, tzinfo=UTC)  # a Wednesday


def rule(frequency: int, **fields):
    return {"start": START, "frequency": frequency, **fields}


@pytest.mark.parametrize(
    ("wanted", "following"),
    [
        (rule(3), "2026-01-08"),
        (rule(3, by_weekday=[5, 6]), "2026-01-10"),
        (rule(3, by_weekday=[0, 1, 2, 3, 4]), "2026-01-08"),
        (rule(2, by_weekday=[2]), "2026-01-14"),
        (rule(2, interval=2, by_weekday=[2]), "2026-01-21"),
        (rule(1, by_n_weekday=[{"n": 4, "day": 2}]), "2026-01-28"),
        (rule(1, by_n_weekday=[{"n": 5, "day": 5}]), "2026-01-31"),
        (rule(0, by_month=[7], by_month_day=[24]), "2026-07-24"),
        (rule(0, by_month=[2], by_month_day=[29]), "2028-02-29"),
    ],
)
def test_the_next_occurrence_is_found(wanted, following) -> None:
    checked = checked_rule(wanted)
    found = next_occurrence(checked, START)
    assert found is not None
    assert found.isoformat() == f"{following}T18:00:00+00:00"
    assert is_occurrence(checked, found)
    assert not is_occurrence(checked, found.replace(hour=17))


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        (rule(4), "frequency"),
        (rule(3, interval=2), "interval"),
        (rule(2, interval=3), "interval"),
        (rule(2, interval=0), "interval"),
        (rule(3, count=5), "count"),
        (rule(3, end=START), "end"),
        (rule(0, by_year_day=[1]), "by_year_day"),
        (rule(3, by_weekday=[0, 2]), "by_weekday"),
        (rule(2, by_weekday=[0, 2]), "by_weekday"),
        (rule(2, by_weekday=[7]), "by_weekday"),
        (rule(1, by_weekday=[0]), "by_weekday"),
        (rule(1, by_n_weekday=[{"n": 6, "day": 1}]), "by_n_weekday"),
        (rule(1, by_n_weekday=[{"n": 1, "day": 1}] * 2), "by_n_weekday"),
        (rule(2, by_n_weekday=[{"n": 1, "day": 1}]), "by_n_weekday"),
        (rule(0, by_month=[1]), "by_month"),
        (rule(0, by_month=[13], by_month_day=[1]), "by_month"),
        (rule(0, by_month=[2], by_month_day=[30]), "by_month_day"),
        (rule(3, by_month=[1], by_month_day=[1]), "by_month"),
        (rule(0, by_month=[1], by_month_day=[1], by_weekday=[1]), "recurrence_rule"),
    ],
)
def test_rules_that_there_may_not_be_are_refused_where_they_are_wrong(wanted, where) -> None:
    with pytest.raises(FormError) as refused:
        checked_rule(wanted)
    assert where in next(iter(refused.value.errors))
