"""The inbox: which mentions somebody is shown, and taking them out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from accounts.services.relationships import befriend, block
from config.kernel import aio
from config.kernel.snowflake import snowflake_at
from guilds.permissions import Permissions
from guilds.services import leave_guild
from messaging.models import DismissedMention
from messaging.selectors.read_states import READ_STATES, read_states_for
from messaging.services.deleting import delete_message
from messaging.services.direct_messages import open_direct_channel
from messaging.services.group_channels import open_group_channel
from messaging.tasks import forget_dismissed_mentions
from tests.builders import deny, make_bot, make_channel, make_guild, make_member, make_role
from tests.messaging.conftest import refused, say


def inbox(api, who, **query):
    answer = api(who).get("/users/@me/mentions", params=query)
    assert answer.status_code == 200, answer.text
    return [message["content"] for message in answer.json()]


def test_an_inbox_has_mentions_by_name_by_role_and_of_everyone(api, hall):
    crew = make_role(hall.guild, "crew", mentionable=True)
    carol = make_member(hall.guild, "carol", roles=[crew])
    last_week = datetime.now(UTC) - timedelta(days=8)
    say(hall.ada, hall.channel, f"<@{carol.id}> long ago", sent_at=last_week)
    say(hall.ada, hall.channel, f"<@{carol.id}> you")
    say(hall.ada, hall.channel, f"<@&{crew.id}> crew")
    say(hall.ada, hall.channel, "@everyone all")
    say(carol, hall.channel, f"<@{carol.id}> myself")
    say(hall.ada, hall.channel, f"<@{hall.bob.id}> another")
    own = [f"<@&{crew.id}> crew", f"<@{carol.id}> you"]
    assert inbox(api, carol) == ["@everyone all", *own]
    assert inbox(api, carol, everyone=False) == own
    assert inbox(api, carol, everyone=False, roles=False) == own[1:]
    assert inbox(api, hall.bob) == [f"<@{hall.bob.id}> another", "@everyone all"]
    assert inbox(api, carol, limit=1) == ["@everyone all"]
    newest = api(carol).get("/users/@me/mentions?limit=1").json()[0]["id"]
    assert inbox(api, carol, before=newest) == own
    refused(api(carol).get("/users/@me/mentions?limit=101"), 400, 50035)


def test_an_inbox_shows_only_what_one_may_read_now(api, hall):
    secret = make_channel(hall.guild, "secret")
    other = make_guild(hall.ada, "Other")
    make_member(other, hall.bob)
    befriend(hall.ada, hall.bob)
    befriend(hall.bob, hall.ada)
    direct = open_direct_channel(hall.ada, hall.bob)
    for name, channel in (
        ("open", hall.channel),
        ("secret", secret),
        ("other", other.channels.get(name="general")),
        ("direct", direct),
    ):
        say(hall.ada, channel, f"<@{hall.bob.id}> {name}")
    gone = say(hall.ada, hall.channel, f"<@{hall.bob.id}> deleted")

    def names(**query):
        return [text.split()[1] for text in inbox(api, hall.bob, **query)]

    assert names() == ["deleted", "direct", "other", "secret", "open"]
    assert names(guild_id=hall.guild.id) == ["deleted", "secret", "open"]
    delete_message(hall.ada, hall.channel.id, gone.id)
    deny(secret, hall.guild, Permissions.VIEW_CHANNEL)
    assert names() == ["direct", "other", "open"]
    leave_guild(hall.bob, other)
    assert names() == ["direct", "open"]
    assert names(guild_id=other.id) == []
    deny(hall.channel, hall.bob, Permissions.READ_MESSAGE_HISTORY)
    assert names() == ["direct"]
    block(hall.bob, hall.ada)
    assert names() == []


def test_a_mention_that_is_taken_out_stays_out(api, hall, log):
    first = say(hall.ada, hall.channel, f"<@{hall.bob.id}> one")
    say(hall.ada, hall.channel, f"<@{hall.bob.id}> two")
    path = f"/users/@me/mentions/{first.id}"
    assert api(hall.bob).delete(path).status_code == 204
    assert api(hall.bob).delete(path).status_code == 204
    assert inbox(api, hall.bob) == [f"<@{hall.bob.id}> two"]
    told = log("RECENT_MENTION_DELETE")
    assert told == [("RECENT_MENTION_DELETE", {"message_id": str(first.id)}, f"user:{hall.bob.id}")]
    assert api(hall.bob).delete("/users/@me/mentions/12345").status_code == 204
    assert len(log("RECENT_MENTION_DELETE")) == 1
    refused(api(hall.bob).delete("/users/@me/mentions/x"), 400, 50035)


def test_bots_and_strangers_have_no_inbox(api, hall):
    bot = make_member(hall.guild, make_bot(owner=hall.ada))
    refused(api(bot).get("/users/@me/mentions"), 403, 20001)
    refused(api(bot).delete("/users/@me/mentions/1"), 403, 20001)
    assert api().get("/users/@me/mentions").status_code == 401


def test_what_is_too_old_to_be_shown_is_forgotten(hall):
    old = snowflake_at(datetime.now(UTC) - timedelta(days=8))
    new = snowflake_at(datetime.now(UTC) - timedelta(days=1))
    for message_id in (old, new):
        DismissedMention.objects.create(user=hall.bob, message_id=message_id)
    forget_dismissed_mentions()
    assert [row.message_id for row in DismissedMention.objects.all()] == [new]


def test_what_blocked_people_write_counts_as_nothing_unread(hall):
    for one, other in ((hall.ada, hall.bob), (hall.bob, hall.ada)):
        befriend(one, other)
    group = open_group_channel(hall.ada, [hall.bob.id])
    direct = open_direct_channel(hall.ada, hall.bob)
    places = [hall.channel.id, group.id, direct.id]

    def unread():
        found = read_states_for(hall.bob.id, places)
        return {int(state["id"]): state["mention_count"] for state in found}

    say(hall.ada, hall.channel, f"<@{hall.bob.id}>")
    say(hall.ada, group, "psst")
    say(hall.ada, direct, "psst")
    assert unread() == dict.fromkeys(places, 1)
    block(hall.bob, hall.ada)
    assert unread() == dict.fromkeys(places, 0)
    carol = make_member(hall.guild, "carol")
    say(carol, hall.channel, f"<@{hall.bob.id}>")
    assert unread()[hall.channel.id] == 1
    states = aio.run(READ_STATES.ask((hall.bob.id, places)))
    assert [state["mention_count"] for state in states] == list(unread().values())
