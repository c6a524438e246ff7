from __future__ import annotations

import pytest

from bench.figures import FANOUT_CPU, HISTORY, Figure, plain, table
from bench.spread import Spread


@pytest.mark.parametrize(
    ("promise", "value", "grade"),
    [
        (HISTORY, 4000, "aim"),
        (HISTORY, 1000, "must"),
        (HISTORY, 999, "**missed**"),
        (FANOUT_CPU, 2, "aim"),
        (FANOUT_CPU, 8, "must"),
        (FANOUT_CPU, 8.1, "**missed**"),
        (FANOUT_CPU, None, "not measured"),
    ],
)
def test_a_figure_is_held_against_its_promise(promise, value, grade):
    assert Figure(promise, value, size=promise.size).grade == grade


def test_a_quick_run_is_not_held_against_a_promise_for_more():
    assert Figure(FANOUT_CPU, 1, size=300).grade == "smaller than promised"


def test_a_warning_stands_in_the_row_of_its_figure():
    row = table([Figure(HISTORY, 1200, "p50 3 ms", {"app": 812.4}, warnings=["busy"])])
    assert row.splitlines()[-1].endswith("| p50 3 ms; ⚠ busy |")
    assert "812 / – / –" in row


def test_numbers_keep_three_digits():
    assert [plain(value) for value in (1234.5, 60.0, 12.34, 1.234)] == [
        "1234",
        "60",
        "12.3",
        "1.23",
    ]


def test_percentiles_are_in_milliseconds():
    spread = Spread.of(range(1000, 101_000, 1000))
    assert (spread.p50, spread.p99, spread.worst) == (51, 100, 100)
    assert Spread.of([]).count == 0
