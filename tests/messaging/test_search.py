"""Searching for messages: what is found, what is not, and by whom."""

from __future__ import annotations

from functools import partial

import psycopg
import pytest
from django.db import connection

from accounts.services.applications import update_application
from accounts.services.relationships import befriend
from config.kernel import aio
from guilds.models import Channel, ChannelType
from guilds.permissions import Permissions
from guilds.services import leave_guild, update_channel
from guilds.services.thread_members import join_thread
from messaging.content.bodies import MessageChange, ReferenceBody
from messaging.models import SearchDocument
from messaging.search.upkeep import merge
from messaging.services.deleting import bulk_delete_messages, delete_message
from messaging.services.direct_messages import open_direct_channel
from messaging.services.editing import edit_message
from messaging.services.pins import pin_message, unpin_message
from messaging.tasks import merge_search_index
from tests.builders import (
    deny,
    make_bot,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
)
from tests.helpers import behind
from tests.messaging.conftest import refused, say

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def search(api, call, hall):
    """Return a search, ``search(user, content="…")``, that returns what the messages say."""

    def search(who, guild=None, channel=None, **query):
        place = f"/channels/{channel.id}" if channel else f"/guilds/{(guild or hall.guild).id}"
        # The search of one channel is not in the published description.
        get = api(who).get if channel else partial(call, who, "GET")
        answer = get(f"{place}/messages/search", params=query)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        texts = [group[0]["content"] for group in found["messages"]]
        assert found["total_results"] >= len(texts)
        assert all(len(group) == 1 and group[0]["hit"] for group in found["messages"])
        assert not any("reactions" in group[0] for group in found["messages"])
        if not query.get("offset") and not query.get("limit"):
            assert found["total_results"] == len(texts)
        return texts

    return search


# Words


# What a message says, and words that find it.
FOUND = (
    ("The deployment FAILED twice", "failed"),
    ("The deployment was stopped", "the"),
    ("we deploy on fridays", "Deployed"),
    ("un café à Montréal", "cafe montreal"),
    ("cafe in montreal", "Café"),
    ("東京の天気は晴れ", "天気"),
    ("see https://example.com/path?x=1 there", "example.com"),
    ("release 1.2.3 is out", "1.2.3"),
    ("don't & won't | (stop) !", "won't"),
)


def test_words_are_found_in_any_case_form_and_accent(search, hall):
    for content in dict(FOUND):
        say(hall.bob, hall.channel, content)
    for content, asked in FOUND:
        assert content in search(hall.bob, content=asked)
    assert len(search(hall.bob, content="cafe")) == 2
    assert search(hall.bob, content="zebra") == []
    assert search(hall.bob, content="!! ...") == []


def test_between_two_words_a_few_others_may_stand(search, hall):
    say(hall.bob, hall.channel, "alpha one two beta")
    assert search(hall.bob, content="alpha beta") == ["alpha one two beta"]
    assert search(hall.bob, content="alpha beta", slop=1) == []
    assert search(hall.bob, content='"one two" beta', slop=0) == ["alpha one two beta"]
    assert search(hall.bob, content='"alpha two"', slop=5) == []
    assert search(hall.bob, content="two one") == ["alpha one two beta"]
    assert search(hall.bob, content="two one", slop=1) == []
    assert search(hall.bob, content="beta alpha") == []
    assert search(hall.bob, content="beta alpha", slop=100) == ["alpha one two beta"]
    assert search(hall.bob, contents=["0|beta", '2|"alpha one"']) == ["alpha one two beta"]
    assert search(hall.bob, contents=["0|beta", "0|gamma"]) == []


def test_what_embeds_polls_and_components_say_is_found_as_well(call, search, hall, bot):
    path = f"/channels/{hall.channel.id}/messages"
    embed = {"title": "Weather", "fields": [{"name": "wind", "value": "gusty"}]}
    assert call(bot, "POST", path, {"content": "report", "embeds": [embed]}).status_code == 200
    poll = {"question": {"text": "Which pizza?"}, "answers": [{"poll_media": {"text": "Funghi"}}]}
    assert call(hall.ada, "POST", path, {"content": "vote", "poll": poll}).status_code == 200
    assert search(hall.bob, content="weather") == search(hall.bob, content="gusty") == ["report"]
    assert search(hall.bob, content="pizza") == search(hall.bob, content="funghi") == ["vote"]
    assert search(hall.bob, has="poll") == ["vote"]
    assert search(hall.bob, has="-poll") == ["report"]
    texts = [{"type": 17, "components": [{"type": 10, "content": "Lovely sunrise"}]}]
    sent = call(bot, "POST", path, {"flags": 1 << 15, "components": texts}).json()
    assert search(hall.bob, content="sunrise") == [""]
    texts[0]["components"][0]["content"] = "Lovely sunset"
    call(bot, "PATCH", f"{path}/{sent['id']}", {"components": texts})
    assert search(hall.bob, content="sunrise") == []
    assert search(hall.bob, content="sunset") == [""]


def test_edits_and_deletions_are_followed_at_once(search, hall):
    first, second, third = (
        say(hall.bob, hall.channel, text) for text in ("apple", "apple pie", "apple cake")
    )
    edit_message(hall.bob, hall.channel.id, first.id, MessageChange(content="pear"))
    assert search(hall.bob, content="apple") == ["apple cake", "apple pie"]
    assert search(hall.bob, content="pear") == ["pear"]
    delete_message(hall.bob, hall.channel.id, second.id)
    assert search(hall.bob, content="apple") == ["apple cake"]
    bulk_delete_messages(hall.ada, hall.channel.id, [first.id, third.id])
    assert search(hall.bob) == []
    assert not SearchDocument.objects.exists()


def test_a_channel_that_goes_takes_its_messages_out_of_the_index(call, search, hall):
    channel = make_channel(hall.guild, "soon-gone")
    say(hall.bob, channel, "farewell")
    assert search(hall.bob, content="farewell") == ["farewell"]
    assert call(hall.ada, "DELETE", f"/channels/{channel.id}").status_code == 200
    assert search(hall.bob, content="farewell") == []
    assert not SearchDocument.objects.filter(channel_id=channel.id).exists()


def test_the_worker_merges_the_index_and_everything_is_still_found(search, hall):
    say(hall.bob, hall.channel, "before")
    merge()
    say(hall.bob, hall.channel, "after")
    assert search(hall.bob) == ["after", "before"]
    merge_search_index()
    assert search(hall.bob) == ["after", "before"]


# Filters


def test_by_author_and_by_what_the_author_is(api, search, hall, bot):
    say(hall.ada, hall.channel, "by ada")
    say(hall.bob, hall.channel, "by bob")
    say(bot, hall.channel, "by the bot")
    hook = api(hall.ada).post(f"/channels/{hall.channel.id}/webhooks", {"name": "Hook"}).json()
    api().post(f"/webhooks/{hook['id']}/{hook['token']}", {"content": "by the hook"})
    assert search(hall.bob, author_id=[hall.ada.id, hall.bob.id]) == ["by bob", "by ada"]
    assert search(hall.bob, author_id=hook["id"]) == ["by the hook"]
    assert search(hall.bob, author_type="user") == ["by bob", "by ada"]
    assert search(hall.bob, author_type=["bot", "webhook"]) == ["by the hook", "by the bot"]
    assert search(hall.bob, author_type="-bot") == ["by the hook", "by bob", "by ada"]
    assert search(hall.bob, author_type=["-bot", "-webhook"], content="by") == ["by bob", "by ada"]


def test_by_whom_a_message_mentions_and_answers(search, hall):
    role = make_role(hall.guild, "crew", mentionable=True)
    first = say(hall.ada, hall.channel, f"<@{hall.bob.id}> hi")
    say(hall.ada, hall.channel, f"<@&{role.id}> all")
    say(hall.ada, hall.channel, "@everyone listen")
    say(hall.bob, hall.channel, "what", message_reference=ReferenceBody(message_id=first.id))
    assert search(hall.bob, mentions=hall.bob.id) == [f"<@{hall.bob.id}> hi"]
    assert search(hall.bob, mentions_role_id=role.id) == [f"<@&{role.id}> all"]
    assert search(hall.bob, mention_everyone=True) == ["@everyone listen"]
    assert "@everyone listen" not in search(hall.bob, mention_everyone=False)
    assert search(hall.bob, replied_to_user_id=hall.ada.id) == ["what"]
    assert search(hall.bob, replied_to_message_id=first.id) == ["what"]
    assert search(hall.bob, replied_to_user_id=hall.bob.id) == []


def test_by_what_a_message_has(call, search, hall, bot, settings, tmp_path):
    path = f"/channels/{hall.channel.id}/messages"
    files = {"files[0]": ("Holiday_Photo.PNG", PNG, "image/png")}
    assert call(hall.bob, "POST", path, data={"content": "picture"}, files=files).status_code == 200
    files = {"files[0]": ("notes.txt", b"text", "text/plain")}
    assert call(hall.bob, "POST", path, data={"content": "notes"}, files=files).status_code == 200
    embed = {"title": "x", "image": {"url": "https://example.org/a.png"}}
    assert call(bot, "POST", path, {"content": "embedded", "embeds": [embed]}).status_code == 200
    say(hall.bob, hall.channel, "see https://Docs.Example.com/x")
    say(hall.bob, hall.channel, "plain")
    link = "see https://Docs.Example.com/x"
    assert search(hall.bob, has="image") == ["embedded", "picture"]
    assert search(hall.bob, has=["image", "file"]) == ["picture"]
    assert search(hall.bob, has="file") == ["notes", "picture"]
    assert search(hall.bob, has="embed") == ["embedded"]
    assert search(hall.bob, has="link") == [link]
    assert search(hall.bob, has=["-link", "-file", "-embed"]) == ["plain"]
    assert search(hall.bob, has=["video"]) == search(hall.bob, has=["sound"]) == []
    assert search(hall.bob, link_hostname="docs.example.com") == [link]
    assert search(hall.bob, link_hostname="example.com") == []
    assert search(hall.bob, embed_type="image") == ["embedded"]
    assert search(hall.bob, attachment_extension="png") == ["picture"]
    assert search(hall.bob, attachment_filename="holiday photo") == ["picture"]
    assert search(hall.bob, attachment_filename=["holiday notes", "'); --"]) == []


def test_by_pins_time_and_channel(search, hall):
    other = make_channel(hall.guild, "other")
    first = say(hall.bob, hall.channel, "one")
    second = say(hall.bob, other, "two")
    third = say(hall.bob, hall.channel, "three")
    pin_message(hall.ada, hall.channel.id, first.id)
    assert search(hall.bob, pinned=True) == ["one"]
    assert search(hall.bob, pinned=False) == ["three", "two"]
    unpin_message(hall.ada, hall.channel.id, first.id)
    assert search(hall.bob, pinned=True) == []
    assert search(hall.bob, min_id=first.id) == ["three", "two"]
    assert search(hall.bob, max_id=third.id) == ["two", "one"]
    assert search(hall.bob, min_id=first.id, max_id=third.id) == ["two"]
    assert search(hall.bob, channel_id=other.id) == ["two"]
    assert search(hall.bob, channel_id=[other.id, hall.channel.id, 1]) == ["three", "two", "one"]
    assert search(hall.bob, channel_id=1) == []
    assert search(hall.bob, channel=hall.channel) == ["three", "one"]
    assert search(hall.bob, sort_order="asc") == ["one", "two", "three"]
    assert second.id


def test_pages_and_the_most_relevant_first(call, search, hall):
    for number in range(30):
        say(hall.bob, hall.channel, f"note {number}")
    say(hall.bob, hall.channel, "a long text that has the word note only at the very end note")
    path = f"/guilds/{hall.guild.id}/messages/search?content=note"
    first = call(hall.bob, "GET", path).json()
    assert (first["total_results"], len(first["messages"])) == (31, 25)
    assert search(hall.bob, content="note", offset=25) == [f"note {n}" for n in range(5, -1, -1)]
    assert search(hall.bob, content="note", offset=25, limit=2) == ["note 5", "note 4"]
    assert search(hall.bob, content="note", offset=9975) == []
    by_relevance = search(hall.bob, content="note", sort_by="relevance", limit=1, sort_order="asc")
    assert by_relevance[0].startswith("a long text")


WRONG = (
    ("limit=26", "limit"),
    ("limit=0", "limit"),
    ("offset=9976", "offset"),
    ("slop=101", "slop"),
    ("has=money", "has.0"),
    ("author_type=cat", "author_type.0"),
    ("author_id=me", "author_id.0"),
    ("min_id=x", "min_id"),
    ("sort_by=luck", "sort_by"),
    ("contents=word", "contents.0"),
    (f"content={'x' * 1025}", "content"),
)


def test_a_wrong_query_names_its_field(call, hall):
    for query, field in WRONG:
        answer = call(hall.bob, "GET", f"/guilds/{hall.guild.id}/messages/search?{query}")
        refused(answer, 400, 50035)
        node = answer.json()["errors"]
        for part in field.split("."):
            node = node[part]


# Who may


def test_only_channels_whose_history_one_may_read_are_searched(api, search, hall):
    secret, unread, nsfw = (make_channel(hall.guild, name) for name in ("a", "b", "c"))
    for channel in (hall.channel, secret, unread, nsfw):
        say(hall.ada, channel, f"treasure in {channel.name}")
    everything = search(hall.bob, content="treasure")
    assert len(everything) == 4
    deny(secret, hall.guild, Permissions.VIEW_CHANNEL)
    deny(unread, hall.bob, Permissions.READ_MESSAGE_HISTORY)
    update_channel(hall.ada, nsfw, {"nsfw": True})
    assert search(hall.bob, content="treasure") == ["treasure in general"]
    assert search(hall.bob, content="treasure", include_nsfw=True) == [
        "treasure in c",
        "treasure in general",
    ]
    assert search(hall.bob, channel_id=[secret.id, unread.id]) == []
    assert search(hall.bob, channel_id=[secret.id], offset=1) == []
    assert len(search(hall.ada, content="treasure", include_nsfw=True)) == 4
    for channel in (secret, unread):
        answer = api(hall.bob).get(f"/channels/{channel.id}/messages/search")
        refused(answer, 403, 50001 if channel is secret else 50013)
    assert search(hall.bob, channel=nsfw) == ["treasure in c"]


def test_a_guild_is_searched_by_its_members_only(api, call, search, hall):
    stranger = make_user("eve")
    own = make_guild(stranger, "Elsewhere")
    say(hall.bob, hall.channel, "ours")
    say(stranger, own.channels.get(name="general"), "theirs")
    path = f"/guilds/{hall.guild.id}/messages/search"
    refused(call(stranger, "GET", path), 403, 50001)
    refused(api(stranger).get(f"/channels/{hall.channel.id}/messages/search"), 403, 50001)
    refused(call(hall.bob, "GET", "/guilds/1/messages/search"), 404, 10004)
    refused(api(hall.bob).get("/channels/1/messages/search"), 404, 10003)
    assert call(None, "GET", path).status_code == 401
    assert search(stranger, guild=own) == ["theirs"]
    assert search(stranger, guild=own, channel_id=hall.channel.id) == []
    assert search(hall.bob) == ["ours"]
    leave_guild(hall.bob, hall.guild)
    refused(call(hall.bob, "GET", path), 403, 50001)


def test_threads_are_searched_by_who_reads_them(call, search, hall):
    carol = make_member(hall.guild, "carol")
    threads = {}
    for name, kind in (("open", 11), ("private", 12)):
        body = {"name": name, "type": kind}
        made = call(hall.ada, "POST", f"/channels/{hall.channel.id}/threads", body).json()
        threads[name] = Channel.objects.get(id=made["id"])
        say(hall.ada, threads[name], f"word in {name}")
    assert search(hall.ada, content="word") == ["word in private", "word in open"]
    assert search(hall.bob, content="word") == ["word in open"]
    assert search(hall.bob, channel_id=threads["private"].id) == []
    assert search(hall.bob, channel_id=threads["open"].id) == ["word in open"]
    assert search(hall.bob, channel_id=hall.channel.id) == ["word in open"]
    say(hall.ada, threads["private"], f"<@{carol.id}> come in")
    answer = call(carol, "GET", f"/guilds/{hall.guild.id}/messages/search?content=word").json()
    assert [group[0]["content"] for group in answer["messages"]] == [
        "word in private",
        "word in open",
    ]
    assert {thread["name"] for thread in answer["threads"]} == {"open", "private"}
    assert [member["id"] for member in answer["members"]] == [str(threads["private"].id)]
    join_thread(hall.bob, threads["open"])
    deny(hall.channel, hall.guild, Permissions.VIEW_CHANNEL)
    assert search(carol, content="word") == search(hall.bob, content="word") == []


def test_posts_of_a_forum_are_found_by_the_forum(call, search, hall):
    forum = make_channel(hall.guild, "forum", type=ChannelType.GUILD_FORUM)
    post = {"name": "First", "message": {"content": "a question"}}
    assert call(hall.bob, "POST", f"/channels/{forum.id}/threads", post).status_code == 201
    say(hall.bob, hall.channel, "a question elsewhere")
    assert search(hall.bob, channel_id=forum.id, content="question") == ["a question"]


def test_a_direct_channel_is_searched_by_its_people_only(api, search, hall):
    befriend(hall.ada, hall.bob)
    befriend(hall.bob, hall.ada)
    channel = open_direct_channel(hall.ada, hall.bob)
    say(hall.ada, channel, "between us")
    assert search(hall.bob, channel=channel, content="between") == ["between us"]
    assert search(hall.bob, channel=channel, author_id=hall.bob.id) == []
    assert search(hall.bob, content="between") == []
    carol = make_member(hall.guild, "carol")
    refused(api(carol).get(f"/channels/{channel.id}/messages/search"), 403, 50001)
    assert search(carol, channel_id=channel.id) == []


def test_a_bot_needs_the_content_of_messages(api, search, hall):
    bot = make_member(hall.guild, make_bot(owner=hall.ada))
    say(hall.bob, hall.channel, "readable")
    assert search(bot, content="readable") == ["readable"]
    update_application(bot.bot_application, flags=0)
    for place in (f"/guilds/{hall.guild.id}", f"/channels/{hall.channel.id}"):
        refused(api(bot).get(f"{place}/messages/search"), 403, 50001)


def test_rights_that_end_while_a_search_runs_show_nothing(hall, monkeypatch):
    """A search that was begun with older rights is worked out anew."""
    from messaging.search import finding, reach
    from messaging.search.wanted import SearchQuery

    say(hall.ada, hall.channel, "secret")
    query = SearchQuery(content="secret")
    found = aio.run(finding.search_guild(hall.bob.id, hall.guild.id, query))
    assert found["total_results"] == 1
    looked = []

    def hide():
        deny(hall.channel, hall.guild, Permissions.VIEW_CHANNEL)
        connection.close()  # of the thread that this runs on

    async def late(*arguments):
        where = await reach.reach_in_guild(*arguments)
        if not looked:
            await aio.in_thread(hide)()
        looked.append(where)
        return where

    monkeypatch.setattr(finding, "reach_in_guild", late)
    found = aio.run(finding.search_guild(hall.bob.id, hall.guild.id, query))
    assert (found["total_results"], found["messages"], len(looked)) == (0, [], 2)


def test_a_search_takes_few_statements_however_large_the_guild_is(hall, monkeypatch):
    from messaging.search.finding import search_guild
    from messaging.search.wanted import SearchQuery

    for number in range(12):
        say(hall.ada, make_channel(hall.guild, f"c{number}"), f"count {number}")
    statements = []
    execute = psycopg.AsyncConnection.execute

    async def counted(self, query, *args, **options):
        statements.append(query)
        return await execute(self, query, *args, **options)

    aio.run(search_guild(hall.bob.id, hall.guild.id, SearchQuery()))
    behind.settle()
    monkeypatch.setattr(psycopg.AsyncConnection, "execute", counted)
    found = aio.run(search_guild(hall.bob.id, hall.guild.id, SearchQuery(content="count")))
    assert found["total_results"] == 12
    # The guild's version, the reach, the hits, their messages, and the threads they are in.
    assert len(statements) == 5
