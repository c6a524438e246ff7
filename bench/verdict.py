"""Compares what was accepted with what each receiver got."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bench.stamps import SEQUENCE_BITS


@dataclass
class Verdict:
    """All counts are deliveries, summed over the receivers, but for `divergent`."""

    delivered: int = 0
    lost: int = 0
    duplicate: int = 0
    foreign: int = 0  # the sender got no 200 for it, yet it was announced
    disordered: int = 0  # a later message of the same sender came first
    divergent: int = 0  # receivers that saw another order than the first receiver

    def add(self, other: Verdict) -> None:
        self.delivered += other.delivered
        self.lost += other.lost
        self.duplicate += other.duplicate
        self.foreign += other.foreign
        self.disordered += other.disordered
        self.divergent += other.divergent

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicate or self.disordered or self.divergent)

    def __str__(self) -> str:
        if self.is_clean and not self.foreign:
            return "nothing lost, doubled or out of order"
        return (
            f"{self.lost} lost, {self.duplicate} doubled, {self.disordered} out of order, "
            f"{self.foreign} unexpected, {self.divergent} receivers with another order"
        )


def judge(accepted: Iterable[int], received: Iterable[array[int]]) -> Verdict:
    """Judge the keys that each receiver got, in the order of their arrival."""
    expected = frozenset(accepted)
    total = Verdict()
    first: array[int] | None = None
    judged = Verdict()
    for keys in received:
        # Nearly always every receiver saw the same: one comparison then does for all of it.
        if first is None or keys != first:
            own = judge_one(expected, keys)
            if first is None:
                first, judged = keys, own
            else:
                own.divergent = int(not same_order(first, keys))
        else:
            own = judged
        total.add(own)
    return total


def judge_one(expected: frozenset[int], keys: array[int]) -> Verdict:
    counts = Counter(keys)
    newest: dict[int, int] = {}
    disordered = 0
    for key in keys:
        sender = key >> SEQUENCE_BITS
        if key < newest.get(sender, -1):
            disordered += 1
        else:
            newest[sender] = key
    return Verdict(
        delivered=len(keys),
        lost=len(expected - counts.keys()),
        duplicate=len(keys) - len(counts),
        foreign=len(counts.keys() - expected),
        disordered=disordered,
    )


def same_order(one: array[int], other: array[int]) -> bool:
    """Return whether what both have in common came in the same order."""
    common = set(one) & set(other)
    return [k for k in dict.fromkeys(one) if k in common] == [
        k for k in dict.fromkeys(other) if k in common
    ]
