"""Application commands, and adding applications to guilds."""

from __future__ import annotations

from typing import Any

from tests.who_may.rows import ANYBODY, row
from tests.who_may.world import numbers

APPLICATION = "/applications/{application_id}"
COMMAND = APPLICATION + "/commands/{command_id}"
IN_GUILD = APPLICATION + "/guilds/{guild_id}/commands"
EMOJI = APPLICATION + "/emojis/{emoji_id}"
METADATA = APPLICATION + "/role-connections/metadata"
CONNECTION = "/users/@me/applications/{application_id}/role-connection"
SAME = {"name": "same", "description": "d"}
# Only the application's owner; who is not learns nothing of its commands.
OWN: dict[str, Any] = {"others": 20012}
# An application stays when a guild goes.
WHOLE: dict[str, Any] = {**OWN, "variants": ("right", "foreign")}
OWN_EMOJIS: dict[str, Any] = {"others": 50001}
WHOLE_EMOJIS: dict[str, Any] = {**OWN_EMOJIS, "variants": ("right", "foreign")}
ELSEWHERE: dict[str, Any] = {"outcomes": {"owner, wrong parent": 50001}}


ADDED: dict[str, Any] = {"application_id": "added"}
IN: dict[str, Any] = {**ADDED, "command_id": "guild_command"}


def new(place: Any) -> dict[str, str]:
    return {"name": f"n{next(numbers)}", "description": "d"}


ENTITLEMENT = APPLICATION + "/entitlements/{entitlement_id}"
# Nothing is sold, so there is none.
NONE_SOLD: dict[str, Any] = {**OWN_EMOJIS, "ok": 10029, "variants": ("right",),
                             "things": {"entitlement_id": "answer"}}  # fmt: skip
NO_SKU: dict[str, Any] = {"ok": 10027, "variants": ("right",),
                          "things": {"sku_id": "answer", "subscription_id": "answer"}}  # fmt: skip

ROWS = [
    row("GET", APPLICATION + "/commands", ANYBODY, **WHOLE),
    row("POST", APPLICATION + "/commands", ANYBODY, new, 201, **WHOLE),
    row("PUT", APPLICATION + "/commands", ANYBODY, [SAME], **WHOLE),
    row("GET", COMMAND, ANYBODY, **OWN),
    row("PATCH", COMMAND, ANYBODY, {"description": "e"}, **OWN),
    row("DELETE", COMMAND, ANYBODY, None, 204, **OWN),
    row("GET", IN_GUILD, ANYBODY, **OWN, things=ADDED, **ELSEWHERE),
    row("POST", IN_GUILD, ANYBODY, new, 201, **OWN, things=ADDED, **ELSEWHERE),
    row("PUT", IN_GUILD, ANYBODY, [SAME], **OWN, things=ADDED, **ELSEWHERE),
    row("GET", IN_GUILD + "/permissions", ANYBODY, **OWN, things=ADDED, **ELSEWHERE),
    row("GET", IN_GUILD + "/{command_id}", ANYBODY, **OWN, things=IN),
    row("PATCH", IN_GUILD + "/{command_id}", ANYBODY, {"description": "e"}, **OWN, things=IN),
    row("DELETE", IN_GUILD + "/{command_id}", ANYBODY, None, 204, **OWN, things=IN),
    row("GET", IN_GUILD + "/{command_id}/permissions", ANYBODY, None, 10066, **OWN, things=IN),
    # The members of a guild decide who may use a command there.
    row("PUT", IN_GUILD + "/{command_id}/permissions", ANYBODY, {"permissions": []}, things=IN,
        only="people", others=50013, variants=("right",),
        outcomes={"administrator": 200, "outsider": 50001, "banned": 50001,
                  "owner of another guild": 50001}),
    row("GET", APPLICATION + "/emojis", ANYBODY, **WHOLE_EMOJIS),
    row("POST", APPLICATION + "/emojis", ANYBODY, {"name": "x", "image": "data:,"}, **WHOLE_EMOJIS,
        ok=50035),
    row("GET", EMOJI, ANYBODY, **OWN_EMOJIS, things={"emoji_id": "app_emoji"}),
    row("PATCH", EMOJI, ANYBODY, {"name": "bye"}, **OWN_EMOJIS, things={"emoji_id": "app_emoji"}),
    row("DELETE", EMOJI, ANYBODY, None, 204, **OWN_EMOJIS, things={"emoji_id": "app_emoji"}),
    row("GET", APPLICATION + "/skus", ANYBODY, **WHOLE_EMOJIS),
    row("GET", APPLICATION + "/entitlements", ANYBODY, **WHOLE_EMOJIS),
    row("POST", APPLICATION + "/entitlements", ANYBODY,
        {"sku_id": "1", "owner_id": "1", "owner_type": 1}, 10027, **WHOLE_EMOJIS),
    row("GET", ENTITLEMENT, ANYBODY, **NONE_SOLD),
    row("DELETE", ENTITLEMENT, ANYBODY, **NONE_SOLD, fresh=None),
    row("POST", ENTITLEMENT + "/consume", ANYBODY, **NONE_SOLD),
    row("GET", "/skus/{sku_id}/subscriptions", ANYBODY, **NO_SKU),
    row("GET", "/skus/{sku_id}/subscriptions/{subscription_id}", ANYBODY, **NO_SKU),
    row("GET", METADATA, ANYBODY, **WHOLE_EMOJIS),
    row("PUT", METADATA, ANYBODY, [], **WHOLE_EMOJIS),
    row("GET", CONNECTION, ANYBODY, only="people", ok=50026, variants=("right",)),
    row("PUT", CONNECTION, ANYBODY, {}, only="people", ok=50026, variants=("right",)),
    row("DELETE", CONNECTION, ANYBODY, None, only="people", ok=50026, variants=("right",),
        fresh=None),
    row("GET", "/oauth2/authorize", ANYBODY, only="people", query="?client_id=1", ok=10002),
    row("POST", "/oauth2/authorize", ANYBODY, {}, only="people", query="?client_id=1", ok=10002),
]  # fmt: skip
