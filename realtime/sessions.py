"""A session that this process serves: who it is, what it asked for, what waits to be written.

A session outlives its socket, but not here: when the socket is lost, what another process needs
to resume it is in its record (``realtime.records``), and the rest is in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from accounts.presence import SessionPresence
from config.kernel.log import LogEvent
from realtime.compression import Encoding, ZstdStream
from realtime.dispatches import Dispatch
from realtime.intents import ALL_INTENTS

if TYPE_CHECKING:
    from realtime.consumer import GatewayConsumer
    from realtime.groups import Group


class Identity(NamedTuple):
    """Whose session it is, and by what right; a resume must come with the same."""

    user_id: int
    kind: str
    application_id: int | None
    session_key: str | None

    @property
    def is_bot(self) -> bool:
        return self.kind == "bot"


class Shard(NamedTuple):
    number: int
    total: int

    def has_guild(self, guild_id: int) -> bool:
        return (guild_id >> 22) % self.total == self.number

    @property
    def has_direct_channels(self) -> bool:
        return self.number == 0


WHOLE = Shard(0, 1)


class GatewaySession:
    __slots__ = (
        "asked_for_all",
        "connection",
        "dirty",
        "early",
        "encoding",
        "friends",
        "groups",
        "held",
        "id",
        "identity",
        "intents",
        "is_awaited",
        "large_threshold",
        "pending",
        "presence",
        "seq",
        "shard",
        "since",
        "topics",
        "user_id",
        "waiting_for",
        "wants_everything",
        "zstd",
    )

    def __init__(
        self,
        session_id: str,
        identity: Identity,
        connection: GatewayConsumer,
        *,
        intents: int | None,
        shard: Shard = WHOLE,
        large_threshold: int = 50,
        dirty: list[GatewaySession],
    ) -> None:
        self.id = session_id
        self.identity = identity
        self.user_id = identity.user_id
        self.connection = connection
        self.encoding: Encoding = connection.encoding
        self.zstd: ZstdStream | None = connection.zstd
        self.wants_everything = intents is None
        self.intents = ALL_INTENTS if intents is None else intents
        self.shard = shard
        self.large_threshold = large_threshold
        self.groups: dict[int, Group] = {}
        self.topics: set[str] = set()
        self.presence: SessionPresence | None = None
        # When op 8 last asked for all members of which guild.
        self.asked_for_all: dict[int, float] = {}
        self.friends: tuple[int, ...] = ()
        self.is_awaited = False  # some friend asked to be told when the user comes online
        self.seq = 0
        self.since = 0  # up to here the beginning was told, not the log
        # While not None, what is for this session waits: it is being told about the state
        # that comes before.
        self.held: list[Dispatch] | None = []
        self.waiting_for = 0  # places among what is held that are yet to be filled
        # Events of the user's own topic that came before it was known where they belong.
        self.early: list[LogEvent] | None = []
        self.pending: list[bytes] = []
        self.dirty = dirty  # the hub's list of sessions with something to write

    def push(self, dispatch: Dispatch) -> None:
        """Let the session hear something; it is written with the hub's next flush."""
        if self.held is not None:
            self.held.append(dispatch)
            return
        self.seq = dispatch.s
        if self.zstd is None:
            frame = dispatch.frame(self.encoding)
        else:
            frame = self.zstd.frame(dispatch.message())
        if not self.pending:
            self.dirty.append(self)
        self.pending.append(frame)

    def push_message(self, dispatch: Dispatch) -> None:
        """``push`` for messages: without their content, if that is not this session's to see."""
        self.push(dispatch if dispatch.concerns(self.user_id) else dispatch.without_content())

    def release(self) -> None:
        """Let through what was held back."""
        if self.waiting_for:
            return
        held, self.held = self.held or (), None
        for dispatch in held:
            if dispatch.data:
                self.push(dispatch)

    def hold_for(self, place: Dispatch) -> None:
        """Hold back what comes after ``place``, whose data is on its way (see ``fill``)."""
        if self.held is None:
            self.held = []
        self.held.append(place)
        self.waiting_for += 1

    def fill(self, place: Dispatch) -> None:
        """Go on: the data of a place is there, or (empty) there is none."""
        self.waiting_for -= 1
        self.release()

    def record(self) -> dict[str, Any]:
        """Return what a process needs to know to resume this session."""
        return {
            "user": self.identity.user_id,
            "kind": self.identity.kind,
            "application": self.identity.application_id,
            "key": self.identity.session_key,
            "intents": None if self.wants_everything else self.intents,
            "shard": list(self.shard),
            "since": self.since,
            "large_threshold": self.large_threshold,
        }
