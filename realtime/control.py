"""What hubs tell each other: that a session of theirs goes on elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.layers import get_channel_layer

if TYPE_CHECKING:
    from realtime.hub import Hub


def group_of(hub_id: str) -> str:
    return f"hub.{hub_id}"


async def cut_elsewhere(hub: Hub, session_id: str, hub_id: str) -> None:
    """Close the socket that still holds a session, wherever it is."""
    if hub_id == hub.id:
        cut_here(hub, session_id)
        return
    layer = get_channel_layer()
    if layer is not None:
        message = {"type": "cut", "session_id": session_id}
        await layer.group_send(group_of(hub_id), message)


def cut_here(hub: Hub, session_id: str) -> None:
    session = hub.sessions.get(session_id)
    if session is not None:
        session.connection.cut()
