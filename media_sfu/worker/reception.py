"""Datagrams that are not forwarded as they come: who handles which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media_sfu.worker.bot_desk import BotDesk
from media_sfu.worker.bots import BotLink
from media_sfu.worker.browsers import BrowserLink
from media_sfu.worker.datagrams import Datagrams
from media_sfu.worker.feedback import Feedback
from media_sfu.worker.ice import Ice
from media_sfu.worker.srtp import new_length, unprotect_rtcp
from media_sfu.worker.video_intake import VideoIntake

if TYPE_CHECKING:
    from media_sfu.worker.pump import Pump


class Reception:
    pump: Pump

    def __init__(
        self,
        datagrams: Datagrams,
        bots: BotDesk,
        ice: Ice,
        intake: VideoIntake,
        feedback: Feedback,
    ) -> None:
        self.datagrams = datagrams
        self.bots = bots
        self.ice = ice
        self.intake = intake
        self.feedback = feedback
        self.length = new_length()

    def other(self, link: BotLink | BrowserLink | None, data: bytes, source: bytes) -> None:
        """Take STUN, DTLS, IP discovery, keep-alives, and whatever comes from strangers."""
        if not data:
            return
        first = data[0]
        if 20 <= first < 64 and isinstance(link, BrowserLink):
            if link.dtls is not None:
                link.dtls.feed(data)
            return
        if first < 4 and (self.ice.take(data, source) or self.bots.discover(data, source)):
            return
        if self.bots.keep_alive(data, source):
            return
        if link is None and self.bots.recognise(self.pump, data, source):
            return
        self.pump.counters.refused += 1

    def rtcp(self, link: BotLink | BrowserLink, base: int, size: int) -> None:
        """Act on reports. Those of bots are read by nobody: they get none back either."""
        if not isinstance(link, BrowserLink):
            return
        self.length[0] = size
        if link.rx_session is None or unprotect_rtcp(
            link.rx_session, self.datagrams.inbox + base, self.length
        ):
            self.pump.counters.refused += 1
            return
        self.feedback.take(link, bytes(self.datagrams.view[base : base + self.length[0]]))

    def video(self, link: BrowserLink, base: int, size: int) -> None:
        self.intake.take(link, base, size, self.pump.now, self.pump.counters)
