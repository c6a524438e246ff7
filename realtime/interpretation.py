"""What the events of a guild's topic change in what this process knows of the guild."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from config.kernel.log import LogEvent
from realtime.differences import GUILDS, THREAD_TYPES
from realtime.dispatches import Dispatch, dispatch_of
from realtime.guild_view import GUILD_MEMBERS, GuildView
from realtime.placed import KIND_OF, placed_changed
from realtime.sessions import GatewaySession
from realtime.visibility import PRIVATE_THREAD, channel_rules


def process(view: GuildView, event: LogEvent, before: int) -> None:
    """Take in the next event of the guild's topic and deliver it.

    ``before`` is the position that sessions have heard up to. What the event makes appear or
    vanish is told under it and first, so that whoever has heard the event has heard that too.
    """
    interpret = INTERPRETED.get(event.name)
    if interpret is not None:
        interpret(view, event, before)
        return
    if event.name == "MESSAGE_CREATE":
        view.state.message_created(event)
    elif event.name in ("MESSAGE_DELETE", "MESSAGE_DELETE_BULK"):
        messages_deleted(view, event)
    view.deliver(event)


def guild_updated(view: GuildView, event: LogEvent, before: int) -> None:
    data = event.parse()
    view.state.guild_updated(data)
    if int(data["owner_id"]) != view.rules.owner_id:
        view.rules.owner_id = int(data["owner_id"])
        view.regroup(before)
    view.deliver(event)


def guild_deleted(view: GuildView, event: LogEvent, before: int) -> None:
    view.deliver(event)
    view.is_gone = True
    for session in list(view.sessions()):
        view.detach(session)


def role_put(view: GuildView, event: LogEvent, before: int) -> None:
    role = event.parse()["role"]
    role_id, bits = int(role["id"]), int(role["permissions"])
    view.state.role_put(role)
    if view.rules.roles.get(role_id) != bits:
        view.rules.roles[role_id] = bits
        view.regroup(before)
    view.deliver(event)


def role_deleted(view: GuildView, event: LogEvent, before: int) -> None:
    role_id = int(event.parse()["role_id"])
    view.state.role_deleted(role_id)
    view.rules.roles.pop(role_id, None)
    for channel in view.rules.channels.values():
        channel.overwrites.pop(role_id, None)
    for membership in view.memberships.values():
        membership.lose(role_id)
    view.regroup(before)
    view.deliver(event)


def channel_put(view: GuildView, event: LogEvent, before: int) -> None:
    payload = event.parse()
    channel_id = int(payload["id"])
    rules = channel_rules(payload, view.state.thread_members.get(channel_id, ()))
    old_rules = view.rules.channels.get(channel_id)
    saw = {
        session
        for group in view.groups.values()
        if channel_id in group.visible
        for session in group.sessions
    }
    is_thread = payload["type"] in THREAD_TYPES
    was_active = channel_id in view.state.threads
    view.state.channel_put(payload, is_thread=is_thread)
    view.rules.channels[channel_id] = rules
    if old_rules != rules:
        view.regroup(before, told=channel_id if old_rules is None else None)
    dispatch = dispatch_of(event)
    for group in view.groups.values():
        if channel_id not in group.visible or not group.intents & GUILDS:
            continue
        for session in group.sessions:
            # Whom it has just appeared to has heard CHANNEL_CREATE with the same content.
            if old_rules is None or session in saw:
                session.push(dispatch)
                if event.name == "THREAD_UPDATE" and not was_active:
                    tell_own_membership(view, session, channel_id, event.position)


def tell_own_membership(
    view: GuildView, session: GatewaySession, thread_id: int, position: int
) -> None:
    """Tell who is in a thread that is open again what they are there: the thread itself does not."""
    own = view.state.thread_members.get(thread_id, {}).get(session.user_id)
    if own is not None and thread_id in view.state.threads:
        data = {**own, "guild_id": str(view.guild_id)}
        session.push(Dispatch("THREAD_MEMBER_UPDATE", position, orjson.dumps(data)))


def channel_deleted(view: GuildView, event: LogEvent, before: int) -> None:
    channel_id = int(event.parse()["id"])
    is_known = channel_id in view.rules.channels
    saw = [
        group
        for group in view.groups.values()
        # A thread that was archived before anybody listened here is not known.
        if (channel_id in group.visible if is_known else view.could_see(group, event))
    ]
    view.push(dispatch_of(event), groups=saw)
    threads = [
        thread_id
        for thread_id, thread in view.rules.channels.items()
        if thread.type in THREAD_TYPES and thread.parent_id == channel_id
    ]
    for gone in (channel_id, *threads):
        view.state.channel_deleted(gone)
        view.rules.channels.pop(gone, None)
    view.regroup(before)


def messages_deleted(view: GuildView, event: LogEvent) -> None:
    if event.channel_id in view.state.threads:
        data = event.parse()
        ids = data.get("ids") or [data["id"]]
        view.state.messages_deleted(event.channel_id, [int(message_id) for message_id in ids])


def thread_roster(view: GuildView, event: LogEvent, before: int) -> None:
    """Learn who is in a thread that the next event tells of; clients hear nothing."""
    data = event.parse()
    view.state.thread_roster(int(data["id"]), data["members"])


def thread_members_updated(view: GuildView, event: LogEvent, before: int) -> None:
    data = event.parse()
    thread_id = int(data["id"])
    removed = {int(user_id) for user_id in data.get("removed_member_ids", ())}
    added = {int(member["user_id"]) for member in data.get("added_members", ())}
    view.state.thread_members_updated(data)
    rules = view.rules.channels.get(thread_id)
    is_private = rules is not None and rules.type == PRIVATE_THREAD
    if rules is not None and is_private and added:
        rules.members |= added
        view.regroup(before)
    tell_thread_members(view, event, added | removed)
    if rules is not None and is_private and removed:
        rules.members -= removed
        # Whoever was removed has just heard so, and drops the thread.
        view.regroup(before, told=thread_id)


def tell_thread_members(view: GuildView, event: LogEvent, concerned: set[int]) -> None:
    """Tell those with the members intent of all, others only of themselves."""
    dispatch = dispatch_of(event)
    for group in view.groups.values():
        if event.channel_id not in group.visible:
            continue
        if group.intents & GUILD_MEMBERS:
            group.push(dispatch)
        elif group.intents & GUILDS:
            for session in group.sessions:
                if session.user_id in concerned:
                    session.push(dispatch)


def member_added(view: GuildView, event: LogEvent, before: int) -> None:
    member = event.parse()
    view.state.member_put(member, joined=True)
    learn(view, member, before)
    dispatch = dispatch_of(event)
    for group in view.groups.values():
        if group.intents & GUILD_MEMBERS:
            # To the one who joined, GUILD_CREATE has said it.
            group.push_except(dispatch, int(member["user"]["id"]), None)


def member_updated(view: GuildView, event: LogEvent, before: int) -> None:
    member = event.parse()
    view.state.member_put(member)
    learn(view, member, before)
    dispatch = dispatch_of(event)
    for group in view.groups.values():
        if group.intents & GUILD_MEMBERS:
            group.push(dispatch)
    membership = view.memberships.get(int(member["user"]["id"]))
    for session in membership.sessions if membership is not None else ():
        # What changes for oneself is told without the intent, too.
        if not session.intents & GUILD_MEMBERS:
            session.push(dispatch)


def learn(view: GuildView, member: Mapping[str, Any], before: int) -> None:
    membership = view.memberships.get(int(member["user"]["id"]))
    if membership is None:
        return
    roles = membership.roles
    membership.learn(member)
    if roles != membership.roles and membership.sessions:
        view.regroup(before)


def member_removed(view: GuildView, event: LogEvent, before: int) -> None:
    user_id = int(event.parse()["user"]["id"])
    view.state.member_removed(user_id)
    view.remove_user(user_id)
    view.deliver(event)


def emojis_updated(view: GuildView, event: LogEvent, before: int) -> None:
    view.state.field_updated("emojis", event.parse()["emojis"])
    view.deliver(event)


def stickers_updated(view: GuildView, event: LogEvent, before: int) -> None:
    view.state.field_updated("stickers", event.parse()["stickers"])
    view.deliver(event)


def sound_put(view: GuildView, event: LogEvent, before: int) -> None:
    view.state.sound_put(event.parse())
    view.deliver(event)


def sound_deleted(view: GuildView, event: LogEvent, before: int) -> None:
    view.state.sound_deleted(event.parse()["sound_id"])
    view.deliver(event)


def sounds_updated(view: GuildView, event: LogEvent, before: int) -> None:
    view.state.field_updated("soundboard_sounds", event.parse()["soundboard_sounds"])
    view.deliver(event)


def pins_updated(view: GuildView, event: LogEvent, before: int) -> None:
    data = event.parse()
    view.state.pins_updated(int(data["channel_id"]), data.get("last_pin_timestamp"))
    view.deliver(event)


def voice_status_updated(view: GuildView, event: LogEvent, before: int) -> None:
    data = event.parse()
    view.state.status_updated(int(data["id"]), data["status"])
    view.deliver(event)


INTERPRETED: Final[dict[str, Callable[[GuildView, LogEvent, int], None]]] = {
    "GUILD_UPDATE": guild_updated,
    "GUILD_DELETE": guild_deleted,
    "GUILD_ROLE_CREATE": role_put,
    "GUILD_ROLE_UPDATE": role_put,
    "GUILD_ROLE_DELETE": role_deleted,
    "CHANNEL_CREATE": channel_put,
    "CHANNEL_UPDATE": channel_put,
    "CHANNEL_DELETE": channel_deleted,
    "THREAD_CREATE": channel_put,
    "THREAD_UPDATE": channel_put,
    "THREAD_DELETE": channel_deleted,
    "THREAD_ROSTER": thread_roster,
    "THREAD_MEMBERS_UPDATE": thread_members_updated,
    "GUILD_MEMBER_ADD": member_added,
    "GUILD_MEMBER_UPDATE": member_updated,
    "GUILD_MEMBER_REMOVE": member_removed,
    "GUILD_EMOJIS_UPDATE": emojis_updated,
    "GUILD_STICKERS_UPDATE": stickers_updated,
    "GUILD_SOUNDBOARD_SOUND_CREATE": sound_put,
    "GUILD_SOUNDBOARD_SOUND_UPDATE": sound_put,
    "GUILD_SOUNDBOARD_SOUND_DELETE": sound_deleted,
    "GUILD_SOUNDBOARD_SOUNDS_UPDATE": sounds_updated,
    "CHANNEL_PINS_UPDATE": pins_updated,
    "VOICE_CHANNEL_STATUS_UPDATE": voice_status_updated,
    **dict.fromkeys(KIND_OF, placed_changed),
}
