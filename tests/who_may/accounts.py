"""Users, their settings and relationships, applications, the gateway's address."""

from __future__ import annotations

from typing import Any

from tests.who_may.rows import ANYBODY, OPEN, row

APPLICATION = "/applications/{application_id}"
CONNECTION = "/users/@me/connections/{connection_type}/{connection_id}"
USER = {"user_id": "user"}
# Other users are no parents, and the one of the guild that is gone is still there.
ONE_USER: dict[str, Any] = {"things": USER, "variants": ("right",)}
PEOPLE: dict[str, Any] = {"only": "people"}
# An application stays when a guild goes.
OWN: dict[str, Any] = {"others": 50001, "variants": ("right", "foreign")}

ROWS = [
    row("POST", "/users/sync", OPEN, {}, 404, outcomes={"webhook token": 404}),
    row("GET", "/users/@me", ANYBODY),
    row("PATCH", "/users/@me", ANYBODY, {"avatar": None}),
    row("PATCH", "/users/@me/profile", ANYBODY, {"bio": "hello"}, **PEOPLE),
    row("GET", "/users/@me/connections", ANYBODY, **PEOPLE),
    row("GET", "/users/@me/settings", ANYBODY, **PEOPLE),
    row("PATCH", "/users/@me/settings", ANYBODY, {"locale": "de"}, **PEOPLE),
    row("GET", "/users/@me/notes", ANYBODY, **PEOPLE),
    row("PUT", "/users/@me/notes/{user_id}", ANYBODY, {"note": "hm"}, 204, **PEOPLE, **ONE_USER),
    row("GET", "/users/@me/notes/{user_id}", ANYBODY, **PEOPLE, **ONE_USER),
    row("GET", "/users/@me/security-log", ANYBODY, **PEOPLE),
    row("GET", "/users/@me/harvest", ANYBODY, None, 204, **PEOPLE),
    row("POST", "/users/@me/harvest", ANYBODY, **PEOPLE),
    row("GET", "/users/@me/delete", ANYBODY, None, 204, **PEOPLE),
    row("POST", "/users/@me/delete", ANYBODY, {"password": "not theirs"}, 50035, **PEOPLE),
    row("DELETE", "/users/@me/delete", ANYBODY, None, 404, **PEOPLE),
    row("PATCH", CONNECTION, ANYBODY, {}, **PEOPLE, others=10017, variants=("right",)),
    row("DELETE", CONNECTION, ANYBODY, {}, 400, **PEOPLE, others=10017,
        variants=("right",), fresh=None),
    row("GET", "/users/@me/relationships", ANYBODY, **PEOPLE),
    row("POST", "/users/@me/relationships", ANYBODY, {"username": "nobody.there"}, **PEOPLE,
        ok=80004),
    row("PUT", "/users/@me/relationships/{user_id}", ANYBODY, {"type": 2}, 204, **PEOPLE,
        **ONE_USER),
    row("PATCH", "/users/@me/relationships/{user_id}", ANYBODY, {"notify_online": True}, 10013,
        **PEOPLE, **ONE_USER),
    row("DELETE", "/users/@me/relationships/{user_id}", ANYBODY, None, 204, **PEOPLE, **ONE_USER,
        fresh=None),
    row("GET", "/users/{user_id}", ANYBODY, **ONE_USER),
    row("GET", "/users/{user_id}/profile", ANYBODY, **PEOPLE, **ONE_USER),
    row("GET", "/oauth2/applications/@me", ANYBODY, only="bots"),
    row("PATCH", "/oauth2/applications/@me", ANYBODY, {"description": "d"}, only="bots"),
    row("GET", "/applications/@me", ANYBODY, only="bots"),
    row("PATCH", "/applications/@me", ANYBODY, {"description": "d"}, only="bots"),
    row("GET", "/applications", ANYBODY, **PEOPLE),
    row("POST", "/applications", ANYBODY, {"name": "mine"}, 201, **PEOPLE),
    row("GET", APPLICATION, ANYBODY, **OWN),
    row("PATCH", APPLICATION, ANYBODY, {"description": "d"}, **OWN),
    row("DELETE", APPLICATION, ANYBODY, None, 204, **PEOPLE, **OWN),
    row("POST", APPLICATION + "/bot/reset", ANYBODY, **PEOPLE, **OWN),
    row("POST", APPLICATION + "/reset", ANYBODY, **PEOPLE, **OWN),
    row("GET", "/oauth2/@me", ANYBODY, ok=50025),
    row("GET", "/oauth2/keys", OPEN),
    row("GET", "/oauth2/userinfo", ANYBODY, ok=50025),
    row("POST", "/oauth2/token", OPEN, {}, 400, outcomes={"webhook token": 400}),
    row("POST", "/oauth2/token/revoke", OPEN, {}, 400, outcomes={"webhook token": 400}),
    row("GET", "/oauth2/tokens", ANYBODY, **PEOPLE),
    row("DELETE", "/oauth2/tokens/{application_id}", ANYBODY, None, 10012, **PEOPLE, fresh=None,
        variants=("right",)),
    row("GET", "/gateway", OPEN),
    row("GET", "/gateway/bot", ANYBODY),
]  # fmt: skip
