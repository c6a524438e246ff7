"""The bodies of the commands that a worker takes. Unknown fields are passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from media_sfu.worker.errors import CommandRefused

# A browser's offer with four media sections and three layers has about 9 kB.
LONGEST_SDP: Final = 64 * 1024

Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Sdp = Annotated[str, msgspec.Meta(max_length=LONGEST_SDP)]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Side = Literal["publish", "subscribe"]


class Command(msgspec.Struct, kw_only=True):
    room: Identifier
    peer: Identifier
    generation: int = 0


class Join(Command, kw_only=True):
    user_id: Identifier
    bits: frozenset[str] = frozenset()
    expires: float


class Describe(Command, kw_only=True):
    """``publish_offer`` and ``subscribe_answer``."""

    sdp: Sdp


class RestartIce(Command, kw_only=True):
    connection: Side
    sdp: Sdp = ""


class UdpSelect(Command, kw_only=True):
    mode: Annotated[str, msgspec.Meta(max_length=64)]
    address: Annotated[str, msgspec.Meta(max_length=64)]
    port: Port


class Speaking(Command, kw_only=True):
    flags: Annotated[int, msgspec.Meta(ge=0, le=7)]


class Mute(Command, kw_only=True):
    muted: bool | None = None
    deafened: bool | None = None
    bits: frozenset[str] | None = None


class Layer(Command, kw_only=True):
    """What a viewer wants of somebody's picture.

    ``quality`` is ``auto``, ``off`` or a layer (``f``, ``h``, ``q``); ``size`` is the height in
    pixels at which the picture is shown.
    """

    track: Identifier
    quality: Annotated[str, msgspec.Meta(max_length=16)] = "auto"
    size: Annotated[int, msgspec.Meta(ge=0, le=16384)] | None = None


class Candidate(Command, kw_only=True):
    candidate: Any = None


class Leave(Command, kw_only=True):
    reason: Literal["gone", "kicked", "expired"] = "gone"


class Record(msgspec.Struct, kw_only=True):
    """Whom of a room to record; ``users`` null: the recording is over."""

    room: Identifier
    recording: Identifier
    users: frozenset[str] | None


class OfRoom(msgspec.Struct, kw_only=True):
    room: Identifier


class OfAnyRoom(msgspec.Struct, kw_only=True):
    room: Identifier | None = None


T = TypeVar("T")


def read(body: Mapping[str, Any], kind: type[T]) -> T:
    """Raise CommandRefused ``invalid`` for a body that is not of its form."""
    try:
        return msgspec.convert(dict(body), kind, strict=True)
    except msgspec.ValidationError as error:
        raise CommandRefused("invalid", str(error)) from None
