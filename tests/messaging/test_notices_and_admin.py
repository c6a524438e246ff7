"""What the instance says itself, and what its staff see."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guilds.services.guilds import update_guild
from messaging.events import typing_started
from messaging.models import Message
from tests.builders import make_guild, make_member, make_user, text_channel
from tests.messaging.conftest import say

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_system_channel_says_who_joined(api, log):
    guild = make_guild(make_user("ada"))
    assert not Message.objects.exists(), "the founder did not join"
    bob = make_member(guild, "bob")
    notice = Message.objects.get()
    assert (notice.type, notice.author_id, notice.channel) == (7, bob.id, text_channel(guild))
    assert log("MESSAGE_CREATE")[0][1]["member"]["roles"] == []
    update_guild(guild.owner, guild, {"system_channel_flags": 1})
    make_member(guild, "carl")
    assert Message.objects.count() == 1


def test_typing_is_told_with_the_member(hall, monkeypatch):
    heard = []
    monkeypatch.setattr("messaging.events.announce", lambda *event, to: heard.append((*event, to)))
    typing_started(
        user_id=hall.bob.id, channel_id=hall.channel.id, guild_id=hall.guild.id, member={"a": 1}
    )
    [(name, data, to)] = heard
    assert name == "TYPING_START"
    assert isinstance(data["timestamp"], int)
    assert data["member"] == {"a": 1}
    assert (to.topic, to.channel_id) == (f"guild:{hall.guild.id}", hall.channel.id)


@pytest.fixture
def staff(hall):
    hall.ada.is_staff = hall.ada.is_superuser = True
    hall.ada.save()
    client = Client()
    client.force_login(hall.ada, backend="accounts.backends.AuthenticationBackend")
    return client


def test_staff_find_messages_by_id_author_and_words(hall, staff):
    first = say(hall.bob, hall.channel, "The quick brown fox")
    second = say(hall.ada, hall.channel, "jumps over")
    address = reverse("admin:messaging_message_changelist")
    for term, expected in (
        (str(first.id), {first.id}),
        ("@bob", {first.id}),
        ("@nobody", set()),
        ("brown quick", {first.id}),
        ("over", {second.id}),
        ("\x00", {first.id, second.id}),
        ("elephant", set()),
        ("'; drop --", set()),
    ):
        answer = staff.get(address, {"q": term})
        assert answer.status_code == 200
        assert {row.id for row in answer.context["cl"].result_list} == expected, term
    page = staff.get(reverse("admin:messaging_message_change", args=[first.id]))
    assert page.status_code == 200
    assert b"The quick brown fox" in page.content


def test_staff_delete_messages_through_the_service(hall, staff, log):
    sent = say(hall.bob, hall.channel)
    answer = staff.post(
        reverse("admin:messaging_message_changelist"),
        {"action": "delete_messages", "_selected_action": [sent.id]},
    )
    assert answer.status_code == 302
    assert Message.objects.get().deleted_at is not None
    assert log("MESSAGE_DELETE")[0][1]["id"] == str(sent.id)
