"""Makes the demo guild, or brings it back to how it was.

Everything goes through the services, so it obeys the rules of real use. What a test changed is
undone: who was kicked or banned is back, roles and channels are as `content` describes them.
What people wrote stays; the story is told once, into channels that are empty.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings

from accounts.models import Application, InstanceSettings, User
from accounts.models.applications import PRIVILEGED_INTENTS
from accounts.services.applications import create_application, reset_bot_token, update_application
from accounts.services.sessions import make_access_token
from accounts.services.users import claim_instance, is_unclaimed, sign_up, update_profile
from config.demo import content, pictures
from config.demo.content import ChannelSpec, Person
from guilds.models import Ban, Channel, ChannelType, Guild, Member, OverwriteType, Role
from guilds.permissions import ALL, Permissions
from guilds.services.bots import add_bot
from guilds.services.channels import create_channel, delete_channel, update_channel
from guilds.services.guilds import create_guild, update_guild
from guilds.services.members import update_member
from guilds.services.memberships import join_guild
from guilds.services.moderation import kick_member, unban
from guilds.services.overwrites import WantedOverwrite
from guilds.services.roles import create_role, delete_role, move_roles, update_role

GUILD_NAME: Final = "The Lantern Workshop"
OTHER_GUILD_NAME: Final = "The house next door"
NEIGHBOUR: Final = Person("odile", "Odile", bio="Lives next door.")
BOT_NAMES: Final = ("Beacon", "Ferry")
NO_JOIN_NOTICES: Final = 1
DAY: Final = 24 * 3600
BOT_PERMISSIONS: Final = int(ALL) & ~int(Permissions.ADMINISTRATOR)
Say = Callable[[str], None]


class Fixture:
    """The demo guild and everybody in it."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.owner = owner_account()
        self.neighbour = person_account(NEIGHBOUR)
        self.people = {person.username: person_account(person) for person in content.PEOPLE}
        self.guild = owned_guild(self.owner, GUILD_NAME)
        self.other_guild = owned_guild(self.neighbour, OTHER_GUILD_NAME)
        self.roles: dict[str, Role] = {}
        self.channels: dict[str, Channel] = {}

    def restore(self) -> None:
        self.guild = update_guild(
            self.owner,
            self.guild,
            {"name": GUILD_NAME, "system_channel_flags": NO_JOIN_NOTICES},
        )
        if self.guild.icon is None:
            emblem = data_uri(pictures.emblem(), "image/png")
            self.guild = update_guild(self.owner, self.guild, {"icon": emblem})
        for ban in Ban.objects.filter(guild=self.guild):
            unban(self.owner, self.guild, ban.user_id)
        for user in self.people.values():
            join_guild(user, self.guild)
        self.bots = [self.bot(name) for name in BOT_NAMES]
        self.restore_roles()
        self.restore_members()
        self.restore_channels()

    def bot(self, name: str) -> tuple[Application, str]:
        """Return an application whose bot is in the guild, and the bot's new token."""
        found = Application.objects.filter(owner=self.owner, name=name).order_by("id").first()
        application = found or create_application(self.owner, name=name)
        application = update_application(application, flags=int(PRIVILEGED_INTENTS))
        add_bot(self.owner, self.guild, application, BOT_PERMISSIONS)
        return application, reset_bot_token(application)

    def restore_roles(self) -> None:
        own = {application.bot_id for application, _ in self.bots}
        wanted = {spec.name for spec in content.ROLES}
        for role in self.guild.roles.exclude(id=self.guild.id):
            if role.bot_id not in own and (role.name not in wanted or role.name in self.roles):
                delete_role(self.owner, role)
            elif role.bot_id is None:
                self.roles[role.name] = role
        for spec in content.ROLES:
            values: dict[str, Any] = {
                "name": spec.name,
                "color": spec.color,
                "hoist": spec.hoist,
                "mentionable": spec.mentionable,
                "permissions": sum(Permissions[name] for name in spec.permissions),
            }
            if spec.name in self.roles:
                update_role(self.owner, self.roles[spec.name], values)
            else:
                self.roles[spec.name] = create_role(self.owner, self.guild, **values)
        names = [spec.name for spec in reversed(content.ROLES)]
        positions = [(self.roles[name].id, place) for place, name in enumerate(names, 1)]
        for place, role in enumerate(self.guild.roles.filter(bot_id__in=own).order_by("-id")):
            update_role(self.owner, role, {"permissions": BOT_PERMISSIONS, "name": role.name})
            positions.append((role.id, len(names) + 1 + place))
        move_roles(self.owner, self.guild, positions)

    def restore_members(self) -> None:
        specs = {person.username: person for person in (content.OWNER, *content.PEOPLE)}
        for member in Member.objects.filter(guild=self.guild).select_related("user"):
            user = member.user
            spec = specs.get(user.username)
            if user.bot:
                if user.id not in {application.bot_id for application, _ in self.bots}:
                    kick_member(self.owner, self.guild, user.id)
                continue
            roles = [self.roles[name].id for name in spec.roles] if spec else []
            values: dict[str, Any] = {}
            if member.nick is not None:
                values["nick"] = None
            if sorted(member.roles) != sorted(roles):
                values["roles"] = roles
            if member.communication_disabled_until is not None:
                values["communication_disabled_until"] = None
            if values:
                update_member(self.owner, self.guild, user.id, values)

    def restore_channels(self) -> None:
        wanted = {(spec.name, kind_of(spec)) for spec in content.CHANNELS} | {
            (name, ChannelType.GUILD_CATEGORY) for name in content.CATEGORIES
        }
        found: dict[tuple[str, int], Channel] = {}
        for channel in self.guild.channels.order_by("id"):
            key = (channel.name or "", channel.type)
            if key in wanted and key not in found:
                found[key] = channel
            else:
                delete_channel(self.owner, channel)
        categories = {
            name: self.channel(found, name, ChannelType.GUILD_CATEGORY, {"position": place})
            for place, name in enumerate(content.CATEGORIES)
        }
        for place, spec in enumerate(content.CHANNELS):
            parent = categories[spec.category] if spec.category else None
            values: dict[str, Any] = {"parent_id": parent.id if parent else None, "position": place}
            if spec.kind == "text":
                values |= {"topic": spec.topic, "rate_limit_per_user": spec.slowmode, "nsfw": False}
            self.channels[spec.name] = self.channel(
                found, spec.name, kind_of(spec), values, self.overwrites_of(spec)
            )
        update_guild(self.owner, self.guild, {"system_channel_id": self.channels["general"].id})

    def channel(
        self,
        found: dict[tuple[str, int], Channel],
        name: str,
        kind: int,
        values: dict[str, Any],
        overwrites: Iterable[WantedOverwrite] = (),
    ) -> Channel:
        channel = found.get((name, kind))
        if channel is None:
            return create_channel(
                self.owner,
                self.guild,
                name=name,
                type=kind,
                permission_overwrites=list(overwrites),
                **values,
            )
        return update_channel(self.owner, channel, values, permission_overwrites=list(overwrites))

    def overwrites_of(self, spec: ChannelSpec) -> list[WantedOverwrite]:
        everyone, role = self.guild.id, OverwriteType.ROLE
        if spec.only:
            seen = int(Permissions.VIEW_CHANNEL)
            allowed = [WantedOverwrite(self.roles[name].id, role, allow=seen) for name in spec.only]
            return [WantedOverwrite(everyone, role, deny=seen), *allowed]
        if spec.read_only:
            written, stewards = int(Permissions.SEND_MESSAGES), self.roles["Steward"].id
            return [
                WantedOverwrite(everyone, role, deny=written),
                WantedOverwrite(stewards, role, allow=written),
            ]
        return []

    def guests(self, count: int) -> list[User]:
        """Return ordinary members who may write as fast as they like."""
        names = [f"guest{number:04}" for number in range(1, count + 1)]
        found = {user.username: user for user in User.objects.filter(username__in=names)}
        members = set(Member.objects.filter(guild=self.guild).values_list("user_id", flat=True))
        guests = []
        for name in names:
            user = found.get(name) or sign_up(
                name, None, global_name=f"Guest {int(name[5:])}", rate_limited=False
            )
            if user.id not in members:
                join_guild(user, self.guild)
            guests.append(user)
        User.objects.filter(username__in=names).update(rate_limited=False, is_active=True)
        return guests

    def as_json(self, guests: list[User]) -> dict[str, Any]:
        """Return what test programs need to know."""
        channels = [self.channels[name].id for name in content.OPEN_CHANNELS]
        (_, token), (_, token2) = self.bots
        return {
            "server": "Guildhall",
            "base_url": settings.PUBLIC_URL,
            "owner": {"username": self.owner.username, "password": demo_password()},
            "guild_id": str(self.guild.id),
            "other_guild_id": str(self.other_guild.id),
            "bot_token": token,
            "bot2_token": token2,
            "channels": [
                {"id": str(channel), "guild_id": str(self.guild.id)} for channel in channels
            ],
            "accounts": [
                {
                    "token": make_access_token(user, DAY),
                    "bot": False,
                    "channels": [str(channel) for channel in channels],
                }
                for user in guests
            ],
        }


def demo_password() -> str:
    """Return the demo people's password: the same each time here, unlike anywhere else."""
    key = str(settings.SECRET_KEY).encode()
    digest = hmac.new(key, b"guildhall demo", hashlib.sha256).digest()
    return "lantern-" + base64.b32encode(digest)[:12].decode().lower()


def owner_account() -> User:
    """Return who owns the guild; on an instance that has no owner yet, also the instance."""
    person = content.OWNER
    found = User.objects.filter(username=person.username, bot=False).first()
    if found is not None:
        return found
    sign = claim_instance if is_unclaimed(InstanceSettings.load()) else sign_up
    return with_profile(
        sign(person.username, demo_password(), global_name=person.global_name), person
    )


def person_account(person: Person) -> User:
    found = User.objects.filter(username=person.username, bot=False).first()
    return found or with_profile(
        sign_up(person.username, demo_password(), global_name=person.global_name), person
    )


def with_profile(user: User, person: Person) -> User:
    avatar = data_uri(pictures.portrait(person.username, person.colour), "image/png")
    return update_profile(user, avatar=avatar, bio=person.bio, accent_color=person.colour)


def owned_guild(owner: User, name: str) -> Guild:
    found = Guild.objects.filter(owner=owner).order_by("id").first()
    return found or create_guild(owner, name=name)


def kind_of(spec: ChannelSpec) -> int:
    return ChannelType.GUILD_VOICE if spec.kind == "voice" else ChannelType.GUILD_TEXT


def data_uri(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
