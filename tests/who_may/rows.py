"""How a row of the tables says who may call an operation, and what everybody is answered.

    row("PATCH", "/guilds/{guild_id}/roles/{role_id}", Permissions.MANAGE_ROLES, {"color": 255})

The rest follows from what the row says and from what is known of the actors (`world.py`), not from
the server's code. Outcomes are the status of a success, the API's code of a refusal, or 401.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from guilds.permissions import ALL, Permissions

# Who may, where no permission decides.
MEMBER: Final = Permissions(0)
ANYBODY: Final = "whoever is signed in"
OPEN: Final = "also who is not signed in"

ACTORS: Final = (
    "anonymous",
    "outsider",
    "banned",
    "timed-out",
    "member",
    "member with the role",
    "moderator",
    "administrator",
    "owner",
    "owner of another guild",
    "bot",
    "webhook token",
)
VARIANTS: Final = ("right", "wrong parent", "deleted", "foreign", "hidden")
STRANGERS: Final = ("outsider", "banned", "owner of another guild")
MODERATOR: Final = (
    Permissions.KICK_MEMBERS
    | Permissions.BAN_MEMBERS
    | Permissions.MODERATE_MEMBERS
    | Permissions.MANAGE_MESSAGES
    | Permissions.MANAGE_NICKNAMES
    | Permissions.VIEW_AUDIT_LOG
)
TIMED_OUT: Final = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY

UNKNOWN: Final = {
    "application": 10002,
    "channel": 10003,
    "guild": 10004,
    "integration": 10005,
    "code": 10006,
    "member": 10007,
    "message": 10008,
    "overwrite": 10009,
    "role": 10011,
    "user": 10013,
    "emoji": 10014,
    "webhook": 10015,
    "ban": 10026,
    "template": 10057,
    "sticker": 10060,
    "command": 10063,
    "event": 10070,
    "sound": 10097,
    "emoji_text": 10014,
}
# What a name in a path stands for; a row may say otherwise.
KINDS: Final = {"sound_id": "sound", "guild_scheduled_event_id": "event", "user_id": "member"}
# Kinds that are refused as another one is.
LIKE: Final = {"thread": "channel", "voice": "channel", "news": "channel", "stage": "channel",
               "forum": "channel", "category": "channel", "poll": "message", "pin": "message",
               "reacted": "message", "puppet": "message", "app_emoji": "emoji", "added": "application", "guild_command": "command"}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One operation."""

    method: str
    path: str
    needs: Any  # permissions in the guild or channel that is named first, or one of those above
    body: Any = None  # or a function of a Place
    ok: int = 200
    only: Literal["people", "bots"] | None = None
    # What those get who may, but whose guild or message it is not.
    others: int | None = None
    # Whether what is missing is told before what is not permitted.
    lookup_first: bool = False
    things: Mapping[str, str] = field(default_factory=dict)  # other kinds: {"user_id": "ban"}
    fresh: str | None = None  # the kind that each successful call uses up
    # Outcomes that follow from something else: {"bot": 20001, "owner": …}, or None: not tried.
    outcomes: Mapping[str, int | None] = field(default_factory=dict)
    or_else: Permissions | None = None  # permissions that do as well
    missing: int | None = None  # the code for what was deleted or is another's, if not its kind's
    variants: tuple[str, ...] = VARIANTS
    query: str = ""

    @property
    def names(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    def kind(self, name: str) -> str:
        return self.things.get(name) or KINDS.get(name) or name.removesuffix("_id")

    @property
    def kinds(self) -> list[str]:
        return [self.kind(name) for name in self.names]

    def tried(self) -> list[str]:
        """Return the variants of the path that there are."""
        kinds = self.kinds
        possible = {"right"}
        if kinds:
            possible |= {"deleted", "foreign"}
        if len(kinds) > 1:
            possible.add("wrong parent")
        if kinds and kinds[0] == "channel" and self.needs not in (ANYBODY, OPEN):
            possible.add("hidden")
        return [variant for variant in VARIANTS if variant in possible & set(self.variants)]

    def expected(self, actor: str, variant: str, everyone: Permissions) -> int | None:
        """Return what an actor is answered; None: it is not tried."""
        if actor == "webhook token":  # it is in the path, never in the header
            return self.outcomes.get(actor, 401)
        for key in (f"{actor}, {variant}", variant, *([actor] if variant == "right" else [])):
            if key in self.outcomes:
                return self.outcomes[key]
        if variant == "hidden" and actor in ("administrator", "owner"):
            return None  # nothing is hidden from them
        is_missing = variant in ("deleted", "wrong parent")
        if self.needs != OPEN:
            if actor == "anonymous":
                return 401
            if self.only == "people" and actor == "bot":
                return 20001
            if self.only == "bots" and actor != "bot":
                return 20002
        is_theirs = actor == ("owner of another guild" if variant == "foreign" else "owner")
        if self.needs in (OPEN, ANYBODY):
            if is_missing and (self.lookup_first or is_theirs or self.others is None):
                return self.missing_code()
            return self.ok if self.others is None or is_theirs else self.others
        if variant == "deleted" and len(self.kinds) == 1:
            return self.missing_code()
        held = self.held(actor, variant, everyone)
        if held is None:
            return 50001
        if is_missing and self.lookup_first:
            return self.missing_code()
        if self.needs not in held and (self.or_else is None or self.or_else not in held):
            return 50013
        if is_missing:
            return self.missing_code()
        return self.ok if self.others is None or is_theirs else self.others

    def missing_code(self) -> int:
        kind = self.kinds[-1]
        return self.missing or UNKNOWN[LIKE.get(kind, kind)]

    def held(self, actor: str, variant: str, everyone: Permissions) -> Permissions | None:
        """Return what an actor may where the path leads; None: they are not in there."""
        if variant == "foreign":
            return ALL if actor == "owner of another guild" else None
        if actor in STRANGERS:
            return None
        if actor in ("administrator", "owner"):
            return ALL
        if variant == "hidden":
            return None
        return {
            "timed-out": TIMED_OUT,
            "member with the role": everyone | self.needs,
            "moderator": everyone | MODERATOR,
        }.get(actor, everyone)


def row(method: str, path: str, needs: Any, body: Any = None, ok: int = 200, **more: Any) -> Row:
    """Write a row. What a DELETE deletes is made anew for each who may, unless it says otherwise."""
    made = Row(method, path, needs, body, ok, **more)
    if method == "DELETE" and "fresh" not in more and made.kinds:
        return Row(method, path, needs, body, ok, **more, fresh=made.kinds[-1])
    return made
