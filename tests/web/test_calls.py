"""People who talk and show things, in real browsers through a real worker."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import psutil
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from accounts.models import User
from config.settings.environment import BASE_DIR
from guilds.models import Channel, ChannelType, Guild
from messaging.services.direct_messages import open_direct_channel
from tests.builders import PASSWORD, make_channel, make_member, make_user
from tests.helpers.chromium import launch_options
from tests.helpers.instance import Instance
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

FAKE_DEVICES = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
]

# Keeps the page's connections, to ask them what they receive.
WATCH = """
    const connections = [];
    const Plain = RTCPeerConnection;
    window.RTCPeerConnection = class extends Plain {
        constructor(...given) {
            super(...given);
            connections.push(this);
        }
    };
    window.received = async (kind, field) => {
        const found = {};
        for (const connection of connections) {
            if (connection.connectionState !== "connected") continue;
            for (const one of (await connection.getStats()).values())
                if (one.type === "inbound-rtp" && one.kind === kind && one.packetsReceived)
                    found[one.ssrc] = one[field] ?? 0;
        }
        return found;
    };
    window.growing = async (kind, field) => {
        const before = await received(kind, field);
        await new Promise((done) => setTimeout(done, 1200));
        const after = await received(kind, field);
        return Object.keys(after).filter((ssrc) => after[ssrc] > (before[ssrc] ?? 0)).length;
    };
"""


class Worker:
    """`manage.py sfu` beside an instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.process: psutil.Popen | None = None

    def start(self) -> None:
        with self.instance.log_file.open("ab") as log:
            self.process = psutil.Popen(
                [sys.executable, str(BASE_DIR / "manage.py"), "sfu"],
                env={
                    **self.instance.environment(),
                    "SFU_HOST": "127.0.0.1",
                    "SFU_UDP_PORT": "0",
                    "SFU_EXTERNAL_IP": "127.0.0.1",
                    "PATH": os.environ["PATH"],
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """End it without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def browser() -> Iterator[Browser]:
    options = launch_options()
    options["args"] = [*options["args"], *FAKE_DEVICES]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()


@pytest.fixture
def worker(instance: Instance) -> Iterator[Worker]:
    worker = Worker(instance)
    worker.start()
    yield worker
    worker.kill()


@pytest.fixture
def lounge(guild: Guild) -> Channel:
    make_member(guild, make_user("cat"))
    return make_channel(guild, "Lounge", type=ChannelType.GUILD_VOICE)


@pytest.fixture
def direct(guild: Guild) -> Channel:
    """Return what ada and bob write to each other in."""
    ada, bob = (User.objects.get(username=name) for name in ("ada", "bob"))
    return open_direct_channel(ada, bob)


def arrive(visit: Callable[..., Person], name: str) -> Person:
    """Log somebody in whose connections are watched."""
    person = visit()
    person.page.add_init_script(WATCH)
    person.log_in(name, PASSWORD)
    return person


def come_in(visit: Callable[..., Person], name: str) -> Person:
    person = arrive(visit, name)
    person.page.get_by_role("link", name="The Hall").click()
    join(person)
    return person


def join(person: Person) -> None:
    person.channel_link("Lounge").click()
    is_connected(person)


def panel(person: Person) -> Locator:
    return person.page.get_by_role("region", name="Voice")


def is_connected(person: Person) -> None:
    expect(panel(person).get_by_role("status")).to_have_text("Connected")


def press(person: Person, name: str) -> None:
    panel(person).get_by_role("button", name=name, exact=True).click()


def row(person: Person, name: str) -> Locator:
    people = person.page.get_by_role("list", name="In Lounge").get_by_role("listitem")
    return people.filter(has=person.page.get_by_role("button", name=re.compile(rf"\b{name}\b")))


def hears(page: Page, voices: int) -> None:
    """Wait until exactly so many voices come with sound in them."""
    page.wait_for_function(
        "async (voices) => (await growing('audio', 'totalAudioEnergy')) === voices", arg=voices
    )


def sees(page: Page, pictures: int) -> None:
    page.wait_for_function(
        "async (pictures) => (await growing('video', 'framesDecoded')) === pictures", arg=pictures
    )


def test_three_people_hear_and_see_each_other(
    lounge: Channel, worker: Worker, visit: Callable[..., Person]
) -> None:
    ada, bob, cat = (come_in(visit, name) for name in ("ada", "bob", "cat"))
    for person in (ada, bob, cat):
        hears(person.page, 2)
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

    press(ada, "Turn on camera")
    expect(bob.page.locator(".call-tile video")).to_have_count(1)
    sees(bob.page, 1)
    press(ada, "Share screen")
    ada.dialog.get_by_label("Quality").select_option("480")
    ada.dialog.get_by_role("button", name="Choose what to share").click()
    expect(row(bob, "ada").get_by_text("Live")).to_be_visible()
    sees(cat.page, 2)
    cat.page.get_by_role("button", name="Enlarge: ada’s screen").click()
    expect(cat.page.locator(".call-large video")).to_be_visible()
    press(ada, "Stop sharing")
    press(ada, "Turn off camera")
    expect(cat.page.locator(".call-tile video")).to_have_count(0)

    press(bob, "Disconnect")
    expect(panel(bob)).to_have_count(0)
    expect(row(ada, "bob")).to_have_count(0)
    hears(ada.page, 1)
    bob.page.get_by_role("button", name="Join voice").click()
    is_connected(bob)
    hears(ada.page, 2)

    worker.kill()
    worker.start()
    for person in (ada, bob, cat):
        hears(person.page, 2)
        is_connected(person)


def test_a_call_rings_until_it_is_accepted_or_declined(
    direct: Channel, worker: Worker, visit: Callable[..., Person]
) -> None:
    ada, bob = (arrive(visit, name) for name in ("ada", "bob"))
    ada.go(f"/channels/@me/{direct.id}")
    ringing = bob.page.get_by_role("alert", name="ada is calling")
    start = ada.page.get_by_role("button", name="Start call")

    start.click()
    ringing.get_by_role("button", name="Accept").click()
    expect(ringing).to_have_count(0)
    for person in (ada, bob):
        is_connected(person)
        hears(person.page, 1)
    for person in (bob, ada):
        press(person, "Disconnect")
    expect(ada.messages.filter(has_text="started a call that lasted")).to_have_count(1)

    start.click()
    ringing.get_by_role("button", name="Decline").click()
    expect(ringing).to_have_count(0)
    expect(bob.page.get_by_role("button", name="Start call")).to_have_count(0)
    press(ada, "Disconnect")
    expect(bob.messages.filter(has_text="You missed a call")).to_have_count(1)
