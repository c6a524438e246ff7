"""Messages, pins, reactions, polls, direct messages."""

from __future__ import annotations

from typing import Any

from guilds.permissions import Permissions
from tests.who_may.rows import ANYBODY, row

CHANNEL = "/channels/{channel_id}"
MESSAGE = CHANNEL + "/messages/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji}"
POLL = CHANNEL + "/polls/{message_id}"
VIEW = Permissions.VIEW_CHANNEL
HISTORY = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY
# Nothing is refused because the message or emoji is another one.
THERE = ("right", "foreign", "hidden")
PARTY: dict[str, Any] = {"message_id": "reacted", "emoji": "emoji_text"}
# An answer is a number in a poll: there is none that was deleted.
ANSWER: dict[str, Any] = {"variants": ("right", "foreign", "hidden"), "things": {
    "message_id": "poll", "answer_id": "answer"}}  # fmt: skip
ON_POLL: dict[str, Any] = {"message_id": "poll"}
NO_UPLOAD: dict[str, Any] = {"things": {"token": "answer", "filename": "answer"},
                             "variants": ("right",), "fresh": None}  # fmt: skip

# Entries are for one person; who may touch which is in tests/messaging/test_notifications.py.
NO_NOTIFICATION: dict[str, Any] = {
    "things": {"notification_id": "message"},
    "variants": ("right",),
}

ROWS = [
    row("GET", CHANNEL + "/messages", VIEW),
    row("POST", CHANNEL + "/messages", Permissions.SEND_MESSAGES, {"content": "hello"}),
    row("GET", CHANNEL + "/messages/search", HISTORY),
    row("GET", MESSAGE, HISTORY),
    row("PATCH", MESSAGE, VIEW, {"content": "changed"}, others=50005),
    row("DELETE", MESSAGE, Permissions.MANAGE_MESSAGES, None, 204, lookup_first=True),
    row("POST", CHANNEL + "/messages/bulk-delete", Permissions.MANAGE_MESSAGES, {"messages": ["1", "2"]},
        50034),
    row("GET", CHANNEL + "/messages/deleted", Permissions.MANAGE_MESSAGES),
    row("GET", MESSAGE + "/edits", Permissions.MANAGE_MESSAGES),
    row("POST", MESSAGE + "/crosspost", VIEW, ok=50024, variants=THERE),
    row("POST", MESSAGE + "/ack", VIEW, {}, only="people", variants=THERE),
    row("POST", MESSAGE + "/threads", Permissions.CREATE_PUBLIC_THREADS, {"name": "t"}, 201,
        fresh="message"),
    row("POST", CHANNEL + "/attachments", Permissions.ATTACH_FILES | Permissions.SEND_MESSAGES,
        {"files": [{"id": "0", "filename": "a.txt", "file_size": 1}]}),
    row("DELETE", CHANNEL + "/attachments/{token}/{filename}", ANYBODY, None, 50146, **NO_UPLOAD),
    row("DELETE", "/attachments/{token}/{filename}", ANYBODY, None, 50146, **NO_UPLOAD),
    row("GET", CHANNEL + "/typing", Permissions.VIEW_CHANNEL),
    row("POST", CHANNEL + "/typing", Permissions.SEND_MESSAGES, None, 204),
    row("GET", CHANNEL + "/pins", HISTORY),
    row("PUT", CHANNEL + "/pins/{message_id}", Permissions.PIN_MESSAGES, None, 204, or_else=Permissions.MANAGE_MESSAGES),
    row("DELETE", CHANNEL + "/pins/{message_id}", Permissions.PIN_MESSAGES, None, 204, or_else=Permissions.MANAGE_MESSAGES, fresh="pin",
        things={"message_id": "pin"}),
    row("GET", CHANNEL + "/messages/pins", HISTORY),
    row("PUT", CHANNEL + "/messages/pins/{message_id}", Permissions.PIN_MESSAGES, None, 204, or_else=Permissions.MANAGE_MESSAGES),
    row("DELETE", CHANNEL + "/messages/pins/{message_id}", Permissions.PIN_MESSAGES, None, 204, or_else=Permissions.MANAGE_MESSAGES,
        things={"message_id": "pin"}, fresh="pin"),
    row("DELETE", MESSAGE + "/reactions", Permissions.MANAGE_MESSAGES, None, 204, fresh=None),
    row("GET", REACTION, HISTORY, variants=THERE, things=PARTY),
    row("PUT", REACTION + "/@me", HISTORY, None, 204, variants=THERE, things=PARTY),
    row("DELETE", REACTION + "/@me", HISTORY, None, 204, variants=THERE, things=PARTY, fresh=None),
    row("DELETE", REACTION, Permissions.MANAGE_MESSAGES, None, 204, variants=THERE, things=PARTY, fresh=None),
    row("DELETE", REACTION + "/{user_id}", Permissions.MANAGE_MESSAGES, None, 204, variants=THERE, things=PARTY, fresh=None),
    row("GET", POLL + "/answers/{answer_id}", HISTORY, **ANSWER),
    row("PUT", POLL + "/answers/@me", HISTORY, {"answer_ids": ["1"]}, 204, outcomes={"timed-out": 50013}, only="people",
        things=ON_POLL),
    row("PUT", POLL + "/answers/{answer_id}/@me", HISTORY, None, 204, outcomes={"timed-out": 50013}, only="people",
        **ANSWER),
    row("DELETE", POLL + "/answers/{answer_id}/@me", HISTORY, None, 204, outcomes={"timed-out": 50013}, only="people",
        **ANSWER, fresh=None),
    row("POST", POLL + "/expire", VIEW, others=50005, things=ON_POLL, fresh="poll"),
    row("GET", "/users/@me/channels", ANYBODY, only="people"),
    row("POST", "/users/@me/channels", ANYBODY, lambda place: {
        "recipient_id": place.thing("user")}, ok=50007),
    row("GET", "/users/@me/notifications", ANYBODY, only="people"),
    row("POST", "/users/@me/notifications/ack", ANYBODY, {}, 204, only="people"),
    row("POST", "/users/@me/notifications/{notification_id}/ack", ANYBODY, None, 404,
        only="people", **NO_NOTIFICATION),
    row("DELETE", "/users/@me/notifications/{notification_id}", ANYBODY, None, 404,
        only="people", fresh=None, **NO_NOTIFICATION),
    row("GET", "/users/@me/mentions", ANYBODY, only="people"),
    row("DELETE", "/users/@me/mentions/{message_id}", ANYBODY, None, 204, only="people",
        fresh=None, variants=("right",)),
]  # fmt: skip
