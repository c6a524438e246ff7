"""Other people's clients are the test: an unmodified discord.py bot lives in a guild."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from guilds.permissions import ALL, Permissions
from guilds.services.bots import add_bot
from guilds.services.memberships import join_guild
from tests.builders import (
    authorization,
    make_application,
    make_guild,
    make_member,
    make_user,
    text_channel,
    token_of,
)
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.conformance, pytest.mark.instance(processes=1)]
BOT = Path(__file__).with_name("helpful_bot.py")


class Hall:
    """A guild with a person and a running bot."""

    def __init__(self, instance) -> None:
        self.instance = instance
        self.owner = make_user("ada")
        self.guild = make_guild(self.owner, "Hall")
        self.bob = make_member(self.guild, "bob")
        self.channel = text_channel(self.guild)
        application = make_application("helper", owner=self.owner)
        assert application.bot is not None
        self.bot = application.bot
        add_bot(self.owner, self.guild, application, int(ALL) & ~int(Permissions.ADMINISTRATOR))
        self.http = httpx.Client(
            base_url=f"{instance.base_url}/api/v10",
            headers={"Authorization": authorization(self.owner)},
        )

    @property
    def messages(self) -> str:
        return f"/channels/{self.channel.id}/messages"

    def say(self, content: str) -> str:
        answer = self.http.post(self.messages, json={"content": content})
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    def hears(self, content: str) -> dict:
        """Return the bot's message with that content, once it is there."""

        def find() -> dict | None:
            for message in self.http.get(self.messages).json():
                if message["author"].get("bot") and content in message["content"]:
                    return message
            return None

        return eventually(find)


@pytest.fixture
def hall(instance) -> Iterator[Hall]:
    made = Hall(instance)
    process = subprocess.Popen(
        [sys.executable, str(BOT), instance.base_url, token_of(made.bot)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.strip() == "ready", line + (process.stdout.read() if not line else "")
        yield made
    finally:
        process.kill()
        process.communicate()
        made.http.close()


def test_a_bot_answers_people_and_does_what_they_ask(hall):
    asked = hall.say("!ping")
    assert hall.hears("pong")["referenced_message"]["id"] == asked

    hall.say("!count")
    hall.hears("3 members: ada, bob, helper")

    hall.say(f"!promote <@{hall.bob.id}> Keeper of keys")
    hall.hears("bob is now Keeper of keys")
    roles = {
        role["id"]: role["name"] for role in hall.http.get(f"/guilds/{hall.guild.id}/roles").json()
    }
    member = hall.http.get(f"/guilds/{hall.guild.id}/members/{hall.bob.id}").json()
    assert [roles[role] for role in member["roles"]] == ["Keeper of keys"]

    hall.say("!forbidden")
    hall.hears("refused with 50013")


def test_a_bot_hears_edits_reactions_and_joins(hall):
    message = hall.say("helo")
    hall.http.patch(f"{hall.messages}/{message}", json={"content": "hello"})
    hall.hears("“helo” became “hello”")

    hall.http.put(f"{hall.messages}/{message}/reactions/%F0%9F%8E%89/@me")
    hall.hears("ada reacted with 🎉")

    carol = make_user("carol")
    join_guild(carol, hall.guild)
    hall.hears(f"Welcome, <@{carol.id}>!")


def test_a_bot_sends_embeds_and_files_and_cleans_up(hall):
    hall.say("!report")

    def find() -> dict | None:
        return next((m for m in hall.http.get(hall.messages).json() if m["embeds"]), None)

    report = eventually(find)
    assert report["embeds"][0]["title"] == "Report"
    (attachment,) = report["attachments"]
    assert attachment["filename"] == "report.txt"
    assert httpx.get(attachment["url"]).content == b"all is well"

    hall.say("!clean 3")
    hall.hears("3 messages gone")
    left = [message["content"] for message in hall.http.get(hall.messages).json()]
    assert left == ["3 messages gone", "", ""]  # the notices of who joined are further up


if folder := os.environ.get("CONFORMANCE_DIR"):

    def test_the_conformance_driver_finds_nothing_wrong(instance, settings):
        from config.demo.fixture import Fixture

        settings.PUBLIC_URL = instance.base_url
        fixture = Fixture(say=lambda line: None)
        fixture.restore()
        facts = json.loads(json.dumps(fixture.as_json(fixture.guests(6))))
        answer = subprocess.run(
            [sys.executable, str(Path(folder) / "discordpy_check.py")],
            env={
                **os.environ,
                "API_BASE": f"{facts['base_url']}/api",
                "BOT_TOKEN": facts["bot_token"],
                "GUILD_ID": facts["guild_id"],
                "OTHER_GUILD_ID": facts["other_guild_id"],
                "HISTORY": "110",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        failed = [line for line in answer.stdout.splitlines() if line.startswith("FAIL")]
        assert not failed
        assert answer.returncode == 0, answer.stderr
