"""Key frames asked of publishers, not more often than they help."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from media_sfu.worker import rtcp
from media_sfu.worker.browsers import BrowserLink
from media_sfu.worker.pictures import Layer, Picture

EVERY: Final = 0.3  # seconds between two requests for one layer


class KeyFrames:
    def __init__(
        self, send: Callable[[BrowserLink | None, bytes], bool], clock: Callable[[], float]
    ) -> None:
        self._send = send
        self._clock = clock
        self.asked = 0

    def ask(self, layer: Layer) -> None:
        """Ask for a key frame now, or as soon as another request is due."""
        now = self._clock()
        if now - layer.key_asked_at < EVERY:
            layer.key_is_due = True
            return
        layer.key_asked_at = now
        layer.key_is_due = False
        if self._send(layer.link, rtcp.pli(layer.ssrc_in)):
            self.asked += 1

    def look(self, pictures: Iterable[Picture]) -> None:
        """Ask for what was put off, and for what viewers still wait for."""
        for picture in pictures:
            awaited = {
                view.target
                for view in picture.views
                if view.target is not None and view.target is not view.current
            }
            for layer in picture.layers.values():
                if layer.key_is_due or layer in awaited:
                    self.ask(layer)
