"""The benchmark would be worth nothing if it overlooked a lost message."""

from __future__ import annotations

from array import array

from bench.stamps import key_of
from bench.verdict import Verdict, judge

ONE, TWO, THREE = (key_of(0, number) for number in range(3))
OTHER = key_of(1, 0)


def keys(*values: int) -> array[int]:
    return array("L", values)


def test_what_arrives_everywhere_once_and_in_order_is_clean():
    verdict = judge([ONE, TWO, THREE], [keys(ONE, TWO, THREE), keys(ONE, TWO, THREE)])
    assert verdict == Verdict(delivered=6)
    assert verdict.is_clean


def test_what_did_not_arrive_is_lost_at_each_receiver():
    verdict = judge([ONE, TWO], [keys(ONE), keys(ONE, TWO), keys()])
    assert verdict.lost == 3
    assert not verdict.is_clean


def test_what_arrives_twice_is_doubled():
    assert judge([ONE], [keys(ONE, ONE)]) == Verdict(delivered=2, duplicate=1)


def test_what_was_not_accepted_is_unexpected():
    verdict = judge([ONE], [keys(ONE, TWO)])
    assert verdict.foreign == 1
    assert verdict.is_clean


def test_a_senders_messages_in_another_order_are_out_of_order():
    verdict = judge([ONE, TWO, THREE], [keys(TWO, ONE, THREE)])
    assert verdict.disordered == 1


def test_receivers_that_disagree_about_two_senders_diverge():
    verdict = judge([ONE, OTHER], [keys(ONE, OTHER), keys(OTHER, ONE)])
    assert verdict.divergent == 1
    assert verdict.disordered == 0


def test_a_receiver_that_misses_something_does_not_diverge_for_that():
    verdict = judge([ONE, OTHER, TWO], [keys(ONE, OTHER, TWO), keys(ONE, TWO)])
    assert verdict.divergent == 0
