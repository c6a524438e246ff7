"""A dispatch: one event as clients get it, made into bytes once for all who hear it."""

from __future__ import annotations

from typing import Any, Final

import orjson

from config.kernel.log import LogEvent
from realtime.compression import Encoding, shared_frame

EMPTY: Final = {"content": "", "embeds": [], "attachments": [], "components": []}
EXECUTION = "AUTO_MODERATION_ACTION_EXECUTION"
TRIMMED_NAMES = frozenset(("MESSAGE_CREATE", "MESSAGE_UPDATE", EXECUTION))


class Dispatch:
    """``{"op": 0, …}`` with the frames of it that were asked for so far."""

    __slots__ = ("_frames", "_parsed", "_trimmed", "data", "name", "s")

    def __init__(self, name: str, s: int, data: bytes) -> None:
        self.name = name
        self.s = s
        self.data = data
        self._frames: list[bytes | None] = [None, None, None]
        self._parsed: Any = None
        self._trimmed: Dispatch | None = None

    def message(self) -> bytes:
        return b'{"t":"%b","s":%d,"op":0,"d":%b}' % (self.name.encode(), self.s, self.data)

    def frame(self, encoding: Encoding) -> bytes:
        found = self._frames[encoding]
        if found is None:
            found = self._frames[encoding] = shared_frame(self.message(), encoding)
        return found

    def parse(self) -> Any:
        if self._parsed is None:
            self._parsed = orjson.loads(self.data)
        return self._parsed

    def without_content(self) -> Dispatch:
        """Return the message as sessions without the MESSAGE_CONTENT intent get it."""
        if self._trimmed is None:
            data = dict(self.parse())
            if self.name == EXECUTION:
                data |= {"content": "", "matched_content": ""}
                self._trimmed = Dispatch(self.name, self.s, orjson.dumps(data))
                return self._trimmed
            data |= EMPTY
            data.pop("poll", None)
            if isinstance(data.get("referenced_message"), dict):
                data["referenced_message"] = data["referenced_message"] | EMPTY
            if "message_snapshots" in data:
                data["message_snapshots"] = [
                    {"message": snapshot["message"] | EMPTY}
                    for snapshot in data["message_snapshots"]
                ]
            self._trimmed = Dispatch(self.name, self.s, orjson.dumps(data))
        return self._trimmed

    def concerns(self, user_id: int) -> bool:
        """Say whether a message is by or mentions a user, who then may see its content."""
        data, wanted = self.parse(), str(user_id)
        return data.get("author", {}).get("id") == wanted or any(
            mentioned.get("id") == wanted for mentioned in data.get("mentions", ())
        )


def dispatch_of(event: LogEvent) -> Dispatch:
    """Return the one dispatch of a log event, under its position."""
    found: Dispatch | None = event.frames.get("dispatch")
    if found is None:
        found = event.frames["dispatch"] = Dispatch(event.name, event.position, event.data)
    return found
