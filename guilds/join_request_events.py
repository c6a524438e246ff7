"""What is told of requests to join: to whoever made one, and to those who decide on it.

The gateway knows by the names that only members with KICK_MEMBERS hear of the requests of others.
"""

from __future__ import annotations

from config.kernel.events import Audience, dispatch
from guilds.models import JoinRequest, JoinRequestStatus
from guilds.payloads.join_requests import join_request_payload, own_join_request_payload


def join_request_created(request: JoinRequest) -> None:
    """Tell who made it; moderators hear of it once it is submitted."""
    tell("GUILD_JOIN_REQUEST_CREATE", request)


def join_request_updated(request: JoinRequest) -> None:
    tell("GUILD_JOIN_REQUEST_UPDATE", request)
    data = {
        "guild_id": str(request.guild_id),
        "request": join_request_payload(request),
        "status": request.status,
    }
    dispatch("GUILD_JOIN_REQUEST_UPDATE", data, to=Audience.guild(request.guild_id))


def own_join_request_updated(request: JoinRequest) -> None:
    """Tell only who made it."""
    tell("GUILD_JOIN_REQUEST_UPDATE", request)


def tell(name: str, request: JoinRequest) -> None:
    data = {
        "guild_id": str(request.guild_id),
        "request": own_join_request_payload(request),
        "status": request.status,
    }
    dispatch(name, data, to=Audience.user(request.user_id))


def join_request_deleted(request: JoinRequest) -> None:
    data = {
        "guild_id": str(request.guild_id),
        "id": str(request.id),
        "user_id": str(request.user_id),
    }
    dispatch("GUILD_JOIN_REQUEST_DELETE", data, to=Audience.user(request.user_id))
    if request.status != JoinRequestStatus.STARTED:
        dispatch("GUILD_JOIN_REQUEST_DELETE", data, to=Audience.guild(request.guild_id))
