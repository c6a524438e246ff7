"""What axe-core finds in the client's screens: nothing serious."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from guilds.models import Channel, ChannelType, Guild
from tests.builders import make_channel
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

AXE = Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js")
CHANNEL_PAGES = ("Overview", "Permissions", "Invites", "Webhooks")
GUILD_PAGES = (
    "Overview",
    "Roles",
    "Emoji",
    "Stickers",
    "Community",
    "Welcome",
    "Onboarding",
    "Rules",
    "Widget",
    "Template",
    "Apps",
    "Webhooks",
    "Members",
    "Invites",
    "Bans",
    "Safety",
    "AutoMod",
    "Audit log",
    "Ownership",
)
# All rules in the dark; the other themes differ by their colours only.
FIND = """async (themes) => {
    const { theme } = await import("app/stores/preferences.js");
    const violations = [];
    // What lies behind a dialog was judged before it opened.
    const shown = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
    for (const name of ["dark", ...themes]) {
        theme.value = name;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        // What fades in is judged when it is there.
        await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
        const runOnly = name === "dark" ? undefined : ["color-contrast"];
        const found = await axe.run(shown, { resultTypes: ["violations"], runOnly });
        violations.push(...found.violations.map((one) => ({ ...one, id: `${one.id}, ${name}` })));
    }
    theme.value = "dark";
    return violations
        .filter(({ impact }) => impact === "critical" || impact === "serious")
        .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}"""


@pytest.fixture
def forum(guild: Guild) -> Channel:
    tags = [{"name": "Open"}, {"name": "Solved", "emoji_name": "✅"}]
    return make_channel(
        guild, "questions", type=ChannelType.GUILD_FORUM, topic="Be kind", available_tags=tags
    )


def test_nothing_serious_is_in_the_way(forum: Channel, visit: Callable[..., Person]) -> None:
    ada = visit("ada", bypass_csp=True, reduced_motion="reduce")
    ada.page.get_by_role("link", name="The Hall").click()
    ada.open_channel("general")
    ada.say("Hello, **@bob** and `everyone` 👋")
    ada.sees("Hello")
    ada.page.evaluate(AXE.read_text())
    assert problems(ada) == []

    ada.message("Hello").get_by_role("button", name="ada").click()
    expect(ada.dialog.get_by_role("heading", name="ada")).to_be_visible()
    assert problems(ada) == []
    ada.close(ada.page.get_by_role("dialog"))

    ada.page.get_by_role("button", name="Emoji").click()
    ada.page.locator(".emoji-cell").first.wait_for()
    assert problems(ada) == []
    ada.close(ada.page.get_by_role("dialog"))

    ada.page.get_by_role("button", name="Threads").click()
    ada.dialog.get_by_role("button", name="Start a thread").click()
    ada.dialog.get_by_label("Name").fill("Aside")
    assert problems(ada) == []
    ada.dialog.get_by_role("button", name="Start thread").click()
    expect(ada.page.get_by_role("heading", level=1, name="Aside")).to_be_visible()
    assert problems(ada) == []
    ada.open_channel("questions")
    ada.page.get_by_role("button", name="New post").click()
    ada.dialog.get_by_label("Title").fill("Who?")
    ada.dialog.get_by_label("Message").fill("Me")
    ada.dialog.get_by_role("button", name="Solved").click()
    assert problems(ada) == []
    ada.dialog.get_by_role("button", name="Post", exact=True).click()
    expect(ada.page.get_by_role("heading", level=1, name="Who?")).to_be_visible()
    assert problems(ada) == []
    ada.channel_link("questions").click(button="right")
    ada.page.get_by_role("menuitem", name="Edit channel").click()
    check_pages(ada, CHANNEL_PAGES)
    ada.close(ada.page.get_by_role("dialog"))

    ada.page.get_by_role("button", name="Settings", exact=True).click()
    check_pages(ada, ("Profile", "Account", "Sessions", "Appearance", "Applications"))
    ada.close(ada.page.get_by_role("dialog"))

    ada.page.get_by_role("button", name="The Hall").click()
    ada.page.get_by_role("menuitem", name="Server settings").click()
    check_pages(ada, GUILD_PAGES)


def test_guests_are_not_kept_out(guild: Guild, visit: Callable[..., Person]) -> None:
    guest = visit(bypass_csp=True)
    for page in ("/login", "/register", "/forgot"):
        guest.go(page)
        guest.page.get_by_role("main").wait_for()
        guest.page.evaluate(AXE.read_text())
        assert problems(guest) == [], page


def problems(person: Person, themes: Iterable[str] = ("light", "contrast")) -> list[str]:
    found: list[str] = person.page.evaluate(FIND, list(themes))
    return found


def check_pages(person: Person, pages: Iterable[str]) -> None:
    for page in pages:
        person.dialog.get_by_role("button", name=page, exact=True).click()
        expect(person.dialog.get_by_role("heading", name=page, exact=True)).to_be_visible()
        expect(person.dialog.locator("[aria-busy=true]")).to_have_count(0)
        assert problems(person, ["light"]) == [], page
