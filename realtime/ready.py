"""READY and GUILD_CREATE: the state that a session begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from realtime.intents import Intents

if TYPE_CHECKING:
    from accounts.authentication import Credentials
    from realtime.groups import Group
    from realtime.sessions import GatewaySession

GUILD_PRESENCES = int(Intents.GUILD_PRESENCES)
GUILD_VOICE_STATES = int(Intents.GUILD_VOICE_STATES)


def guild_create(session: GatewaySession, group: Group) -> bytes:
    """Return the guild as this session may see it, as JSON."""
    view = group.view
    state = view.state
    membership = view.memberships[session.user_id]
    is_large = state.member_count >= session.large_threshold
    hears_presences = session.intents & GUILD_PRESENCES
    has_everybody = state.members is not None and (
        session.wants_everything or (hears_presences and not is_large)
    )
    return state.encoded(
        group.visible,
        user_id=session.user_id,
        joined_at=membership.joined_at,
        members=None if has_everybody else (membership.payload,),
        presences=state.presences.values() if hears_presences else (),
        is_large=is_large,
        hears_voice=bool(session.intents & GUILD_VOICE_STATES),
    )


def ready(
    session: GatewaySession,
    credentials: Credentials,
    *,
    resume_url: str,
    own: Mapping[str, Any],
    shard_given: bool,
) -> bytes:
    """Return READY's data. ``own`` is what it tells of the user (``own_parts``)."""
    data: dict[str, Any] = {
        "v": 10,
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": resume_url,
        "private_channels": [],
        "calls": [],
        "relationships": [],
        "presences": [],
        "user_settings": {},
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "auth": {},
        "_trace": [],
    }
    if shard_given:
        data["shard"] = list(session.shard)
    application = credentials.application
    if application is not None:
        data["application"] = {"id": str(application.id), "flags": application.flags}
    data |= own
    if session.identity.is_bot:
        guilds = [{"id": str(guild_id), "unavailable": True} for guild_id in session.groups]
        return orjson.dumps(data | {"guilds": guilds})
    data["sessions"] = []
    # The guilds are encoded piecewise and put in as they are.
    encoded = b",".join(guild_create(session, group) for group in session.groups.values())
    return orjson.dumps(data)[:-1] + b',"guilds":[' + encoded + b"]}"
