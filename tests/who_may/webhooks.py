"""Webhooks, by those who manage them and by whoever has the token."""

from __future__ import annotations

from typing import Any

from guilds.permissions import Permissions
from tests.who_may.rows import OPEN, row

WEBHOOK = "/webhooks/{webhook_id}"
TOKEN = WEBHOOK + "/{token}"
MESSAGE = TOKEN + "/messages/{message_id}"
PUPPET: dict[str, Any] = {"message_id": "puppet"}
BY_TOKEN: dict[str, Any] = {"outcomes": {"wrong parent": 50027, "deleted": 10015}}

ROWS = [
    row("GET", WEBHOOK, Permissions.MANAGE_WEBHOOKS),
    row("PATCH", WEBHOOK, Permissions.MANAGE_WEBHOOKS, {"name": "n"}),
    row("DELETE", WEBHOOK, Permissions.MANAGE_WEBHOOKS, None, 204),
    row("GET", TOKEN, OPEN, **BY_TOKEN),
    row("POST", TOKEN, OPEN, {"content": "hello"}, 204, **BY_TOKEN),
    row("PATCH", TOKEN, OPEN, {"name": "n"}, **BY_TOKEN),
    row("DELETE", TOKEN, OPEN, None, 204, fresh="webhook", **BY_TOKEN),
    row("POST", TOKEN + "/slack", OPEN, {"text": "hello"}, **BY_TOKEN),
    row("POST", TOKEN + "/github", OPEN, {}, 204, **BY_TOKEN),
    row("GET", MESSAGE, OPEN, things=PUPPET),
    row("PATCH", MESSAGE, OPEN, {"content": "x"}, things=PUPPET),
    row("DELETE", MESSAGE, OPEN, None, 204, things=PUPPET),
]
