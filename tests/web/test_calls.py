"""People who talk and show things, in real browsers through real workers."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from redis import Redis

from accounts.models import User
from config.settings.environment import BASE_DIR
from guilds.models import Channel, ChannelType, Guild
from guilds.permissions import Permissions
from guilds.services.bots import add_bot
from messaging.services.direct_messages import open_direct_channel
from messaging.services.group_channels import open_group_channel
from tests.builders import (
    PASSWORD,
    make_application,
    make_channel,
    make_member,
    make_user,
    token_of,
)
from tests.helpers.cable import Cable
from tests.helpers.chromium import launch_options
from tests.helpers.instance import Instance
from tests.helpers.waiting import eventually
from tests.messaging.test_group_channels import make_friends
from tests.web.conftest import WAIT_MS
from tests.web.person import Person

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]

FAKE_DEVICES = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
]
BOT = Path(__file__).with_name("music_discordpy.py")
BOT_LINES = 60  # two a second
BEEP_MS = 1200  # a fake microphone beeps once a second
CUT_SECONDS = 5
SWITCHED_MS = 2_000
MENDED_MS = 3_000
REPLACED_MS = 8_000

# Keeps the page's connections, to ask them what they receive. `WAYS` are ports that other ports
# are reached by.
WATCH = """
    const connections = [];
    const Plain = RTCPeerConnection;
    window.RTCPeerConnection = class extends Plain {
        constructor(...given) {
            super(...given);
            connections.push(this);
        }
        setRemoteDescription({ type, sdp }) {
            for (const [from, to] of Object.entries(WAYS))
                sdp = sdp.replaceAll(` 127.0.0.1 ${from} typ`, ` 127.0.0.1 ${to} typ`);
            return super.setRemoteDescription({ type, sdp });
        }
    };
    window.received = async (kind, field) => {
        const found = {};
        for (const [i, connection] of connections.entries()) {
            if (connection.connectionState !== "connected") continue;
            for (const one of (await connection.getStats()).values())
                if (one.type === "inbound-rtp" && one.kind === kind && one.packetsReceived)
                    found[`${i} ${one.ssrc}`] = one[field] ?? 0;
        }
        return found;
    };
    const larger = (after, before) =>
        Object.keys(after).filter((ssrc) => after[ssrc] > (before[ssrc] ?? 0));
    let begun = null;
    window.begin = async (kind, field) => {
        begun = { kind, field, before: await received(kind, field) };
    };
    window.grown = async () =>
        larger(await received(begun.kind, begun.field), begun.before).length;
    const voices = async () => [
        await received("audio", "packetsReceived"),
        await received("audio", "totalAudioEnergy"),
    ];
    window.remember = async () => {
        window.remembered = await voices();
    };
    window.heardSince = async () => {
        const [came, loud] = (await voices()).map((after, i) => larger(after, remembered[i]));
        return came.filter((ssrc) => loud.includes(ssrc)).length;
    };
"""


class Workers:
    """`manage.py sfu` beside an instance, as often as is asked for."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._running: list[psutil.Process] = []

    def start(self) -> int:
        """Start one more, and return its port once it can be found."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        with Redis.from_url(settings.REDIS_URL) as redis:
            before = redis.scard("sfu:workers")
            self._running.append(self._instance.start_worker(port))
            eventually(lambda: redis.scard("sfu:workers") != before)
        return port

    def kill_first(self) -> None:
        """End the one that has been there longest, without a word."""
        process = self._running.pop(0)
        process.kill()

    def end(self) -> None:
        for process in self._running:
            process.kill()


@pytest.fixture
def browser() -> Iterator[Browser]:
    options = launch_options()
    options["args"] = [*options["args"], *FAKE_DEVICES]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()


@pytest.fixture
def workers(instance: Instance) -> Iterator[Workers]:
    workers = Workers(instance)
    yield workers
    workers.end()


@pytest.fixture
def lounge(guild: Guild) -> Channel:
    for name in ("cat", "dan", "eve"):
        make_member(guild, make_user(name))
    return make_channel(guild, "Lounge", type=ChannelType.GUILD_VOICE)


@pytest.fixture
def direct(guild: Guild) -> Channel:
    """Return what ada and bob write to each other in."""
    ada, bob = (User.objects.get(username=name) for name in ("ada", "bob"))
    return open_direct_channel(ada, bob)


@pytest.fixture
def group(lounge: Channel) -> Channel:
    """Return what ada, bob and cat write to each other in."""
    ada, bob, cat = (User.objects.get(username=name) for name in ("ada", "bob", "cat"))
    make_friends(ada, bob, cat)
    return open_group_channel(ada, [bob.id, cat.id])


@pytest.fixture
def musician(guild: Guild) -> str:
    """Return the token of a bot of the guild that may speak there."""
    application = make_application("musician", owner=guild.owner)
    add_bot(guild.owner, guild, application, int(Permissions.CONNECT | Permissions.SPEAK))
    assert application.bot is not None
    return token_of(application.bot)


def come_in(
    visit: Visit, name: str, ways: dict[int, int] | None = None, **options: str | dict[str, str]
) -> Person:
    """Log somebody in whose connections are watched, and let them join the lounge."""
    person = visit(**options)
    person.page.add_init_script(WATCH.replace("WAYS", str(ways or {})))
    person.log_in(name, PASSWORD)
    person.page.get_by_role("link", name="The Hall").click()
    person.channel_link("Lounge").click()
    is_connected(person)
    return person


def panel(person: Person) -> Locator:
    return person.page.get_by_role("region", name="Voice")


def is_connected(person: Person) -> None:
    expect(panel(person).get_by_role("status")).to_have_text("Connected")


def press(person: Person, name: str) -> None:
    panel(person).get_by_role("button", name=name, exact=True).click()


def row(person: Person, name: str) -> Locator:
    people = person.page.get_by_role("list", name="In Lounge").get_by_role("listitem")
    return people.filter(has=person.page.get_by_role("button", name=re.compile(rf"\b{name}\b")))


def until(page: Page, test: str, arg: object, within: float = WAIT_MS) -> None:
    """Wait until an async function of the page says yes, in ms.

    `wait_for_function` takes the promise itself for a yes.
    """
    ends = time.monotonic() + within / 1000
    while not page.evaluate(test, arg):
        assert time.monotonic() < ends, f"not within {within} ms: {test}, {arg}"
        page.wait_for_timeout(50)


def hears(who: Page | list[Person], voices: int) -> None:
    """Wait until exactly so many voices come with sound in them."""
    grow(who, "audio", "totalAudioEnergy", voices)


def sees(who: Page | list[Person], pictures: int) -> None:
    grow(who, "video", "framesDecoded", pictures)


def grow(who: Page | list[Person], kind: str, field: str, amount: int) -> None:
    """Look at all pages for the same while, until something grows so many times in each."""
    pages = [person.page for person in who] if isinstance(who, list) else [who]
    ends = time.monotonic() + WAIT_MS / 1000
    while True:
        for page in pages:
            page.evaluate("([kind, field]) => begin(kind, field)", [kind, field])
        pages[0].wait_for_timeout(BEEP_MS)
        grown = [page.evaluate("grown()") for page in pages]
        if grown == [amount] * len(pages):
            return
        assert time.monotonic() < ends, f"{field} of {amount} grows: {grown}"


def remember(people: list[Person]) -> None:
    for person in people:
        person.page.evaluate("remember()")


def hear_again(people: list[Person], voices: int, within: float) -> None:
    """Wait until everybody has heard so many voices since `remember`."""
    ends = time.monotonic() + within / 1000
    for person in people:
        left = max(0, ends - time.monotonic()) * 1000
        until(person.page, "async (voices) => (await heardSince()) >= voices", voices, left)


def lines_of(person: Person, lines: int, *, within: float = SWITCHED_MS) -> None:
    """Wait until the large picture has so many lines."""
    person.page.wait_for_function(
        "(lines) => document.querySelector('.call-large video')?.videoHeight === lines",
        arg=lines,
        timeout=within,
        polling=50,
    )


def test_people_hear_and_see_each_other_whatever_happens(
    direct: Channel,
    group: Channel,
    lounge: Channel,
    musician: str,
    workers: Workers,
    visit: Visit,
    instance: Instance,
) -> None:
    cable = Cable(("127.0.0.1", workers.start()))
    try:
        ways = {cable.worker_port: cable.port}
        bob = come_in(visit, "bob", ways, proxy={"server": cable.socks})
        ada, cat = (come_in(visit, name) for name in ("ada", "cat"))
        everybody = [ada, bob, cat]
        hears(everybody, 2)
        mute_and_deafen(ada, bob, cat)
        show_and_watch(ada, bob, cat)
        go_and_come_back(ada, bob)
        play_music(instance.base_url, musician, everybody)

        everybody += [come_in(visit, name) for name in ("dan", "eve")]
        share_screen(ada, everybody[1:])
        hears(everybody, 4)
        for person in everybody:
            if person is not bob:  # the cable may be slow
                lost = person.page.evaluate("received('audio', 'packetsLost')")
                assert set(lost.values()) == {0}
        cut_off(cable, bob, everybody)
        workers.start()
        workers.kill_first()
        remember(everybody)
        hear_again(everybody, 4, REPLACED_MS)
        for person in everybody:
            is_connected(person)
            press(person, "Disconnect")
        ring(ada, bob, direct)
        ring_one_of_a_group(ada, bob, cat, group)
    finally:
        cable.close()


def mute_and_deafen(ada: Person, bob: Person, cat: Person) -> None:
    expect(row(ada, "bob")).to_have_attribute("data-speaking", "true")
    press(bob, "Mute")
    expect(row(ada, "bob").get_by_role("img", name="Muted")).to_be_visible()
    expect(row(ada, "bob")).not_to_have_attribute("data-speaking", "true")
    hears(ada.page, 1)
    hears(bob.page, 2)
    press(bob, "Unmute")
    press(cat, "Deafen")
    expect(row(ada, "cat").get_by_role("img", name="Deafened")).to_be_visible()
    hears(cat.page, 0)
    press(cat, "Undeafen")


def show_and_watch(ada: Person, bob: Person, cat: Person) -> None:
    """Watch a camera small, then large, then as small as one likes, and back."""
    press(ada, "Turn on camera")
    expect(bob.page.locator(".call-tile video")).to_have_count(1)
    sees([bob, cat], 1)
    cat.page.get_by_role("button", name="Enlarge: ada", exact=True).click()
    cat.page.get_by_role("button", name="Hide the chat").click()
    lines_of(cat, 720, within=WAIT_MS)
    for choice, lines in (("480p at most", 480), ("720p at most", 720)):
        cat.page.get_by_role("button", name="More for ada", exact=True).click()
        cat.page.get_by_role("menuitemcheckbox", name=choice).click()
        lines_of(cat, lines)
    cat.page.get_by_role("button", name="Show the chat").click()
    press(ada, "Turn off camera")
    expect(cat.page.locator(".call-tile video")).to_have_count(0)


def go_and_come_back(ada: Person, bob: Person) -> None:
    press(bob, "Disconnect")
    expect(panel(bob)).to_have_count(0)
    expect(row(ada, "bob")).to_have_count(0)
    hears(ada.page, 1)
    bob.page.get_by_role("button", name="Join voice").click()
    is_connected(bob)
    hears(ada.page, 2)


def play_music(url: str, token: str, people: list[Person]) -> None:
    """Let a bot built on discord.py be heard by everybody, and hear them."""
    runner = BASE_DIR / "deploy" / "bots" / "run_discordpy.py"
    bot = subprocess.Popen(
        [sys.executable, runner, "--url", url, BOT, "Lounge"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DISCORD_TOKEN": token},
    )
    assert bot.stdin is not None
    assert bot.stdout is not None
    try:
        for _, line in zip(range(BOT_LINES), bot.stdout, strict=False):
            if len(json.loads(line)) >= len(people):
                break
        else:
            raise AssertionError("the bot did not hear everybody")
        hears(people, len(people))
    finally:
        bot.stdin.close()
        bot.wait(timeout=WAIT_MS / 1000)
        bot.stdout.close()


def share_screen(ada: Person, others: list[Person]) -> None:
    press(ada, "Share screen")
    ada.dialog.get_by_label("Quality").select_option("480")
    ada.dialog.get_by_role("button", name="Choose what to share").click()
    for person in others:
        expect(row(person, "ada").get_by_text("Live")).to_be_visible()
    sees(others, 1)
    press(ada, "Stop sharing")


def cut_off(cable: Cable, bob: Person, everybody: list[Person]) -> None:
    """Pull somebody's cable for a while."""
    cable.cut()
    ends = time.monotonic() + CUT_SECONDS
    hears(bob.page, 0)
    remember(everybody)
    time.sleep(max(0, ends - time.monotonic()))
    cable.mend()
    hear_again(everybody, 4, MENDED_MS)
    is_connected(bob)


def ring(ada: Person, bob: Person, direct: Channel) -> None:
    ada.go(f"/channels/@me/{direct.id}")
    ringing = bob.page.get_by_role("alert", name=re.compile("is calling"))
    start = ada.page.get_by_role("button", name="Start call")

    start.click()
    ringing.get_by_role("button", name="Accept").click()
    expect(ringing).to_have_count(0)
    for person in (ada, bob):
        is_connected(person)
    hears([ada, bob], 1)
    for person in (bob, ada):
        press(person, "Disconnect")
    expect(ada.messages.filter(has_text="started a call that lasted")).to_have_count(1)

    start.click()
    ringing.get_by_role("button", name="Decline").click()
    expect(ringing).to_have_count(0)
    expect(bob.page.get_by_role("button", name="Start call")).to_have_count(0)
    press(ada, "Disconnect")
    expect(bob.messages.filter(has_text="You missed a call")).to_have_count(1)


def ring_one_of_a_group(ada: Person, bob: Person, cat: Person, group: Channel) -> None:
    ada.go(f"/channels/@me/{group.id}")
    ada.page.get_by_role("button", name="Start call").click()
    for person in (bob, cat):
        alert(person).get_by_role("button", name="Decline").click()
    ada.page.get_by_role("button", name="Ring cat").click()
    expect(alert(cat)).to_be_visible()
    expect(alert(bob)).to_have_count(0)
    alert(cat).get_by_role("button", name="Accept").click()
    hears(cat.page, 1)
    absent = ada.page.get_by_role("list", name="Not in the call").get_by_role("listitem")
    expect(absent).to_have_text(re.compile("bob"))


def alert(person: Person) -> Locator:
    return person.page.get_by_role("alert", name=re.compile("is calling"))
