"""Finding threads, and how one hears of them."""

from __future__ import annotations

import pytest

from guilds.models import Channel, ChannelType, ThreadMember
from guilds.permissions import Permissions
from guilds.selectors.gateway import gateway_guild
from tests.builders import deny, make_channel, make_user
from tests.messaging.conftest import refused


@pytest.fixture
def forum(call, hall):
    """Return a forum of three posts about soup, bread and cold soup, the second archived."""
    forum = make_channel(hall.guild, "forum", type=ChannelType.GUILD_FORUM)
    path = f"/channels/{forum.id}"
    tags = [{"name": "hot"}, {"name": "cold"}]
    made = call(hall.ada, "PATCH", path, {"available_tags": tags}).json()["available_tags"]
    hot, cold = (tag["id"] for tag in made)
    for name, applied in (("Soup", [hot]), ("Bread", []), ("Cold soup", [hot, cold])):
        body = {"name": name, "applied_tags": applied, "message": {"content": f"on {name}"}}
        assert call(hall.bob, "POST", f"{path}/threads", body).status_code == 201
    bread = Channel.objects.get(name="Bread")
    assert call(hall.ada, "PATCH", f"/channels/{bread.id}", {"archived": True}).status_code == 200
    forum.hot, forum.cold = hot, cold
    return forum


def search(call, who, channel, query=""):
    return call(who, "GET", f"/channels/{channel.id}/threads/search{query}")


def names(answer):
    return [thread["name"] for thread in answer.json()["threads"]]


def test_posts_are_found_by_name_tags_and_state(call, hall, forum):
    everything = search(call, hall.bob, forum)
    assert names(everything) == ["Cold soup", "Bread", "Soup"]
    found = everything.json()
    assert (found["total_results"], found["has_more"]) == (3, False)
    said = [message["content"] for message in found["first_messages"]]
    assert said == ["on Cold soup", "on Bread", "on Soup"]
    assert {member["user_id"] for member in found["members"]} == {str(hall.bob.id)}

    def found_by(query):
        return names(search(call, hall.bob, forum, query))

    assert found_by("?name=SOUP") == ["Cold soup", "Soup"]
    assert found_by("?archived=true") == ["Bread"]
    assert found_by("?archived=false&sort_order=asc") == ["Soup", "Cold soup"]
    assert found_by(f"?tag={forum.hot}") == ["Cold soup", "Soup"]
    assert found_by(f"?tag={forum.hot},{forum.cold}&tag_setting=match_all") == ["Cold soup"]
    assert found_by(f"?tag={forum.hot}&tag={forum.cold}") == ["Cold soup", "Soup"]
    first = Channel.objects.get(name="Soup").id
    assert found_by(f"?min_id={first}&sort_by=creation_time") == ["Cold soup", "Bread"]
    page = search(call, hall.bob, forum, "?limit=1&offset=1")
    assert (names(page), page.json()["has_more"]) == (["Bread"], True)
    for wrong in ("limit=26", "offset=9976", "sort_by=size", "tag=soup", "tag_setting=none"):
        refused(search(call, hall.bob, forum, f"?{wrong}"), 400, 50035)


def test_what_one_does_not_see_is_not_found(call, hall, forum):
    private = {"name": "between us", "type": 12}
    call(hall.ada, "POST", f"/channels/{hall.channel.id}/threads", private)
    assert names(search(call, hall.ada, hall.channel)) == ["between us"]
    assert names(search(call, hall.bob, hall.channel)) == []
    refused(search(call, make_user("eve"), forum), 403, 50001)
    voice = make_channel(hall.guild, "voice", type=ChannelType.GUILD_VOICE)
    refused(search(call, hall.bob, voice), 400, 50024)
    deny(forum, hall.guild, Permissions.READ_MESSAGE_HISTORY)
    refused(search(call, hall.bob, forum), 403, 50013)


def test_a_thread_is_muted_by_who_follows_it(call, hall, forum, log, bot):
    thread = Channel.objects.get(name="Soup")
    path = f"/channels/{thread.id}/thread-members/@me/settings"
    change = {"muted": True, "mute_config": {"selected_time_window": 900}, "flags": 9}
    answer = call(hall.bob, "PATCH", path, change)
    assert answer.status_code == 200, answer.text
    member = answer.json()
    assert (member["muted"], member["flags"]) == (True, 8)
    assert member["mute_config"]["selected_time_window"] == 900
    assert member["mute_config"]["end_time"] is not None
    (_, event, topic) = log("THREAD_MEMBER_UPDATE")[-1]
    assert topic == f"user:{hall.bob.id}"
    assert event == {**member, "guild_id": str(hall.guild.id)}
    rows = gateway_guild(hall.guild.id)["thread_members"][thread.id]
    assert rows[0]["muted"] is True
    # Nobody else is told.
    for members in call(hall.ada, "GET", f"/channels/{thread.id}/thread-members").json():
        assert "muted" not in members

    assert call(hall.bob, "PATCH", path, {"muted": False}).json()["mute_config"] is None
    assert ThreadMember.objects.get(thread=thread, user=hall.bob).muted_until is None
    refused(call(hall.ada, "PATCH", path, {"muted": True}), 404, 10007)
    refused(call(make_user("eve"), "PATCH", path, {"muted": True}), 403, 50001)
    refused(call(bot, "PATCH", path, {"muted": True}), 403, 20001)
    wrong = {"mute_config": {"selected_time_window": 10**9}}
    refused(call(hall.bob, "PATCH", path, wrong), 400, 50035)


def test_burst_reactions_cannot_be_used(call, hall):
    from tests.messaging.conftest import say

    message = say(hall.ada, hall.channel)
    path = f"/channels/{hall.channel.id}/messages/{message.id}/reactions/%F0%9F%8D%B2"
    refused(call(hall.bob, "PUT", f"{path}/@me?type=1"), 403, 90002)
    assert call(hall.bob, "PUT", f"{path}/@me?type=0").status_code == 204
    assert call(hall.bob, "GET", f"{path}?type=1").json() == []
    assert len(call(hall.bob, "GET", f"{path}?type=0").json()) == 1
