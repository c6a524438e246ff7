"""The guilds, people and things that the tables' operations are called with."""

from __future__ import annotations

import base64
import io
import itertools
from datetime import timedelta
from functools import cache
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from PIL import Image

from accounts.models import User
from accounts.services.relationships import befriend
from guilds.models import Guild, JoinRequest, JoinRequestStatus, Member
from guilds.permissions import Permissions
from guilds.services import ban_member, join_guild
from guilds.services.bots import add_bot
from guilds.services.guilds import delete_guild
from media_sfu.models import Recording, RecordingStatus
from tests.builders import (
    deny,
    make_application,
    make_bot,
    make_guild,
    make_member,
    make_role,
    make_user,
    text_channel,
)
from tests.helpers.api import Api
from tests.who_may.rows import MODERATOR

numbers = itertools.count()


@cache
def png(size: int = 8) -> str:
    output = io.BytesIO()
    Image.new("RGB", (size, size), "#336699").save(output, "PNG")
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()


def person(name: str) -> User:
    return make_user(f"{name}{next(numbers)}", password=None)


def meeting(_: Any = None) -> dict[str, Any]:
    start = timezone.now() + timedelta(days=1)
    return {
        "name": "meeting", "privacy_level": 2, "entity_type": 3,
        "entity_metadata": {"location": "here"},
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": (start + timedelta(hours=1)).isoformat(),
    }  # fmt: skip


class Place:
    """A guild with one of each kind of thing; `thing` is always the same, `make` a new one."""

    def __init__(self, name: str) -> None:
        self.owner = person(name)
        self.guild: Guild = make_guild(self.owner, name)
        self.tokens: dict[str, str] = {}
        self._things: dict[str, str] = {}
        self.channel = text_channel(self.guild)

    def thing(self, kind: str) -> str:
        if kind not in self._things:
            self._things[kind] = self.make(kind)
        return self._things[kind]

    def make(self, kind: str) -> str:
        return str(getattr(self, f"make_{kind}")())

    def post(self, path: str, body: Any, method: str = "POST") -> Any:
        """Make something as the owner."""
        answer = Api(self.owner).request(method, path, body)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json() if answer.content else None

    # What there is, by the name of its kind

    def make_guild(self) -> int:
        return make_guild(self.owner, "spare").id if "guild" in self._things else self.guild.id

    def make_channel(self, kind: int = 0, **values: Any) -> str:
        if kind == 0 and not values and "channel" not in self._things:
            return str(self.channel.id)
        body = {"name": f"c{next(numbers)}", "type": kind, **values}
        return self.post(f"/guilds/{self.guild.id}/channels", body)["id"]

    def make_recording(self) -> int:
        """Make a recording that is over, of the voice channel."""
        return Recording.objects.create(
            guild_id=self.guild.id,
            channel_id=int(self.thing("voice")),
            status=RecordingStatus.READY,
        ).id

    def make_voice_session(self) -> int:
        return 1  # nobody's: who began one may end it

    def make_voice(self) -> str:
        return self.make_channel(2)

    def make_news(self) -> str:
        return self.make_channel(5)

    def make_thread(self) -> str:
        path = f"/channels/{self.channel.id}/threads"
        return self.post(path, {"name": "aside", "type": 11})["id"]

    def make_hidden(self) -> str:
        view = str(int(Permissions.VIEW_CHANNEL))
        overwrite = {"id": str(self.guild.id), "type": 0, "deny": view}
        return self.make_channel(permission_overwrites=[overwrite])

    def make_role(self) -> str:
        return self.post(f"/guilds/{self.guild.id}/roles", {"name": "low"})["id"]

    def make_member(self) -> int:
        user = person("victim")
        join_guild(user, self.guild)
        return user.id

    def make_user(self) -> int:
        return person("stranger").id

    def make_request(self) -> int:
        user_id = self.make_member()
        Member.objects.filter(guild=self.guild, user_id=user_id).update(pending=True)
        status = JoinRequestStatus.SUBMITTED
        return JoinRequest.objects.create(guild=self.guild, user_id=user_id, status=status).id

    def make_ban(self) -> int:
        user = person("exile")
        ban_member(self.owner, self.guild, user.id)
        return user.id

    def make_overwrite(self) -> int:
        user_id = self.make_member()
        deny(self.channel, User.objects.get(id=user_id), Permissions.ADD_REACTIONS)
        return user_id

    def make_message(self, **more: Any) -> str:
        body = {"content": f"no. {next(numbers)}", **more}
        return self.post(f"/channels/{self.channel.id}/messages", body)["id"]

    def make_pin(self) -> str:
        message_id = self.make_message()
        self.post(f"/channels/{self.channel.id}/messages/pins/{message_id}", None, "PUT")
        return message_id

    def make_reacted(self) -> str:
        message_id = self.make_message()
        path = f"/channels/{self.channel.id}/messages/{message_id}/reactions/%F0%9F%8E%89/@me"
        self.post(path, None, "PUT")
        return message_id

    def make_poll(self) -> str:
        answers = [{"poll_media": {"text": text}} for text in ("yes", "no")]
        return self.make_message(poll={"question": {"text": "?"}, "answers": answers})

    def make_answer(self) -> str:
        return "1"

    def make_emoji(self) -> str:
        body = {"name": "wave", "image": png()}
        return self.post(f"/guilds/{self.guild.id}/emojis", body)["id"]

    def make_sticker(self) -> str:
        path, fields = f"/guilds/{self.guild.id}/stickers", {"name": "hi", "tags": "wave"}
        picture = base64.b64decode(png(320).partition(",")[2])
        files = {"file": ("hi.png", picture, "image/png")}
        if "sticker" in self._things:  # there may be five
            for old in Api(self.owner).get(path).json():
                if old["id"] != self._things["sticker"]:
                    self.post(f"{path}/{old['id']}", None, "DELETE")
        return Api(self.owner).post(path, data=fields, files=files).json()["id"]

    def make_event(self) -> str:
        return self.post(f"/guilds/{self.guild.id}/scheduled-events", meeting())["id"]

    def make_template(self) -> str:
        path = f"/guilds/{self.guild.id}/templates"
        for old in Api(self.owner).get(path).json():  # there may be one
            self.post(f"{path}/{old['code']}", None, "DELETE")
        made = self.post(path, {"name": "t"})["code"]
        self._things["template"] = made
        return made

    def make_integration(self) -> str:
        application_id = self.make_added()
        path = f"/guilds/{self.guild.id}/integrations"
        return next(
            one["id"]
            for one in Api(self.owner).get(path).json()
            if one["application"]["id"] == str(application_id)
        )

    def make_stage(self) -> str:
        channel_id = self.make_channel(13)
        self.post("/stage-instances", {"channel_id": channel_id, "topic": "t"})
        return channel_id

    def make_group(self) -> str:
        friends = [person("friend"), person("friend")]
        for friend in friends:
            befriend(self.owner, friend)
            befriend(friend, self.owner)
        body = {"recipients": [str(friend.id) for friend in friends]}
        return self.post("/users/@me/channels", body)["id"]

    def make_app_emoji(self) -> str:
        path = f"/applications/{self.thing('application')}/emojis"
        return self.post(path, {"name": f"e{next(numbers)}", "image": png()})["id"]

    def make_upload(self) -> str:
        path = f"/channels/{self.channel.id}/attachments"
        made = self.post(path, {"files": [{"id": "0", "filename": "a.txt", "file_size": 1}]})
        return made["attachments"][0]["upload_filename"]

    def make_webhook(self) -> str:
        made = self.post(f"/channels/{self.make_channel()}/webhooks", {"name": "puppet"})
        self.tokens[made["id"]] = made["token"]
        return made["id"]

    def make_puppet(self) -> str:
        webhook_id = self.thing("webhook")
        path = f"/webhooks/{webhook_id}/{self.tokens[webhook_id]}?wait=true"
        return self.post(path, {"content": "it is me"})["id"]

    def make_code(self) -> str:
        return self.post(f"/channels/{self.channel.id}/invites", {"unique": True})["code"]

    def make_rule(self) -> str:
        body = {"name": "r", "event_type": 1, "trigger_type": 1, "actions": [{"type": 1}],
                "trigger_metadata": {"keyword_filter": ["zzz"]}}  # fmt: skip
        if "rule" in self._things:  # there may be six
            path = f"/guilds/{self.guild.id}/auto-moderation/rules"
            for old in Api(self.owner).get(path).json():
                if old["id"] != self._things["rule"]:
                    self.post(f"{path}/{old['id']}", None, "DELETE")
        return self.post(f"/guilds/{self.guild.id}/auto-moderation/rules", body)["id"]

    def make_application(self) -> int:
        return make_application(f"app{next(numbers)}", owner=self.owner).id

    def make_connection_type(self) -> str:
        return "domain"

    def make_connection(self) -> int:
        return SocialAccount.objects.create(user=self.owner, provider="id", uid=next(numbers)).pk

    def make_command(self) -> str:
        path = f"/applications/{self.thing('application')}/commands"
        return self.post(path, {"name": f"c{next(numbers)}", "description": "d"})["id"]

    def make_guild_command(self) -> str:
        path = f"/applications/{self.thing('added')}/guilds/{self.guild.id}/commands"
        return self.post(path, {"name": f"c{next(numbers)}", "description": "d"})["id"]

    def make_added(self) -> int:
        """Make an application whose bot is in the guild."""
        application = make_application(f"app{next(numbers)}", owner=self.owner)
        add_bot(self.owner, self.guild, application, 0)
        return application.id


class World:
    """A home with people of every kind, a neighbour's guild, and one that is gone with all it had."""

    def __init__(self) -> None:
        self.home, self.foreign, self.gone = Place("home"), Place("foreign"), Place("gone")
        guild = self.home.guild
        self.everyone = Permissions(guild.roles.get(id=guild.id).permissions)
        moderator = make_role(guild, "moderators", int(MODERATOR))
        self.people: dict[str, User | str | None] = {
            "anonymous": None,
            "outsider": person("outsider"),
            "banned": person("banned"),
            "timed-out": make_member(guild, person("loud"), roles=[moderator]),
            "member": make_member(guild, person("member")),
            "moderator": make_member(guild, person("moderator"), roles=[moderator]),
            "administrator": make_member(
                guild, person("admin"), permissions=int(Permissions.ADMINISTRATOR)
            ),
            "owner": self.home.owner,
            "owner of another guild": self.foreign.owner,
            "webhook token": "Bot " + self.webhook_token(),
        }
        ban_member(guild.owner, guild, self.user("banned").id)
        until = (timezone.now() + timedelta(hours=1)).isoformat()
        path = f"/guilds/{guild.id}/members/{self.user('timed-out').id}"
        self.home.post(path, {"communication_disabled_until": until}, "PATCH")
        self.people["bot"] = make_member(guild, make_bot("robot", owner=self.home.owner))
        self._keepers: dict[int, User] = {}

    def webhook_token(self) -> str:
        return self.home.tokens[self.home.thing("webhook")]

    def user(self, actor: str) -> User:
        found = self.people[actor]
        assert isinstance(found, User)
        return found

    def person(self, actor: str, needs: Any) -> User | str | None:
        if actor == "member with the role":
            return self.keeper(needs if isinstance(needs, Permissions) else Permissions(0))
        return self.people[actor]

    def keeper(self, needs: Permissions) -> User:
        """Return the member whose role has just these permissions."""
        if int(needs) not in self._keepers:
            name = f"keeper{next(numbers)}"
            self._keepers[int(needs)] = make_member(
                self.home.guild, person(name), permissions=int(needs)
            )
        return self._keepers[int(needs)]

    def lose(self, kinds: set[str]) -> None:
        """Let one guild go, with a thing of each of these kinds in it."""
        for kind in kinds:
            self.gone.thing(kind)
        delete_guild(self.gone.owner, self.gone.guild)
