"""What is set up for a row: rooms, who talks in them, and where listeners are."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass, field
from typing import Final

KEY_BYTES: Final = 28  # AES-128-GCM: key and salt
LEVEL_ID: Final = 4
PROBES: Final = 10  # enough to tell delays by, and few enough to be read in time
LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True)
class Talker:
    port: int
    key: bytes
    ssrc: int


@dataclass(frozen=True)
class Listener:
    port: int
    key: bytes


@dataclass
class Room:
    """People of a room; the first ``len(talkers)`` of the listeners are the talkers themselves."""

    talkers: list[Talker] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    name: str
    rooms: int
    people: int
    talkers: int
    is_video: bool = False

    @property
    def copies(self) -> int:
        """How many listeners each packet has."""
        return self.people - 1


ROWS: Final = (
    Row("20 rooms of 5, all talk", 20, 5, 5),
    Row("60 rooms of 5, all talk", 60, 5, 5),
    Row("8 rooms of 25, 3 talk", 8, 25, 3),
    Row("video, one to fifty", 1, 51, 1, is_video=True),
)


def udp_socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
    made.setblocking(False)
    made.bind((LOOPBACK, 0))
    return made


class Ground:
    """The sockets of everybody. One listener of some rooms, the probe, has a socket of its own."""

    def __init__(self, row: Row, sink_port: int) -> None:
        self.senders: list[socket.socket] = []
        self.probes: list[tuple[socket.socket, bytes]] = []  # with their keys
        self.rooms: list[Room] = []
        for _ in range(row.rooms):
            room = Room()
            for number in range(row.people):
                if number < row.talkers:
                    sender = udp_socket()
                    self.senders.append(sender)
                    room.talkers.append(
                        Talker(sender.getsockname()[1], new_key(), secrets.randbits(31) + 1)
                    )
                listener = Listener(sink_port, new_key())
                if number == row.people - 1 and len(self.probes) < PROBES:
                    probe = udp_socket()
                    listener = Listener(probe.getsockname()[1], listener.key)
                    self.probes.append((probe, listener.key))
                room.listeners.append(listener)
            self.rooms.append(room)

    def close(self) -> None:
        for one in (*self.senders, *(probe for probe, _ in self.probes)):
            one.close()


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)
