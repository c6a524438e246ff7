"""Datagrams that are not forwarded as they come: who handles which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from media_sfu.worker.bot_desk import BotDesk
from media_sfu.worker.datagrams import Datagrams

if TYPE_CHECKING:
    from media_sfu.worker.pump import Pump


class Reception:
    pump: Pump

    def __init__(self, datagrams: Datagrams, bots: BotDesk) -> None:
        self.datagrams = datagrams
        self.bots = bots

    def other(self, link: Any, data: bytes, source: bytes) -> None:
        bots = self.bots
        if bots.discover(data, source) or bots.keep_alive(data, source):
            return
        if link is None and bots.recognise(self.pump, data, source):
            return
        self.pump.counters.refused += 1

    def rtcp(self, link: Any, base: int, size: int) -> None:
        """Bots' reports are read by nobody, so they need no answer either."""

    def media(self, link: Any, base: int, size: int) -> None: ...
