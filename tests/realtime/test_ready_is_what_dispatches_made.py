"""READY + dispatches = fresh READY, whatever happens in between.

Three clients (the owner, a member with few rights, a bot with all intents) stay connected while
random operations run. In the end each must know exactly what somebody learns who connects only
then, from a hub that reads everything anew; no event may lack what a client library cannot do
without. The suite plays the same few lives each time;
`READY_EXAMPLES=100` plays others.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from accounts.models import Relationship, RelationshipType, User
from config.kernel import aio
from config.kernel.errors import APIError
from guilds.models import Guild
from guilds.permissions import Permissions
from guilds.services import join_guild
from media_sfu.services.joining import WantedState, update_own_voice_state
from messaging.models import Message
from messaging.services import own_reads
from realtime import hub as hubs
from realtime.intents import ALL_INTENTS
from tests.builders import make_bot, make_guild, make_member, make_user, token_of
from tests.helpers.api import Api
from tests.helpers.gateway import AsgiClient, Gateway, running_gateway
from tests.realtime.client_model import ClientModel
from tests.realtime.required_fields import missing_fields

EXAMPLES: Final = os.environ.get("READY_EXAMPLES")
STEPS: Final = 30
VIEW: Final = str(int(Permissions.VIEW_CHANNEL))
PICTURE: Final = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGP8v5QBK2DC"
    "LjxYJQBM7gG0qfKk0wAAAABJRU5ErkJggg=="
)
BEEP: Final = Path(__file__).parents[1] / "guilds" / "sounds" / "beep.mp3"
SOUND: Final = "data:audio/mpeg;base64," + base64.b64encode(BEEP.read_bytes()).decode()
MEETING: Final = {
    "name": "meeting",
    "privacy_level": 2,
    "entity_type": 3,
    "entity_metadata": {"location": "here"},
}
numbers = itertools.count()
choice = st.integers(0, 2**16)


def soon(hours: int = 1) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def person(name: str) -> User:
    return make_user(f"{name}{next(numbers)}", password=None)


def make_bot_of(owner: User) -> User:
    return make_bot(f"robot{next(numbers)}", owner=owner)


class Listener:
    """A connected client and what it knows."""

    def __init__(self, gateway: Gateway, user: User) -> None:
        self.gateway, self.user = gateway, user
        self.token = token_of(user)
        self.client: AsgiClient
        self.model = ClientModel(user.id)
        self.applied = 0

    async def begin(self, guild_ids: set[str]) -> None:
        intents = {"intents": int(ALL_INTENTS)} if self.user.bot else {}
        self.client = self.gateway.connect()
        await self.client.identify(self.token, **intents)
        self.learn()
        while not guild_ids <= self.model.guilds.keys():
            await self.client.next()
            self.learn()

    def learn(self) -> None:
        for message in self.client.heard[self.applied :]:
            assert missing_fields(message["t"], message["d"]) == []
            self.model.hear(message["t"], message["d"])
        self.applied = len(self.client.heard)

    async def catch_up(self) -> None:
        """Take in everything that has happened up to now."""
        hub = hubs.current_hub()
        await own_reads.settle()
        await hub._pass_mark()
        while errands := {task for task in hub._tasks - hub._services if not task.done()}:
            await asyncio.wait(errands)
        hub.outgoing.flush()
        await self.client.ping()
        self.learn()


async def known_to_who_connects_now(gateway: Gateway, user: User, guild_ids: set[str]) -> Any:
    """Return what READY and GUILD_CREATE say where nothing is remembered."""
    loop = asyncio.get_running_loop()
    usual = hubs._hubs.pop(loop)
    try:
        newcomer = await aio.in_thread(Listener)(gateway, user)
        await newcomer.begin(guild_ids)
        await newcomer.client.close()
        await hubs.close_hub()
    finally:
        hubs._hubs[loop] = usual
    return newcomer.model.known()


class Life(RuleBasedStateMachine):
    gateway: Gateway

    @initialize()
    def begin(self) -> None:
        self.owner = person("owner")
        self.guild: Guild = make_guild(self.owner)
        self.everyone = str(self.guild.id)
        self.member = make_member(self.guild, person("member"))
        bot = make_bot_of(self.owner)
        self.bot = make_member(self.guild, bot, permissions=int(Permissions.ADMINISTRATOR))
        self.others = [make_member(self.guild, person("other"))]
        self.api = Api(self.owner)
        self.listeners = [
            Listener(self.gateway, user) for user in (self.owner, self.member, self.bot)
        ]
        for listener in self.listeners:
            aio.run(listener.begin({self.everyone}))

    # What there is to act upon

    def call(self, method: str, path: str, body: Any = None, *, who: User | None = None) -> Any:
        """Do something; what is refused changes nothing, and that is as good a step."""
        answer = Api(who or self.owner).request(method, path, body)
        note(f"{method} {path} {body} -> {answer.status_code}")
        assert answer.status_code < 500, answer.text
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.json() if is_json and answer.content else None

    def pick(self, things: list[Any], number: int) -> Any:
        return things[number % len(things)]

    def path(self, rest: str = "") -> str:
        return f"/guilds/{self.guild.id}{rest}"

    def channels(self, *kinds: int) -> list[str]:
        found = self.guild.channels.order_by("id")
        return [str(c.id) for c in found if not kinds or c.type in kinds]

    def texts(self) -> list[str]:
        return self.channels(0, 5) or [self.new_channel(0)]

    def threads(self) -> list[str]:
        return self.channels(10, 11, 12)

    def roles(self) -> list[str]:
        return [str(role.id) for role in self.guild.roles.order_by("id")]

    def people(self) -> list[User]:
        return [self.member, *self.others]

    def new_channel(self, kind: int, **values: Any) -> str:
        body = {"name": f"c{next(numbers)}", "type": kind, **values}
        return self.call("POST", self.path("/channels"), body)["id"]

    # What happens

    @rule(kind=st.sampled_from([0, 2, 4, 5, 13, 15]), is_secret=st.booleans())
    def channel_is_made(self, kind: int, is_secret: bool) -> None:
        secret = [{"id": self.everyone, "type": 0, "deny": VIEW}] if is_secret else []
        self.new_channel(kind, permission_overwrites=secret)

    @rule(number=choice, parent=choice)
    def channel_changes(self, number: int, parent: int) -> None:
        channel = self.pick(self.channels(), number)
        parents = [None, *self.channels(4)]
        body = {"name": f"d{number}", "parent_id": self.pick(parents, parent)}
        self.call("PATCH", f"/channels/{channel}", body)

    @rule(number=choice)
    def channel_is_deleted(self, number: int) -> None:
        if len(self.channels()) > 3:
            self.call("DELETE", f"/channels/{self.pick(self.channels(), number)}")

    @rule(number=choice, position=st.integers(0, 5))
    def channel_moves(self, number: int, position: int) -> None:
        moved = {"id": self.pick(self.channels(0, 2, 4), number), "position": position}
        self.call("PATCH", self.path("/channels"), [moved])

    @rule(number=choice, role=choice, is_hidden=st.booleans())
    def channel_is_hidden_or_shown(self, number: int, role: int, is_hidden: bool) -> None:
        channel = self.pick(self.channels(0, 2, 4, 5, 13, 15), number)
        body = {"type": 0, "deny" if is_hidden else "allow": VIEW}
        self.call("PUT", f"/channels/{channel}/permissions/{self.pick(self.roles(), role)}", body)

    @rule(number=choice, is_muted=st.booleans())
    def somebody_mutes(self, number: int, is_muted: bool) -> None:
        who = self.pick([self.owner, self.member], number)
        change = {"muted": is_muted, "collapsed": not is_muted, "flags": 1 << 12}
        overrides = {self.pick(self.channels(), number): change}
        body = {"suppress_roles": is_muted, "channel_overrides": overrides}
        self.call("PATCH", f"/users/@me/guilds/{self.guild.id}/settings", body, who=who)

    @rule(number=choice, is_hidden=st.booleans())
    def channel_is_hidden_from_the_member(self, number: int, is_hidden: bool) -> None:
        channel = self.pick(self.channels(0, 2, 5), number)
        path = f"/channels/{channel}/permissions/{self.member.id}"
        self.call("PUT", path, {"type": 1, "deny" if is_hidden else "allow": VIEW})

    @rule(number=choice)
    def overwrite_is_deleted(self, number: int) -> None:
        channel = self.pick(self.channels(0, 2, 4, 5), number)
        target = self.pick([self.everyone, str(self.member.id)], number)
        self.call("DELETE", f"/channels/{channel}/permissions/{target}")

    @rule(permissions=st.sampled_from(["0", VIEW, "8", str(int(VIEW) | 2048)]))
    def role_is_made(self, permissions: str) -> None:
        body = {"name": f"r{next(numbers)}", "permissions": permissions, "hoist": True}
        self.call("POST", self.path("/roles"), body)

    @rule(number=choice, permissions=st.sampled_from(["0", VIEW, "2248473465835073"]))
    def role_changes(self, number: int, permissions: str) -> None:
        body = {"permissions": permissions, "color": number}
        self.call("PATCH", self.path(f"/roles/{self.pick(self.roles(), number)}"), body)

    @rule(number=choice)
    def role_is_deleted(self, number: int) -> None:
        self.call("DELETE", self.path(f"/roles/{self.pick(self.roles(), number)}"))

    @rule(number=choice, position=st.integers(1, 4))
    def role_moves(self, number: int, position: int) -> None:
        moved = {"id": self.pick(self.roles(), number), "position": position}
        self.call("PATCH", self.path("/roles"), [moved])

    @rule(who=choice, number=choice, is_given=st.booleans())
    def role_is_given_or_taken(self, who: int, number: int, is_given: bool) -> None:
        user, role = self.pick(self.people(), who), self.pick(self.roles(), number)
        path = self.path(f"/members/{user.id}/roles/{role}")
        self.call("PUT" if is_given else "DELETE", path)

    @rule(who=choice)
    def member_changes(self, who: int) -> None:
        user = self.pick([*self.people(), self.bot], who)
        self.call("PATCH", self.path(f"/members/{user.id}"), {"nick": f"n{who}"})

    @rule()
    def somebody_joins(self) -> None:
        self.others.append(person("other"))
        join_guild(self.others[-1], self.guild)

    @rule(who=choice, is_banned=st.booleans())
    def somebody_has_to_go(self, who: int, is_banned: bool) -> None:
        if self.others:
            user = self.others.pop(who % len(self.others))
            path = self.path(f"/bans/{user.id}" if is_banned else f"/members/{user.id}")
            self.call("PUT" if is_banned else "DELETE", path, {} if is_banned else None)

    @rule()
    def the_member_leaves_and_comes_back(self) -> None:
        self.call("DELETE", f"/users/@me/guilds/{self.guild.id}", who=self.member)
        join_guild(self.member, self.guild)

    @rule(number=choice)
    def guild_changes(self, number: int) -> None:
        body = {"description": f"d{number}", "afk_timeout": self.pick([60, 300], number)}
        self.call("PATCH", self.path(), body)

    @rule(number=choice, in_thread=st.booleans(), by_member=st.booleans())
    def somebody_writes(self, number: int, in_thread: bool, by_member: bool) -> None:
        places = (self.threads() if in_thread else None) or self.texts()
        who = self.member if by_member else self.owner
        path = f"/channels/{self.pick(places, number)}/messages"
        named = [self.member, self.owner][by_member]
        text = f"m{number} <@{named.id}>" if number % 2 else f"m{number}"
        made = self.call("POST", path, {"content": text}, who=who)
        if number % 3 == 0 and "id" in made:
            self.call("PUT", f"{path}/pins/{made['id']}")
        if number % 4 == 0 and "id" in made:
            self.call("DELETE", f"{path}/{made['id']}")

    @rule(number=choice, back=choice, is_manual=st.booleans(), by_member=st.booleans())
    def somebody_reads(self, number: int, back: int, is_manual: bool, by_member: bool) -> None:
        who = self.member if by_member else self.owner
        channel = self.pick(self.texts(), number)
        found = Message.objects.filter(channel_id=channel, deleted_at=None).order_by("-id")
        if messages := list(found[:4]):
            message = self.pick(messages, back)
            later = found.filter(id__gt=message.id, mentions__contains=[who.id])
            body = {"manual": True, "mention_count": later.count()} if is_manual else {}
            self.call("POST", f"/channels/{channel}/messages/{message.id}/ack", body, who=who)

    @rule(number=choice, kind=st.sampled_from([11, 12]), is_about_message=st.booleans())
    def thread_is_started(self, number: int, kind: int, is_about_message: bool) -> None:
        channel = self.pick(self.texts(), number)
        path, body = f"/channels/{channel}/threads", {"name": f"t{number}", "type": kind}
        if is_about_message:
            made = self.call("POST", f"/channels/{channel}/messages", {"content": "start"})
            path, body = f"/channels/{channel}/messages/{made['id']}/threads", {"name": "about"}
        self.call("POST", path, body)

    @rule(number=choice)
    def post_is_made(self, number: int) -> None:
        if forums := self.channels(15):
            body = {"name": f"p{number}", "message": {"content": "post"}}
            self.call("POST", f"/channels/{self.pick(forums, number)}/threads", body)

    @rule(number=choice, is_archived=st.booleans(), is_locked=st.booleans())
    def thread_changes(self, number: int, is_archived: bool, is_locked: bool) -> None:
        if threads := self.threads():
            body = {"archived": is_archived, "locked": is_locked}
            self.call("PATCH", f"/channels/{self.pick(threads, number)}", body)

    @rule(number=choice, who=choice, is_in=st.booleans())
    def thread_member_comes_or_goes(self, number: int, who: int, is_in: bool) -> None:
        if threads := self.threads():
            user = self.pick([*self.people(), self.bot], who)
            path = f"/channels/{self.pick(threads, number)}/thread-members/{user.id}"
            self.call("PUT" if is_in else "DELETE", path)

    @rule(number=choice)
    def thread_is_deleted(self, number: int) -> None:
        if threads := self.threads():
            self.call("DELETE", f"/channels/{self.pick(threads, number)}")

    @rule(number=choice, is_new=st.booleans())
    def emojis_change(self, number: int, is_new: bool) -> None:
        known = [str(emoji.id) for emoji in self.guild.emojis.all()]
        if is_new or not known:
            body = {"name": f"e{next(numbers)}", "image": PICTURE}
            self.call("POST", self.path("/emojis"), body)
        else:
            self.call("DELETE", self.path(f"/emojis/{self.pick(known, number)}"))

    @rule(number=choice, what=st.sampled_from(["new", "changed", "over", "gone"]))
    def events_come_and_go(self, number: int, what: str) -> None:
        path = self.path("/scheduled-events")
        known = [event["id"] for event in self.call("GET", path)]
        if what == "new" or not known:
            times = {"scheduled_start_time": soon(), "scheduled_end_time": soon(2)}
            self.call("POST", path, {**MEETING, **times})
        elif what == "gone":
            self.call("DELETE", f"{path}/{self.pick(known, number)}")
        else:
            body = {"status": 4} if what == "over" else {"name": f"e{number}"}
            self.call("PATCH", f"{path}/{self.pick(known, number)}", body)

    @rule(number=choice, what=st.sampled_from(["new", "changed", "gone"]))
    def stages_open_and_close(self, number: int, what: str) -> None:
        if not (stages := self.channels(13)):
            return
        channel = self.pick(stages, number)
        if what == "new":
            self.call("POST", "/stage-instances", {"channel_id": channel, "topic": "t"})
        elif what == "changed":
            self.call("PATCH", f"/stage-instances/{channel}", {"topic": f"t{number}"})
        else:
            self.call("DELETE", f"/stage-instances/{channel}")

    @rule(who=choice, is_friend=st.booleans())
    def relationships_change(self, who: int, is_friend: bool) -> None:
        if self.others:
            path = f"/users/@me/relationships/{self.pick(self.others, who).id}"
            self.call("PUT" if is_friend else "DELETE", path, {} if is_friend else None)

    @rule(who=choice)
    def the_owner_writes_to_somebody(self, who: int) -> None:
        if self.others:
            body = {"recipient_id": str(self.pick(self.others, who).id)}
            made = self.call("POST", "/users/@me/channels", body)
            self.call("POST", f"/channels/{made['id']}/messages", {"content": "psst"})

    @rule(who=choice)
    def somebody_changes_their_name(self, who: int) -> None:
        user = self.pick([self.owner, *self.people()], who)
        self.call("PATCH", "/users/@me", {"global_name": f"N{who}"}, who=user)

    @rule(number=choice, is_new=st.booleans())
    def stickers_change(self, number: int, is_new: bool) -> None:
        known = [str(sticker.id) for sticker in self.guild.stickers.all()]
        if is_new or not known:
            fields = {"name": f"s{next(numbers)}", "description": "", "tags": "wave"}
            file = ("s.png", base64.b64decode(PICTURE.partition(",")[2]), "image/png")
            self.api.request("POST", self.path("/stickers"), data=fields, files={"file": file})
        elif number % 2:
            path = self.path(f"/stickers/{self.pick(known, number)}")
            self.call("PATCH", path, {"name": f"s{number}"})
        else:
            self.call("DELETE", self.path(f"/stickers/{self.pick(known, number)}"))

    @rule(number=choice, is_new=st.booleans())
    def sounds_change(self, number: int, is_new: bool) -> None:
        path = self.path("/soundboard-sounds")
        known = [one["sound_id"] for one in self.call("GET", path)["items"]]
        if is_new or not known:
            self.call("POST", path, {"name": f"s{next(numbers)}", "sound": SOUND, "volume": 0.5})
        elif number % 2:
            self.call("PATCH", f"{path}/{self.pick(known, number)}", {"name": f"s{number}"})
        else:
            self.call("DELETE", f"{path}/{self.pick(known, number)}")

    @rule(number=choice, who=choice, is_in=st.booleans())
    def somebody_enters_or_leaves_voice(self, number: int, who: int, is_in: bool) -> None:
        listener = self.pick(self.listeners, who)
        rooms = self.channels(2, 13) or [self.new_channel(2)]
        channel = self.pick(rooms, number) if is_in else None
        wanted = WantedState(
            self.guild.id, int(channel) if channel else None, self_mute=bool(number % 2)
        )
        with contextlib.suppress(APIError):
            update_own_voice_state(listener.user.id, listener.client.session_id, wanted)

    @rule(number=choice, who=choice, what=st.sampled_from(["mute", "deaf", "move", "status"]))
    def voice_is_moderated(self, number: int, who: int, what: str) -> None:
        channel = self.pick(self.channels(2) or [self.new_channel(2)], number)
        if what == "status":
            self.call("PUT", f"/channels/{channel}/voice-status", {"status": f"s{number}"})
            return
        body = {"channel_id": channel} if what == "move" else {what: bool(number % 2)}
        self.call("PATCH", self.path(f"/members/{self.pick(self.people(), who).id}"), body)

    @rule(number=choice, who=choice)
    def members_look_differently(self, number: int, who: int) -> None:
        user = self.pick([self.owner, self.member], who)
        body = {"avatar": PICTURE if number % 2 else None, "bio": f"b{number}"}
        self.call("PATCH", self.path("/members/@me"), body, who=user)
        until = soon() if number % 3 else None
        path = self.path(f"/members/{self.member.id}")
        self.call("PATCH", path, {"communication_disabled_until": until})

    @rule(number=choice)
    def settings_of_the_guild_change(self, number: int) -> None:
        channel = self.texts()[0]
        community = {
            "features": ["COMMUNITY"],
            "rules_channel_id": channel,
            "public_updates_channel_id": channel,
            "verification_level": 1,
            "explicit_content_filter": 2,
        }
        welcome = {"channel_id": channel, "description": "look", "emoji_name": None}
        method, rest, body = self.pick(
            [
                ("PATCH", "", community),
                ("PATCH", "", {"features": []}),
                ("PATCH", "", {"icon": PICTURE, "system_channel_id": channel}),
                ("PATCH", "", {"default_message_notifications": number % 2, "icon": None}),
                ("PATCH", "/vanity-url", {"code": f"hall{number}"}),
                ("PATCH", "/widget", {"enabled": bool(number % 2), "channel_id": channel}),
                ("PUT", "/incident-actions", {"invites_disabled_until": soon()}),
                ("PATCH", "/welcome-screen", {"enabled": True, "welcome_channels": [welcome]}),
            ],
            number,
        )
        self.call(method, self.path(rest), body)

    @rule(number=choice, what=st.sampled_from(["open", "name", "add", "leave", "close"]))
    def groups_and_direct_channels_change(self, number: int, what: str) -> None:
        friends = [user for user in self.others if befriended(self.owner, user)]
        mine = self.call("GET", "/users/@me/channels")
        groups = [one["id"] for one in mine if one["type"] == 3]
        if what == "open" or not mine:
            for user in self.others[:2]:
                for one, other in ((self.owner, user), (user, self.owner)):
                    self.call("PUT", f"/users/@me/relationships/{other.id}", {}, who=one)
            ids = [str(user.id) for user in self.others[:2]]
            self.call("POST", "/users/@me/channels", {"recipients": ids})
        elif what == "close":
            self.call("DELETE", f"/channels/{self.pick(mine, number)['id']}")
        elif groups:
            group = self.pick(groups, number)
            if what == "name":
                self.call("PATCH", f"/channels/{group}", {"name": f"g{number}"})
            elif what == "add" and friends:
                user = self.pick(friends, number)
                method = "PUT" if number % 2 else "DELETE"
                self.call(method, f"/channels/{group}/recipients/{user.id}", {})
            elif what == "leave":
                self.call("DELETE", f"/channels/{group}")

    @rule(number=choice)
    def own_settings_change(self, number: int) -> None:
        body = {"theme": self.pick(["dark", "light"], number), "client": {"n": number}}
        self.call("PATCH", "/users/@me/settings", body)
        self.call("PATCH", "/users/@me/profile", {"pronouns": f"p{number}"})
        self.call("PUT", f"/users/@me/notes/{self.member.id}", {"note": f"n{number}"})
        if threads := self.threads():
            path = f"/channels/{self.pick(threads, number)}/thread-members/@me/settings"
            self.call("PATCH", path, {"muted": bool(number % 2)})

    def teardown(self) -> None:
        for listener in getattr(self, "listeners", []):
            aio.run(listener.catch_up())
            guild_ids = set(listener.model.guilds)
            fresh = aio.run(known_to_who_connects_now(self.gateway, listener.user, guild_ids))
            known = listener.model.known()
            # Of a channel that came into view later nothing is known yet.
            for one, other in ((known, fresh), (fresh, known)):
                one["read"] = {key: one["read"][key] for key in one["read"] if key in other["read"]}
            wrong = list(differences(known, fresh))
            aio.run(listener.client.close())
            assert not wrong, f"{listener.user.username}:\n" + "\n".join(wrong)


def befriended(user: User, other: User) -> bool:
    mine = Relationship.objects.filter(user=user, other=other, type=RelationshipType.FRIEND)
    return mine.exists()


def differences(known: Any, fresh: Any, at: str = "") -> Iterator[str]:
    """Name each place where a client that was there knows something else than one that came."""
    if isinstance(known, dict) and isinstance(fresh, dict):
        for key in known.keys() | fresh.keys():
            if key not in known:
                yield f"{at}.{key}: not known, {fresh[key]!r} in fact"
            elif key not in fresh:
                yield f"{at}.{key}: {known[key]!r}, nothing in fact"
            else:
                yield from differences(known[key], fresh[key], f"{at}.{key}")
    elif known != fresh:
        yield f"{at}: {known!r}, {fresh!r} in fact"


def test_ready_and_what_followed_is_what_ready_says_now(transactional_db):
    running: AbstractAsyncContextManager[Gateway] = running_gateway()
    Life.gateway = aio.run(running.__aenter__())
    try:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=int(EXAMPLES or 3),
                derandomize=not EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        aio.run(running.__aexit__(None, None, None))
