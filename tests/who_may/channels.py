"""Channels, threads, invites."""

from __future__ import annotations

from typing import Any

from guilds.permissions import Permissions
from tests.who_may.rows import ANYBODY, OPEN, Row, row

CHANNEL = "/channels/{channel_id}"
VIEW = Permissions.VIEW_CHANNEL
HISTORY = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY
THREAD = {"channel_id": "thread"}
DENY = {"type": 1, "allow": "0", "deny": "64"}
GROUP = CHANNEL
IN_GROUP: dict[str, Any] = {"things": {"channel_id": "group", "user_id": "user"},
                            "variants": ("right",), "others": 50001}  # fmt: skip
CALL: dict[str, Any] = IN_GROUP | {"things": {"channel_id": "group"}}


def targets(path: str, none: int) -> Row:
    """Write a row: strangers hear the same of an invite as members who may not see for whom it is."""
    refused = dict.fromkeys(("outsider", "banned", "owner of another guild", "foreign"), 50013)
    outcomes = {**refused, "anonymous, foreign": 401, "owner of another guild, foreign": none}
    needed = Permissions.MANAGE_GUILD
    other = Permissions.VIEW_AUDIT_LOG
    return row("GET", path, needed, ok=none, or_else=other, outcomes=outcomes)


ROWS = [
    row("GET", CHANNEL, VIEW),
    row("PATCH", CHANNEL, Permissions.MANAGE_CHANNELS, {"topic": "of the day"}),
    row("DELETE", CHANNEL, Permissions.MANAGE_CHANNELS),
    row("PUT", CHANNEL + "/permissions/{overwrite_id}", Permissions.MANAGE_ROLES, DENY, 204,
        variants=("right", "foreign", "hidden")),
    row("DELETE", CHANNEL + "/permissions/{overwrite_id}", Permissions.MANAGE_ROLES, None, 204),
    row("GET", CHANNEL + "/invites", Permissions.MANAGE_CHANNELS),
    row("POST", CHANNEL + "/invites", Permissions.CREATE_INSTANT_INVITE, {}),
    row("GET", CHANNEL + "/webhooks", Permissions.MANAGE_WEBHOOKS),
    row("POST", CHANNEL + "/webhooks", Permissions.MANAGE_WEBHOOKS, {"name": "w"}),
    row("POST", CHANNEL + "/followers", Permissions.MANAGE_WEBHOOKS, lambda place: {
        "webhook_channel_id": place.thing("channel")}, things={"channel_id": "news"}),
    row("PUT", CHANNEL + "/voice-status", Permissions.SET_VOICE_CHANNEL_STATUS | Permissions.MANAGE_CHANNELS, {"status": "hm"}, 204,
        things={"channel_id": "voice"}),
    row("POST", CHANNEL + "/send-soundboard-sound", Permissions.SPEAK | Permissions.USE_SOUNDBOARD,
        {"sound_id": "1"}, ok=10065, things={"channel_id": "voice"}),
    row("GET", CHANNEL + "/threads/archived/public", HISTORY),
    row("GET", CHANNEL + "/threads/archived/private", HISTORY | Permissions.MANAGE_THREADS),
    row("GET", CHANNEL + "/users/@me/threads/archived/private", HISTORY),
    row("POST", CHANNEL + "/threads", Permissions.CREATE_PUBLIC_THREADS, {"name": "t", "type": 11}, 201),
    row("GET", CHANNEL + "/thread-members", VIEW, things=THREAD),
    row("PUT", CHANNEL + "/thread-members/@me", VIEW, None, 204, things=THREAD),
    row("DELETE", CHANNEL + "/thread-members/@me", VIEW, None, 204, things=THREAD, fresh=None),
    row("PUT", CHANNEL + "/thread-members/{user_id}", Permissions.SEND_MESSAGES_IN_THREADS, None, 204,
        things=THREAD),
    row("GET", CHANNEL + "/thread-members/{user_id}", VIEW, things=THREAD),
    row("DELETE", CHANNEL + "/thread-members/{user_id}", Permissions.MANAGE_THREADS, None, 204,
        things=THREAD, fresh=None, outcomes={"administrator": 10007, "owner": 10007}),
    row("PATCH", CHANNEL + "/thread-members/@me/settings", Permissions.VIEW_CHANNEL, {"flags": 2},
        only="people", things=THREAD, ok=10007),
    row("GET", CHANNEL + "/threads/search", HISTORY),
    # One is in a direct channel or not; nobody else is in the owner's group.
    row("GET", GROUP + "/call", ANYBODY, only="people", **CALL),
    row("POST", GROUP + "/call/ring", ANYBODY, {}, ok=40032, only="people", **CALL),
    row("POST", GROUP + "/call/stop-ringing", ANYBODY, {}, 204, only="people", **CALL),
    row("PUT", GROUP + "/recipients/{user_id}", ANYBODY, {}, ok=50007, **IN_GROUP),
    row("DELETE", GROUP + "/recipients/{user_id}", ANYBODY, None, ok=10013, **IN_GROUP,
        fresh=None),
    row("GET", "/invites/{code}", OPEN),
    row("POST", "/invites/{code}", ANYBODY, only="people", outcomes={
        "outsider": None, "banned": 40007, "owner of another guild": None, "foreign": None}),
    targets("/invites/{code}/target-users", 10129),
    row("PUT", "/invites/{code}/target-users", ANYBODY, {}, ok=50035, variants=("right",)),
    targets("/invites/{code}/target-users/job-status", 10124),
    row("DELETE", "/invites/{code}", Permissions.MANAGE_GUILD),
]  # fmt: skip
