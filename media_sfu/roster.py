"""Who is in the rooms of one worker, and when they last spoke."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

KNOWN: Final = ("peer", "user_id", "generation")


class Roster:
    def __init__(self) -> None:
        self.rooms: dict[str, dict[str, dict[str, Any]]] = {}

    def joined(self, body: Mapping[str, Any]) -> None:
        """Take note of a join that was carried out; also of one that renews a stay."""
        people = self.rooms.setdefault(body["room"], {})
        known = people.setdefault(body["peer"], {"speaking": 0, "spoke_at": time.time()})
        known |= {name: body[name] for name in KNOWN}

    def left(self, room: str, peer: str) -> None:
        people = self.rooms.get(room)
        if people is not None:
            people.pop(peer, None)
            if not people:
                del self.rooms[room]

    def happened(self, event: Mapping[str, Any]) -> None:
        """Take in an event of the worker."""
        room, peer = event["room"], event["peer"]
        known = self.rooms.get(room, {}).get(peer)
        if known is None:
            return
        match event["type"]:
            case "speaking":
                known |= {"speaking": event["flags"], "spoke_at": time.time()}
            case "left":
                self.left(room, peer)

    def people(self) -> list[dict[str, Any]]:
        """Return everybody, with their rooms and since when they have been silent."""
        return [
            {
                "room": room,
                "peer": one["peer"],
                "user_id": one["user_id"],
                "generation": one["generation"],
                "spoke_at": time.time() if one["speaking"] else one["spoke_at"],
            }
            for room, people in self.rooms.items()
            for one in people.values()
        ]

    def count(self) -> int:
        return sum(map(len, self.rooms.values()))
