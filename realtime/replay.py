"""RESUME: what a session missed is told again from the log, by whichever process is asked.

Right only if what the user may see has not changed in between. Where it has, or may have, the
session is over and the client identifies anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.kernel import log
from config.kernel.log import Head, LogEvent, LogTrimmed
from realtime import personal
from realtime.dispatches import TRIMMED_NAMES, Dispatch, dispatch_of
from realtime.groups import MESSAGE_CONTENT
from realtime.guild_view import GUILD_MEMBERS
from realtime.intents import INTERNAL, PEOPLE_ONLY, needed
from realtime.placed import changes_sight

if TYPE_CHECKING:
    from realtime.hub import Hub
    from realtime.sessions import GatewaySession

ALWAYS_CHANGES = frozenset(("GUILD_ROLE_DELETE", "CHANNEL_UPDATE", "THREAD_UPDATE", "GUILD_UPDATE"))


class CannotReplay(Exception):
    """What was missed cannot be told faithfully."""


async def read_missed(hub: Hub, session: GatewaySession, seen: Head) -> list[LogEvent]:
    """Return what was published in the session's topics after ``seen``, for ``replay``.

    From memory where that reaches back far enough, else from Redis.
    """
    now = hub.head
    if not await log.survived(seen, now):
        raise CannotReplay("the log has lost what was seen")
    far = [name for name in session.topics if hub.topic(name).since(seen.position) is None]
    if not far:
        return []
    try:
        _, events = await log.read(far, after=seen.position, epoch=now.epoch)
    except LogTrimmed as trimmed:
        raise CannotReplay(str(trimmed)) from trimmed
    return events


def replay(hub: Hub, session: GatewaySession, seen: Head, read: list[LogEvent]) -> list[Dispatch]:
    """Return what the attached session has to be told, in order. Does not wait for anything."""
    missed = {event.position: event for event in read if event.position <= hub.position}
    reached = dict.fromkeys(session.topics, seen.position)
    for name in session.topics:
        topic = hub.topic(name)
        recent = topic.recent if topic.since(seen.position) is None else topic.since(seen.position)
        for event in recent or ():
            if event.position > seen.position:
                missed[event.position] = event
    dispatches = []
    for position in sorted(missed):
        event = missed[position]
        if event.before > reached[event.topic]:
            raise CannotReplay(f"a hole in {event.topic} before {position}")
        reached[event.topic] = position
        if may_change_what_is_seen(session, event):
            raise CannotReplay(f"{event.name} at {position}")
        dispatch = heard_as(hub, session, event)
        if dispatch is not None:
            dispatches.append(dispatch)
    return dispatches


def may_change_what_is_seen(session: GatewaySession, event: LogEvent) -> bool:
    """Say whether an event could have changed what the user sees, judged too often than too rarely."""
    name = event.name
    if event.topic.startswith("user:"):
        if name == "SESSION_REVOKED":
            return personal.is_revoked(session, event.parse())
        return name in ("GUILD_CREATE", "GUILD_DELETE")
    if not event.topic.startswith("guild:"):
        return False
    if event.moved_from is not None:
        group = session.groups.get(int(event.topic.partition(":")[2]))
        return group is None or changes_sight(event, group.visible)
    if event.keeps_access:
        return False
    if name in ALWAYS_CHANGES or name == "GUILD_DELETE":
        return True
    if name in ("GUILD_MEMBER_UPDATE", "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"):
        return int(event.parse()["user"]["id"]) == session.user_id
    if name == "THREAD_MEMBERS_UPDATE":
        return session.user_id in concerned(event)
    if name == "GUILD_ROLE_UPDATE":
        guild_id = int(event.topic.partition(":")[2])
        role_id = int(event.parse()["role"]["id"])
        group = session.groups.get(guild_id)
        return group is None or role_id == guild_id or role_id in group.permission_class.roles
    return False


def concerned(event: LogEvent) -> set[int]:
    """Return who came into a thread or went, by THREAD_MEMBERS_UPDATE."""
    data = event.parse()
    added = {int(member["user_id"]) for member in data.get("added_members", ())}
    return added | {int(user_id) for user_id in data.get("removed_member_ids", ())}


def heard_as(hub: Hub, session: GatewaySession, event: LogEvent) -> Dispatch | None:
    """Return the dispatch of an event if the session is to hear it."""
    if event.name in INTERNAL:
        return None
    kind, _, number = event.topic.partition(":")
    dispatch = dispatch_of(event)
    if kind == "user":
        is_kept_from_bots = session.identity.is_bot and (
            event.name in PEOPLE_ONLY or event.name == "CHANNEL_CREATE"
        )
        if event.name == "VOICE_SERVER_UPDATE":
            return personal.voice_server(session, event)
        if event.name == "THREAD_MEMBER_UPDATE" and not personal.hears_of_thread(session, event):
            return None
        return None if is_kept_from_bots else dispatch
    if kind == "channel":
        if session.identity.is_bot and event.name in PEOPLE_ONLY:
            return None
        wanted = needed(event.name, in_guild=False)
        is_asked_for = not wanted or session.intents & wanted
        return dispatch if is_asked_for and event.but_not != session.user_id else None
    group = session.groups.get(int(number))
    if group is None:
        return None
    if event.name in ("CHANNEL_CREATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_DELETE"):
        return dispatch if group.view.could_see(group, event) else None
    if not group.view.hears(session, event):
        return None
    if event.name == "THREAD_MEMBERS_UPDATE" and not group.intents & GUILD_MEMBERS:
        return dispatch if session.user_id in concerned(event) else None
    if event.name == "GUILD_MEMBER_ADD" and not group.intents & GUILD_MEMBERS:
        return None
    if event.name in TRIMMED_NAMES and not group.intents & MESSAGE_CONTENT:
        return dispatch if dispatch.concerns(session.user_id) else dispatch.without_content()
    return dispatch
