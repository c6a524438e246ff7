"""Fixtures of the tests of voice: the gateway, and a guild with voice channels."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from accounts.models import User
from guilds.models import Channel, ChannelType, Guild
from media_sfu.services.joining import WantedState, update_own_voice_state
from tests import builders
from tests.realtime.conftest import gateway, make

__all__ = ["gateway", "make"]


@dataclass(frozen=True)
class House:
    """A guild with two voice channels and a stage, its owner, and bob."""

    guild: Guild
    owner: User
    bob: User
    lounge: Channel
    office: Channel
    stage: Channel


def build_house() -> House:
    owner = builders.make_user("owner")
    guild = builders.make_guild(owner)
    return House(
        guild=guild,
        owner=owner,
        bob=builders.make_member(guild, "bob"),
        lounge=builders.make_channel(guild, "lounge", type=ChannelType.GUILD_VOICE),
        office=builders.make_channel(guild, "office", type=ChannelType.GUILD_VOICE),
        stage=builders.make_channel(guild, "stage", type=ChannelType.GUILD_STAGE_VOICE),
    )


@pytest.fixture
def house(db: None) -> House:
    return build_house()


def enter(user: User, channel: Channel, session: str = "", **flags: bool) -> None:
    """Join a channel as the gateway session of a user would."""
    wanted = WantedState(channel.guild_id, channel.id, **flags)
    update_own_voice_state(user.id, session or f"session{user.id}", wanted)


def go(user: User, session: str = "") -> None:
    update_own_voice_state(user.id, session or f"session{user.id}", WantedState(None, None))
