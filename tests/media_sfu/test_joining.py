"""Joining, moving and leaving voice: who may, what is kept of it, and what it ends with."""

from __future__ import annotations

import pytest

from config.kernel.errors import (
    FormError,
    MissingPermissions,
    TargetNotInVoice,
    UnknownChannel,
    UnknownGuild,
    UnknownMember,
)
from guilds.models import AuditLogEntry, AuditLogEvent, Channel, Member
from guilds.permissions import Permissions
from guilds.services import (
    ban_member,
    delete_channel,
    delete_guild,
    kick_member,
    leave_guild,
    update_channel,
    update_guild,
    update_member,
)
from media_sfu.models import VideoSession, VoiceRoom, VoiceSession, VoiceState
from media_sfu.services.access import review_changed_guilds, review_guild
from media_sfu.services.history import close_abandoned
from media_sfu.services.joining import end_sessions
from tests.builders import allow, deny, make_bot, make_channel, make_guild, make_member, make_user
from tests.guilds.conftest import Announcements
from tests.media_sfu.conftest import enter, go


@pytest.fixture
def announced(db) -> Announcements:
    return Announcements()


def where(user) -> str | None:
    found = VoiceState.objects.filter(user=user).select_related("channel").first()
    return found.channel.name if found else None


def test_somebody_comes_goes_on_and_leaves(house, announced) -> None:
    announced.forget()
    enter(house.bob, house.lounge, self_mute=True)
    joined = announced.one("VOICE_STATE_UPDATE")
    assert joined.channel_id == house.lounge.id
    assert joined.data["self_mute"] is True
    assert joined.data["member"]["user"]["username"] == "bob"
    assert announced.one("VOICE_CHANNEL_START_TIME_UPDATE").data["voice_start_time"] > 0
    announced.forget()
    enter(house.bob, house.lounge, self_mute=True)  # who has lost the way gets another grant
    assert announced.names() == ["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"]
    announced.forget()
    enter(house.bob, house.office)
    assert announced.one("VOICE_STATE_UPDATE").data["channel_id"] == str(house.office.id)
    announced.forget()
    go(house.bob)
    gone = announced.one("VOICE_STATE_UPDATE")
    assert (gone.channel_id, gone.data["channel_id"]) == (house.office.id, None)
    assert not VoiceState.objects.exists()
    assert not VoiceRoom.objects.exists()
    stays = VoiceSession.objects.order_by("id").values_list("channel_id", "ended_at")
    assert [channel_id for channel_id, _ in stays] == [house.lounge.id, house.office.id]
    assert all(ended_at for _, ended_at in stays)


def test_who_may_not_connect_stays_out(house) -> None:
    deny(house.lounge, house.guild, Permissions.CONNECT)
    deny(house.office, house.guild, Permissions.VIEW_CHANNEL)
    text = house.guild.channels.get(name="general")
    stranger = make_user("stranger")
    elsewhere = make_channel(make_guild(stranger), "away", type=2)
    for user, channel, error in (
        (house.bob, house.lounge, MissingPermissions),
        (house.bob, house.office, MissingPermissions),
        (house.bob, text, UnknownChannel),
        (house.bob, elsewhere, UnknownMember),
        (stranger, house.stage, UnknownMember),
    ):
        with pytest.raises(error):
            enter(user, channel)
    with pytest.raises(UnknownGuild):
        enter(house.bob, Channel(id=5, guild_id=6))
    assert not VoiceState.objects.exists()
    enter(house.owner, house.lounge)
    assert where(house.owner) == "lounge"


def test_a_full_channel_lets_in_only_who_moves_members(house) -> None:
    update_channel(house.owner, house.lounge, {"user_limit": 1})
    mover = make_member(house.guild, "mover", permissions=Permissions.MOVE_MEMBERS)
    enter(house.bob, house.lounge)
    enter(house.bob, house.lounge, self_deaf=True)
    with pytest.raises(MissingPermissions):
        enter(make_member(house.guild, "carol"), house.lounge)
    enter(mover, house.lounge)
    assert VoiceState.objects.filter(channel=house.lounge).count() == 2


def test_a_second_session_takes_over_and_the_first_ends_nothing(house) -> None:
    enter(house.bob, house.lounge, "first")
    enter(house.bob, house.lounge, "second")
    go(house.bob, "first")
    end_sessions(["first"])
    assert VoiceState.objects.get().session_id == "second"
    assert end_sessions(["second", "other"]) == 1
    assert where(house.bob) is None


def test_people_are_in_one_channel_and_bots_in_one_of_each_guild(house) -> None:
    other = make_guild(make_user("other"), "Other")
    away = make_channel(other, "away", type=2)
    bot = make_bot("bot", owner=house.owner)
    for user in (house.bob, bot):
        for guild in (house.guild, other):
            if not Member.objects.filter(guild=guild, user=user).exists():
                make_member(guild, user)
        enter(user, house.lounge)
        enter(user, away)
    assert [s.channel_id for s in VoiceState.objects.filter(user=house.bob)] == [away.id]
    assert VoiceState.objects.filter(user=bot).count() == 2


@pytest.mark.parametrize(
    "act",
    [
        lambda h: kick_member(h.owner, h.guild, h.bob.id),
        lambda h: ban_member(h.owner, h.guild, h.bob.id),
        lambda h: leave_guild(h.bob, h.guild),
        lambda h: delete_channel(h.owner, h.lounge),
        lambda h: deny(h.lounge, h.bob, Permissions.CONNECT),
        lambda h: deny(h.lounge, h.guild, Permissions.VIEW_CHANNEL),
        lambda h: update_member(h.owner, h.guild, h.bob.id, {"channel_id": None}),
    ],
    ids=["kick", "ban", "leaving", "channel deleted", "connect denied", "hidden", "disconnected"],
)
def test_what_takes_the_right_away_ends_the_state(
    house, announced, act, django_capture_on_commit_callbacks
) -> None:
    enter(house.bob, house.lounge)
    announced.forget()
    with django_capture_on_commit_callbacks(execute=True):
        act(house)
    assert where(house.bob) is None
    assert announced.one("VOICE_STATE_UPDATE").data["channel_id"] is None
    assert VoiceSession.objects.get().ended_at is not None


def test_a_change_that_takes_nothing_ends_nothing(
    house, announced, django_capture_on_commit_callbacks
) -> None:
    enter(house.bob, house.lounge)
    announced.forget()
    with django_capture_on_commit_callbacks(execute=True):
        deny(house.lounge, house.guild, Permissions.SEND_MESSAGES)
    assert where(house.bob) == "lounge"
    assert "VOICE_STATE_UPDATE" not in announced.names()


def test_a_change_that_nobody_looked_at_is_looked_at_by_the_worker(house) -> None:
    enter(house.bob, house.lounge)
    deny(house.lounge, house.guild, Permissions.CONNECT)  # its transaction does not end here
    assert where(house.bob) == "lounge"
    review_changed_guilds()
    assert where(house.bob) is None
    review_changed_guilds()


def test_who_may_not_speak_is_suppressed_and_who_may_not_stream_shows_nothing(house) -> None:
    deny(house.lounge, house.bob, Permissions.SPEAK | Permissions.STREAM)
    enter(house.bob, house.lounge, self_video=True)
    state = VoiceState.objects.get()
    assert (state.suppress, state.self_video) == (True, False)
    allow(house.lounge, house.bob, Permissions.SPEAK | Permissions.STREAM)
    review_guild(house.guild.id)
    enter(house.bob, house.lounge, self_video=True)
    state.refresh_from_db()
    assert (state.suppress, state.self_video) == (False, True)
    deny(house.lounge, house.bob, Permissions.STREAM)
    review_guild(house.guild.id)
    state.refresh_from_db()
    assert state.self_video is False


def test_everybody_is_silent_in_the_afk_channel(house) -> None:
    update_guild(house.owner, house.guild, {"afk_channel_id": house.office.id})
    enter(house.bob, house.lounge)
    assert VoiceState.objects.get().suppress is False
    enter(house.bob, house.office)
    assert VoiceState.objects.get().suppress is True


def test_video_has_a_history(house) -> None:
    enter(house.bob, house.lounge, self_video=True)
    enter(house.owner, house.lounge, self_stream=True)
    session = VideoSession.objects.get()
    assert session.initiator == house.bob
    go(house.bob)
    assert VideoSession.objects.filter(ended_at=None).exists()
    enter(house.owner, house.lounge)
    assert not VideoSession.objects.filter(ended_at=None).exists()
    people = session.participants.order_by("id").values_list("user_id", "left_at")
    assert [user_id for user_id, _ in people] == [house.bob.id, house.owner.id]
    assert all(left_at for _, left_at in people)


def test_the_history_ends_with_the_guild(house) -> None:
    enter(house.bob, house.lounge, self_video=True)
    VoiceState.objects.all().delete()  # as a cascade does
    assert close_abandoned() == 1
    assert VoiceSession.objects.get().ended_at is not None
    assert VideoSession.objects.get().ended_at is not None
    enter(house.bob, house.lounge)
    assert close_abandoned() == 0
    delete_guild(house.owner, house.guild)
    assert VoiceSession.objects.filter(ended_at=None).count() == 0


# What moderators do


def test_a_moderator_mutes_deafens_and_moves(house, announced) -> None:
    enter(house.bob, house.lounge)
    announced.forget()
    update_member(house.owner, house.guild, house.bob.id, {"mute": True, "deaf": True})
    told = announced.one("VOICE_STATE_UPDATE").data
    assert (told["mute"], told["deaf"], told["channel_id"]) == (True, True, str(house.lounge.id))
    announced.forget()
    update_member(house.owner, house.guild, house.bob.id, {"channel_id": house.office.id})
    told = announced.one("VOICE_STATE_UPDATE")
    assert (told.channel_id, told.data["mute"]) == (house.office.id, True)
    entry = AuditLogEntry.objects.filter(action_type=AuditLogEvent.MEMBER_MOVE).get()
    assert entry.options == {"count": "1", "channel_id": str(house.office.id)}


def test_what_a_moderator_may_in_the_channel_counts(house) -> None:
    helper = make_member(house.guild, "helper")
    enter(house.bob, house.lounge)
    for values in ({"mute": True}, {"deaf": True}, {"channel_id": None}):
        with pytest.raises(MissingPermissions):
            update_member(helper, house.guild, house.bob.id, values)
    allow(house.lounge, helper, Permissions.MUTE_MEMBERS | Permissions.MOVE_MEMBERS)
    update_member(helper, house.guild, house.bob.id, {"mute": True})
    with pytest.raises(MissingPermissions):  # they may not move anybody into the office
        update_member(helper, house.guild, house.bob.id, {"channel_id": house.office.id})
    text = house.guild.channels.get(name="general")
    with pytest.raises(FormError):
        update_member(house.owner, house.guild, house.bob.id, {"channel_id": text.id})
    with pytest.raises(UnknownChannel):
        update_member(house.owner, house.guild, house.bob.id, {"channel_id": 5})
    update_member(helper, house.guild, house.bob.id, {"channel_id": None})
    assert where(house.bob) is None
    for values in ({"mute": False}, {"deaf": True}, {"channel_id": house.office.id}):
        with pytest.raises(TargetNotInVoice):
            update_member(house.owner, house.guild, house.bob.id, values)


def test_who_was_brought_to_where_they_may_not_go_may_stay_but_not_come_back(house) -> None:
    deny(house.office, house.bob, Permissions.CONNECT)
    enter(house.bob, house.lounge)
    update_member(house.owner, house.guild, house.bob.id, {"channel_id": house.office.id})
    deny(house.lounge, house.guild, Permissions.SEND_MESSAGES)
    review_guild(house.guild.id)
    enter(house.bob, house.office, self_mute=True)
    assert where(house.bob) == "office"
    go(house.bob)
    with pytest.raises(MissingPermissions):
        enter(house.bob, house.office)
