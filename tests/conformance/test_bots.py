"""Other people's clients are the test: unmodified bots of three libraries live in a guild."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from accounts.models import Application, User
from config.settings.environment import BASE_DIR
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
from tests.helpers.gateway import DEADLINE
from tests.helpers.waiting import eventually
from tests.helpers.wire import Wire

pytestmark = [pytest.mark.conformance, pytest.mark.instance(processes=1)]
RUNNERS: Final = BASE_DIR / "deploy/bots"
PERMISSIONS: Final = int(ALL) & ~int(Permissions.ADMINISTRATOR)
LIBRARIES: Final[dict[str, tuple[str, str, str]]] = {
    "discord.py": (sys.executable, "run_discordpy.py", "helpful_discordpy.py"),
    "hikari": (sys.executable, "run_hikari.py", "helpful_hikari.py"),
    "discord.js": ("node", "run_discordjs.js", "helpful_discordjs.js"),
}


class Hall:
    """A guild with a person who talks to a bot, over the API and a wire that can be cut."""

    def __init__(self, url: str) -> None:
        self.wire = Wire(url)
        self.owner = make_user("ada", rate_limited=False)
        self.guild = make_guild(self.owner, "Hall")
        self.bob = make_member(self.guild, "bob")
        self.channel = text_channel(self.guild)
        self.http = httpx.Client(
            base_url=f"{url}/api/v10", headers={"Authorization": authorization(self.owner)}
        )

    def close(self) -> None:
        self.http.close()
        self.wire.close()

    def get(self, path: str) -> Any:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def messages(self) -> str:
        return f"/channels/{self.channel.id}/messages"

    def say(self, content: str, *, path: str | None = None) -> str:
        answer = self.http.post(path or self.messages, json={"content": content})
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    def hears(self, content: str, *, path: str | None = None) -> dict[str, Any]:
        """Return the bot's message with that content, once it is there."""

        def find() -> dict[str, Any] | None:
            for message in self.get(path or self.messages):
                if message["author"].get("bot") and content in message["content"]:
                    return message
            return None

        return eventually(find)

    def add(self, name: str, *, rate_limited: bool) -> Application:
        application = make_application(name, owner=self.owner)
        User.objects.filter(id=application.bot_id).update(rate_limited=rate_limited)
        add_bot(self.owner, self.guild, application, PERMISSIONS)
        return application

    @contextlib.contextmanager
    def running(self, library: str, application: Application, *arguments: str) -> Iterator[None]:
        """Run a bot, and expect that its library never complains."""
        program, runner, bot = LIBRARIES[library]
        found = shutil.which(program) or program
        folder = Path(__file__).parent
        assert application.bot is not None
        process = subprocess.Popen(
            [found, RUNNERS / runner, "--url", self.wire.url, folder / bot, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "DISCORD_TOKEN": token_of(application.bot)},
            start_new_session=True,
        )
        assert process.stdout is not None
        said = ""
        try:
            while not said.endswith("ready\n") and (line := process.stdout.readline()):
                said += line
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # PyPI's node is a process below another
            said += process.communicate(timeout=DEADLINE)[0]
            print(said)  # noqa: T201  for whoever reads why it failed
        assert said == "ready\n"


@pytest.fixture
def hall(instance) -> Iterator[Hall]:
    made = Hall(instance.base_url)
    yield made
    made.close()


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_bot_of_another_library_is_at_home(hall, library):
    with hall.running(library, hall.add("helper", rate_limited=False)):
        answers_commands(hall)
        keeps_channels_and_roles(hall)
        hears_what_people_do(hall)
        moderates(hall)
        goes_on_after_its_socket_was_lost(hall)
    quiet = hall.add("quiet helper", rate_limited=True)
    with hall.running(library, quiet, "quiet"):
        reads_only_what_is_meant_for_it(hall, quiet.bot_id)


def answers_commands(hall: Hall) -> None:
    asked = hall.say("!ping")
    assert hall.hears("pong")["referenced_message"]["id"] == asked

    hall.say("!count")
    hall.hears("3 members: ada, bob, helper")

    hall.say("!report")
    report = eventually(lambda: next((m for m in hall.get(hall.messages) if m["embeds"]), None))
    assert report["embeds"][0]["title"] == "Report"
    (attachment,) = report["attachments"]
    assert attachment["filename"] == "report.txt"
    assert httpx.get(attachment["url"]).content == b"all is well"

    hall.say("!clean 2")
    hall.hears("2 messages gone")
    assert not [m for m in hall.get(hall.messages) if m["embeds"]]


def keeps_channels_and_roles(hall: Hall) -> None:
    hall.say(f"!promote <@{hall.bob.id}> Keeper")
    hall.hears("bob is now Keeper")
    roles = {role["id"]: role["name"] for role in hall.get(f"/guilds/{hall.guild.id}/roles")}
    member = hall.get(f"/guilds/{hall.guild.id}/members/{hall.bob.id}")
    assert [roles[role] for role in member["roles"]] == ["Keeper"]
    hall.say("!dress Keeper")
    hall.hears("bob wore Keeper at 1")
    assert hall.get(f"/guilds/{hall.guild.id}/members/{hall.bob.id}")["roles"] == []

    hall.say(f"!den <@{hall.bob.id}> burrow")
    hall.hears("#burrow, for bob: ['welcome']")
    hall.say("!raze burrow")
    hall.hears("#burrow is gone from Dens")

    hall.say("!thread side issue")
    hall.hears("side issue: 2 members, locked: ")
    hall.say("!impersonate cleo")
    hall.hears("cleo has spoken, 0 puppets left")
    puppet = next(m for m in hall.get(hall.messages) if m["author"]["username"] == "cleo")
    assert puppet["content"] == "it is me, cleo"

    hall.say("!emoji wave")
    wave = hall.hears(":wave:")["content"]
    assert wave == f"<:wave:{hall.get(f'/guilds/{hall.guild.id}/emojis')[0]['id']}>"
    hall.say("!invite")
    code = hall.hears("3 are in, come: ")["content"].split()[-1]
    assert hall.get(f"/invites/{code}")["guild"]["name"] == "Hall"


def hears_what_people_do(hall: Hall) -> None:
    hall.say("!mood Chess")
    message = hall.say("helo")
    hall.http.patch(f"{hall.messages}/{message}", json={"content": "hello"})
    hall.hears("“helo” became “hello”")
    hall.http.put(f"{hall.messages}/{message}/reactions/%F0%9F%8E%89/@me")
    hall.hears("ada reacted with 🎉")
    hall.http.post(f"/channels/{hall.channel.id}/typing")
    hall.hears("ada is typing")

    carol = make_user("carol")
    join_guild(carol, hall.guild)
    hall.hears(f"Welcome, <@{carol.id}>!")

    hall.say(f"!whisper <@{hall.owner.id}>")
    direct = eventually(lambda: hall.get("/users/@me/channels"))[0]["id"]
    path = f"/channels/{direct}/messages"
    hall.hears("psst", path=path)
    hall.say("boo", path=path)
    hall.hears("I heard boo", path=path)
    hall.hears("now idle at Chess")  # presences are told some seconds later


def moderates(hall: Hall) -> None:
    hall.say("!forbidden")
    hall.hears("refused with 50013")
    hall.say(f"!silence <@{hall.bob.id}>")
    hall.hears("bob is silent")
    member = hall.get(f"/guilds/{hall.guild.id}/members/{hall.bob.id}")
    assert member["communication_disabled_until"]
    hall.say(f"!banish <@{hall.bob.id}>")
    hall.hears("helper banned bob: asked nicely. Then 10026")


def goes_on_after_its_socket_was_lost(hall: Hall) -> None:
    with hall.wire.cut():
        hall.say("gap 1")
        hall.say("gap 2")
    hall.hears("resumed")
    hall.say("!heard")
    hall.hears("heard gap 1, gap 2")


def reads_only_what_is_meant_for_it(hall: Hall, bot_id: int) -> None:
    hall.say("a secret")
    hall.hears("somebody said something")
    hall.say(f"<@{bot_id}> shards")
    hall.hears(f"shard {(hall.guild.id >> 22) % 2} of 2")
    # More than it may at once: the library waits as long as it is told.
    message = hall.say(f"<@{bot_id}> applaud")
    hall.hears("applauded")
    assert len(hall.get(f"{hall.messages}/{message}")["reactions"]) == 6
