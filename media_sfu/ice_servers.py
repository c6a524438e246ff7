"""The STUN and TURN servers of an instance, with credentials that end by themselves.

https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00, as coturn has it
(``use-auth-secret``): the name is when it ends and whose it is, the password an HMAC of the name.
"""

from __future__ import annotations

import base64
import hmac
import time
from typing import NotRequired, TypedDict

from django.conf import settings

from config.settings import limits


class IceServerPayload(TypedDict):
    urls: list[str]
    username: NotRequired[str]
    credential: NotRequired[str]


class IceServersPayload(TypedDict):
    ttl: int
    ice_servers: list[IceServerPayload]


def ice_servers(user_id: int) -> IceServersPayload:
    """Return what a browser's ``RTCPeerConnection`` takes as ``iceServers``, and for how long."""
    servers: list[IceServerPayload] = []
    if settings.STUN_URLS:
        servers.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS and settings.TURN_SECRET:
        username = f"{int(time.time()) + limits.TURN_CREDENTIAL_SECONDS}:{user_id}"
        servers.append(
            {
                "urls": settings.TURN_URLS,
                "username": username,
                "credential": turn_password(username),
            }
        )
    return {"ttl": limits.TURN_CREDENTIAL_SECONDS, "ice_servers": servers}


def turn_password(username: str) -> str:
    # SHA-1 is what TURN servers know.
    digest = hmac.digest(settings.TURN_SECRET.encode(), username.encode(), "sha1")
    return base64.b64encode(digest).decode()
