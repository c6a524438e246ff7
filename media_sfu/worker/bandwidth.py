"""How much video a viewer's network carries, as far as its reports tell.

Browsers estimate little more than what they receive, so an estimate that is low says nothing: it
may be low because little was sent. One that falls says that there was too much, and so do losses.
So a viewer is sent what it wants until either happens, then less, and more again after a while
that grows each time it was too early.
"""

from __future__ import annotations

from typing import Final

HEAVY_LOSS: Final = 0.10
FALL: Final = 0.95  # of the estimate before, below which it has fallen
RESTRAINT: Final = 0.75  # of what was sent, when there was too much
SETTLING: Final = 1.0  # seconds after a change in which reports are still about the time before
FIRST_WAIT: Final = 4.0  # seconds until more is tried again
LONGEST_WAIT: Final = 60.0
UNLIMITED: Final = float("inf")


class Budget:
    """What may be sent to one viewer, in bits per second."""

    __slots__ = ("changed_at", "estimate", "fallen_at", "limit", "loss", "raised_at", "wait")

    def __init__(self) -> None:
        self.limit = UNLIMITED
        self.estimate = 0.0
        self.loss = 0.0
        self.fallen_at = -1e9
        self.changed_at = -1e9
        self.raised_at = -1e9
        self.wait = FIRST_WAIT

    def note_estimate(self, bitrate: float, now: float) -> None:
        if bitrate < self.estimate * FALL:
            self.fallen_at = now
        self.estimate = bitrate

    def note_loss(self, share: float) -> None:
        self.loss = share

    def look(self, sent: float, now: float) -> float:
        """Return the limit, given what is sent now."""
        if now - self.changed_at < SETTLING:
            return self.limit
        has_fallen = now - self.fallen_at < SETTLING and self.estimate < sent
        if sent and (has_fallen or self.loss > HEAVY_LOSS):
            self._lower(sent, has_fallen, now)
        elif self.limit < UNLIMITED and now - self.changed_at > self.wait:
            self.limit = UNLIMITED
            self.changed_at = self.raised_at = now
        elif now - self.raised_at > 2 * self.wait:
            self.wait = FIRST_WAIT
        return self.limit

    def _lower(self, sent: float, has_fallen: bool, now: float) -> None:
        if now - self.raised_at < self.wait:
            self.wait = min(LONGEST_WAIT, self.wait * 2)
        self.limit = min(sent * RESTRAINT, self.estimate if has_fallen else UNLIMITED)
        self.loss = 0.0
        self.changed_at = now
