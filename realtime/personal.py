"""The events of ``user:`` topics: one's own affairs, and where one came in or went out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from django.conf import settings

from config.kernel.log import LogEvent
from guilds.models import ChannelType
from realtime.close_codes import CloseCode
from realtime.dispatches import Dispatch, dispatch_of
from realtime.intents import PEOPLE_ONLY, Intents
from realtime.ready import guild_create
from realtime.snapshots import BEGINNINGS, FRIEND

GROUP_DM: Final = ChannelType.GROUP_DM.value

if TYPE_CHECKING:
    from realtime.hub import Hub
    from realtime.sessions import GatewaySession
    from realtime.topics import Topic


def process(hub: Hub, topic: Topic, event: LogEvent) -> None:
    for session in list(topic.listeners):
        if session.early is not None:
            # What it belongs to is being read; this comes after.
            session.early.append(event)
        else:
            process_for(hub, session, event)


def process_for(hub: Hub, session: GatewaySession, event: LogEvent) -> None:
    """Take in an event of its user's topic for one session."""
    match event.name:
        case "SESSION_REVOKED":
            if is_revoked(session, event.parse()):
                session.connection.end(CloseCode.AUTHENTICATION_FAILED, "Session revoked")
        case "GUILD_CREATE":
            join_guild(hub, session, event)
        case "GUILD_DELETE":
            leave_guild(session, event)
        case "CHANNEL_CREATE":
            open_direct_channel(hub, session, event)
        case "CHANNEL_DELETE":
            close_direct_channel(hub, session, event)
        case "THREAD_MEMBER_UPDATE":
            if hears_of_thread(session, event):
                session.push(dispatch_of(event))
        case "RELATIONSHIP_ADD" | "RELATIONSHIP_REMOVE" if not session.identity.is_bot:
            change_friends(hub, session, event)
            session.push(dispatch_of(event))
        case "VOICE_SERVER_UPDATE":
            if (told := voice_server(session, event)) is not None:
                session.push(told)
        case _:
            if not (session.identity.is_bot and event.name in PEOPLE_ONLY):
                session.push(dispatch_of(event))


def voice_server(session: GatewaySession, event: LogEvent) -> Dispatch | None:
    """Return what the one session hears that is in voice: where it connects to."""
    data = event.parse()
    if data.pop("session_id") != session.id:
        return None
    if not settings.VOICE_ENDPOINT and session.connection.host:
        data["endpoint"] = session.connection.host
    return Dispatch(event.name, event.position, orjson.dumps(data))


def hears_of_thread(session: GatewaySession, event: LogEvent) -> bool:
    """Say whether a session asked for what its user is in threads of its guilds."""
    is_asked_for = bool(session.intents & Intents.GUILDS)
    return is_asked_for and int(event.parse()["guild_id"]) in session.groups


def change_friends(hub: Hub, session: GatewaySession, event: LogEvent) -> None:
    """Know whom the user's presence is told to, and that theirs may come."""
    data = event.parse()
    others = {*session.friends} - {int(data["id"])}
    if event.name == "RELATIONSHIP_ADD" and data["type"] == FRIEND:
        others.add(int(data["id"]))
        hub.hear_of_friends(session.user_id)
    session.friends = tuple(others)


def is_revoked(session: GatewaySession, revoked: dict[str, Any]) -> bool:
    key = session.identity.session_key
    if revoked.get("session") is not None:
        return bool(revoked["session"] == key)
    return revoked.get("but_not") is None or revoked["but_not"] != key


def join_guild(hub: Hub, session: GatewaySession, event: LogEvent) -> None:
    guild_id = int(event.parse()["id"])
    if guild_id in session.groups or not session.shard.has_guild(guild_id):
        return
    place = Dispatch("GUILD_CREATE", event.position, b"")
    session.hold_for(place)
    hub.spawn(_join(hub, session, guild_id, place))


async def _join(hub: Hub, session: GatewaySession, guild_id: int, place: Dispatch) -> None:
    """Fill the place of GUILD_CREATE among the held events once the guild is known here."""
    lives = hub.lives
    try:
        hub.listen(session, f"guild:{guild_id}")
        view = await hub.view_of(guild_id)
        if view is None or guild_id in session.groups:
            return
        membership = view.expect(session.user_id)
        try:
            beginning = await BEGINNINGS.ask(session.user_id)
        except BaseException:
            view.abandon(session.user_id)
            raise
        if membership.roles is None and beginning is not None and guild_id in beginning.memberships:
            membership.learn(beginning.member_payload(guild_id))
        if lives != hub.lives or session.id not in hub.sessions:
            view.abandon(session.user_id)
            return
        group = view.attach(session)
        if group is None:
            return
        if session.intents & Intents.GUILDS:
            place.data = guild_create(session, group)
        hub.presence.show_to(session, guild_id)
    except Exception:
        session.connection.end(CloseCode.UNKNOWN_ERROR, "The guild could not be read")
        raise
    finally:
        session.fill(place)
        hub.outgoing.flush_soon()


def leave_guild(session: GatewaySession, event: LogEvent) -> None:
    guild_id = int(event.parse()["id"])
    group = session.groups.get(guild_id)
    if group is not None:
        group.view.remove_user(session.user_id)
    session.push(dispatch_of(event))


def open_direct_channel(hub: Hub, session: GatewaySession, event: LogEvent) -> None:
    channel_id = int(event.parse()["id"])
    name = f"channel:{channel_id}"
    if not session.shard.has_direct_channels:
        return
    if not session.identity.is_bot:
        session.push(dispatch_of(event))
    if name in session.topics:
        return
    hub.listen(session, name)
    if not hub.topic(name).is_followed:
        place = Dispatch("", event.position, b"")
        session.hold_for(place)
        hub.spawn(_follow(hub, session, name, place))


def close_direct_channel(hub: Hub, session: GatewaySession, event: LogEvent) -> None:
    """Tell of a closed DM, which the next message opens again; a group DM is left for good."""
    channel = event.parse()
    session.push(dispatch_of(event))
    if channel["type"] == GROUP_DM:
        hub.stop_listening(session, f"channel:{channel['id']}")


async def _follow(hub: Hub, session: GatewaySession, name: str, place: Dispatch) -> None:
    """Hear a new direct channel, with what was written between its opening and now."""
    try:
        await hub.follow_from([name], place.s)
    except Exception:
        session.connection.end(CloseCode.UNKNOWN_ERROR, "The channel could not be followed")
        raise
    finally:
        session.fill(place)
        hub.outgoing.flush_soon()
