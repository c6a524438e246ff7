"""The ways people take through the client, in real browsers against a real instance."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from guilds.models import Channel, Guild
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message_sync
from tests.builders import (
    make_channel,
    text_channel,
)
from tests.helpers.instance import Instance
from tests.web.conftest import PHONE
from tests.web.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.instance(processes=1)]

Visit = Callable[..., Person]


@pytest.fixture
def side_room(guild: Guild) -> Channel:
    return make_channel(guild, "side-room")


@pytest.fixture
def long_story(guild: Guild) -> Guild:
    channel = text_channel(guild)
    for number in range(400):
        send_message_sync(guild.owner, channel.id, NewMessage(content=f"line {number:03}"))
    return guild


def test_the_first_visitor_becomes_the_owner_and_invites_another(visit: Visit) -> None:
    ada = visit()
    ada.go("/")
    expect(ada.page.get_by_role("heading", name="The hall is ready")).to_be_visible()
    ada.fill_account("ada", "a long password 7", action="Create owner account")
    ada.is_inside()

    ada.page.get_by_role("main").get_by_role("button", name="Add a server").click()
    ada.page.get_by_role("button", name=re.compile("Create your own")).click()
    ada.dialog.get_by_label("Name").fill("The Hall")
    ada.dialog.get_by_role("button", name="Create").click()
    expect(ada.page.get_by_role("heading", level=1, name="general")).to_be_visible()
    ada.say("Is anybody there?")
    ada.sees("Is anybody there?")

    ada.page.get_by_role("button", name="Invite people").click()
    expect(ada.dialog.get_by_label("Invite link")).to_have_value(re.compile("/invite/"))
    link = ada.dialog.get_by_label("Invite link").input_value()

    bob = visit()
    bob.go(link)
    expect(bob.page.get_by_role("heading", name="The Hall")).to_be_visible()
    bob.page.get_by_role("link", name="Create an account").click()
    bob.fill_account("bob", "another password 8", action="Create account")
    bob.page.get_by_role("button", name="Join The Hall").click()
    bob.sees("Is anybody there?")
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("complementary", name="Members")).to_contain_text("bob")


def test_two_people_talk_and_see_each_other_at_once(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.say("Hello **bob**, see #general for more")
    bob.sees("Hello bob")
    expect(bob.message("Hello bob").locator("strong")).to_have_text("bob")
    expect(bob.message("Hello bob").locator("a.mention")).to_have_text("general")

    bob.composer.press_sequentially("Hi")
    expect(ada.page.get_by_text("bob is typing")).to_be_visible()
    bob.composer.press("Enter")
    ada.sees("Hi")
    expect(ada.page.get_by_text("bob is typing")).to_have_count(0)


def test_a_message_is_edited_replied_to_reacted_to_and_deleted(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.say("first wording")
    bob.sees("first wording")
    ada.sees("first wording")

    ada.composer.press("ArrowUp")
    box = ada.page.get_by_label("Edit message")
    expect(box).to_have_value("first wording")
    box.fill("second wording")
    box.press("Enter")
    bob.sees("second wording")
    expect(bob.message("second wording")).to_contain_text("(edited)")

    bob.act("second wording", "Reply")
    bob.say("my answer")
    ada.sees("my answer")
    expect(ada.message("my answer").locator(".reply-bar")).to_contain_text("second wording")
    expect(ada.message("my answer")).to_have_attribute("data-mentioned", "true")

    bob.act("my answer", "React with 👍")
    chip = ada.message("my answer").get_by_role("button", name="👍, 1")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    bobs = bob.message("my answer").get_by_role("button", name="👍, 2")
    expect(bobs).to_have_attribute("aria-pressed", "true")

    # A moderator sees who reacted, and takes it back; others see it.
    ada.choose("my answer", "Who reacted")
    expect(ada.dialog.get_by_role("listitem")).to_have_count(2)
    ada.dialog.get_by_role("button", name="Remove the reaction of bob").click()
    expect(ada.dialog.get_by_role("listitem")).to_have_count(1)
    expect(bob.message("my answer").get_by_role("button", name="👍, 1")).to_be_visible()
    ada.close(ada.page.get_by_role("dialog"))
    bob.choose("my answer", "Who reacted")
    expect(bob.dialog.get_by_role("listitem").get_by_text("ada")).to_be_visible()
    expect(bob.dialog.get_by_role("button", name="Remove all")).to_have_count(0)
    bob.close(bob.page.get_by_role("dialog"))

    ada.choose("second wording", "Delete message")
    ada.dialog.get_by_role("button", name="Delete").click()
    expect(bob.message("second wording")).to_have_count(0)
    expect(bob.message("my answer")).to_contain_text("The original message was deleted")


def test_a_message_that_cannot_be_sent_is_kept_and_sent_again(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.page.route("**/api/v10/channels/*/messages", lambda route: route.abort())
    ada.say("through the storm")
    failed = ada.message("through the storm")
    expect(failed).to_have_attribute("data-state", "failed")

    with ada.page.expect_event("requestfailed"):
        failed.get_by_role("button", name="Retry").click()
    expect(failed).to_have_attribute("data-state", "failed")
    ada.page.unroute("**/api/v10/channels/*/messages")
    ada.page.reload()
    expect(failed).to_have_attribute("data-state", "failed")

    failed.get_by_role("button", name="Retry").click()
    bob.sees("through the storm")
    ada.sees("through the storm")
    ada.page.reload()
    ada.sees("through the storm")


def test_files_are_sent_and_looked_at(guild: Guild, visit: Visit, png: bytes) -> None:
    ada, bob = in_general(visit)
    files = [
        {"name": "sunset.png", "mimeType": "image/png", "buffer": png},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"remember the milk"},
    ]
    ada.page.locator(".composer input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(
        ada.page.get_by_role("list", name="Files to send").get_by_role("listitem")
    ).to_have_count(2)
    ada.say("two files")
    bob.sees("two files")
    picture = bob.message("two files").get_by_role("button", name="Picture: sunset.png")
    expect(picture.locator("img")).to_have_js_property("complete", True)
    expect(picture.locator("img")).not_to_have_js_property("naturalWidth", 0)
    expect(
        bob.message("two files").get_by_role("link", name="notes.txt", exact=True)
    ).to_be_visible()
    picture.click()
    expect(bob.dialog.get_by_role("img", name="sunset.png")).to_be_visible()
    bob.close(bob.page.get_by_role("dialog"))

    # A file whose way is broken goes again; one that is cancelled never comes.
    ada.page.route("**/uploads/**", lambda route: route.abort())
    ada.page.locator(".composer input[type=file]").set_input_files(files[1:])  # type: ignore[arg-type]
    ada.say("once more")
    failed = ada.message("once more")
    expect(failed.get_by_text("The upload was interrupted.")).to_be_visible()
    ada.page.unroute("**/uploads/**")
    failed.get_by_role("button", name="Retry").click()
    bob.sees("once more")
    expect(bob.message("once more").get_by_role("link", name="Download")).to_be_visible()
    ada.page.route("**/uploads/**", lambda route: None)
    ada.page.locator(".composer input[type=file]").set_input_files(files[1:])  # type: ignore[arg-type]
    asks = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert not ada.page.evaluate(asks)
    ada.say("never mind")
    expect(ada.message("never mind")).to_have_count(1)
    assert ada.page.evaluate(asks), "Whoever leaves now loses the file."
    with ada.page.expect_response("**/api/v10/attachments/**") as taken_back:
        ada.message("never mind").get_by_role("button", name="Cancel").click()
    assert taken_back.value.status == 204
    ada.does_not_see("never mind")
    ada.page.wait_for_function(f"!({asks})()")

    # A file is taken out of a message again; what begins with @silent makes no sound.
    ada.choose("two files", "Remove files")
    ada.dialog.get_by_role("button", name="Remove notes.txt").click()
    expect(bob.message("two files").get_by_role("link", name="notes.txt")).to_have_count(0)
    expect(bob.message("two files").get_by_role("button", name="Picture")).to_be_visible()
    ada.close(ada.page.get_by_role("dialog"))
    ada.say("@silent psst")
    expect(bob.message("psst").get_by_role("img", name="Sent without a sound")).to_be_visible()
    expect(bob.message("psst")).not_to_contain_text("@silent")


def test_a_voice_message_is_recorded_and_heard(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.page.get_by_role("button", name="Record a voice message").click()
    bar = ada.page.get_by_role("group", name="Voice message")
    expect(bar.get_by_role("timer")).to_have_text("0:01")
    bar.get_by_role("button", name="Stop and listen").click()
    expect(bar.get_by_role("slider", name="Position")).to_be_visible()
    bar.get_by_role("button", name="Send voice message").click()
    expect(ada.page.get_by_role("button", name="Record a voice message")).to_be_visible()
    sent = bob.messages.filter(has=bob.page.get_by_role("slider", name="Position"))
    with bob.page.expect_response(re.compile("/voice-message")) as heard:
        sent.get_by_role("button", name="Play").click()
    assert heard.value.headers["content-type"].startswith("audio/")
    # It plays to its end.
    expect(sent.get_by_role("button", name="Play")).to_be_visible()


def test_a_conversation_begins_from_a_profile(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    members = ada.page.get_by_role("complementary", name="Members")
    members.get_by_role("button", name="bob").click()
    ada.page.get_by_role("button", name="Message", exact=True).click()
    expect(ada.page.get_by_role("heading", level=1, name="bob")).to_be_visible()
    ada.say("just between us")

    link = bob.page.get_by_role("navigation", name="Servers").get_by_role(
        "link", name=re.compile("^ada")
    )
    link.click()
    bob.sees("just between us")
    expect(link).to_have_count(0)
    bob.say("of course")
    ada.sees("of course")


def test_what_was_missed_is_marked_until_it_is_read(
    guild: Guild, side_room: Channel, visit: Visit
) -> None:
    ada, bob = in_general(visit)
    bob.say("before")
    ada.sees("before")
    expect(ada.channel_link("general")).to_have_accessible_name("general")
    ada.open_channel("side-room")
    bob.say("@ada, while you were away")
    expect(ada.channel_link("general")).to_have_accessible_name("general, 1 mention, unread")
    expect(ada.page).to_have_title(re.compile(r"^\(1\)"))

    ada.open_channel("general")
    ada.sees("while you were away")
    expect(ada.page.locator("[data-new] + .message")).to_contain_text("while you were away")
    expect(ada.channel_link("general")).to_have_accessible_name("general")
    ada.page.reload()
    ada.sees("while you were away")
    expect(ada.channel_link("general")).to_have_accessible_name("general")

    # What is muted does not stand out, and still calls by name.
    ada.open_channel("side-room")
    ada.channel_link("general").click(button="right")
    ada.page.get_by_role("menuitem", name="Mute channel").click()
    ada.dialog.get_by_role("button", name="Mute", exact=True).click()
    expect(ada.channel_link("general")).to_have_accessible_name("general, muted")
    bob.say("@ada, come back")
    expect(ada.channel_link("general")).to_have_accessible_name("general, 1 mention, muted")
    ada.channel_link("general").click(button="right")
    ada.page.get_by_role("menuitem", name="Unmute channel").click()
    expect(ada.channel_link("general")).to_have_accessible_name("general, 1 mention, unread")


def test_a_phone_shows_one_thing_at_a_time(guild: Guild, visit: Visit) -> None:
    ada = visit("ada", phone=True)
    ada.page.get_by_role("link", name="The Hall").tap()
    ada.open_channel("general")
    expect(ada.page.get_by_role("navigation", name="Channels")).not_to_be_visible()
    ada.composer.fill("from the road")
    ada.page.get_by_role("button", name="Send message").tap()
    ada.sees("from the road")
    ada.page.get_by_role("button", name="Show members").tap()
    expect(ada.page.get_by_role("complementary", name="Members")).to_contain_text("bob")
    expect(ada.page.locator("html")).to_have_js_property("scrollWidth", PHONE["width"])


def test_keys_are_enough(guild: Guild, side_room: Channel, visit: Visit) -> None:
    ada, bob = in_general(visit)
    bob.say("press a key")
    ada.sees("press a key")
    ada.page.keyboard.press("Alt+ArrowUp")
    expect(ada.page.get_by_role("heading", level=1, name="side-room")).to_be_visible()
    ada.page.keyboard.press("Control+k")
    expect(ada.dialog.get_by_role("combobox")).to_be_focused()
    ada.page.keyboard.type("general")
    expect(ada.dialog.get_by_role("option", selected=True)).to_contain_text("general")
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("heading", level=1, name="general")).to_be_visible()
    ada.sees("press a key")

    expect(ada.composer).to_be_focused()
    ada.page.locator(".message-scroller").focus()
    ada.page.keyboard.press("ArrowUp")
    expect(ada.message("press a key")).to_be_focused()
    ada.page.keyboard.press("r")
    expect(ada.composer).to_be_focused()
    expect(ada.page.get_by_text("Replying to bob")).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_text("Replying to bob")).to_have_count(0)


def test_a_long_history_is_read_without_filling_the_page(long_story: Guild, visit: Visit) -> None:
    ada = visit("ada")
    ada.page.get_by_role("link", name="The Hall").click()
    ada.open_channel("general")
    ada.sees("line 399")
    scroller = ada.page.locator(".message-scroller")
    for _ in range(400):
        if ada.page.get_by_text("This is the beginning of").count():
            break
        scroller.evaluate("element => { element.scrollTop = 0; }")
        ada.page.wait_for_timeout(100)
        assert ada.messages.count() <= 150
    ada.sees("line 000")

    ada.page.get_by_role("button", name="Jump to present").click()
    ada.sees("line 399")
    expect(ada.message("line 399")).to_be_in_viewport()


def test_nothing_moves_under_the_reader(long_story: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.sees("line 399")
    middle = ada.message("line 370")
    middle.evaluate("element => element.scrollIntoView({ block: 'center' })")
    # The reader is known to be elsewhere: the scrolling was noted.
    expect(ada.page.get_by_role("button", name="Jump to present")).to_be_visible()
    before = place_of(middle)
    for number in range(5):
        bob.say(f"news {number}")
        bob.sees(f"news {number}")
    expect(ada.page.get_by_role("button", name=re.compile("5 new.*Jump"))).to_be_visible()
    assert abs(before - place_of(middle)) <= 1


@pytest.mark.instance(processes=2)
def test_what_was_said_during_a_lost_connection_is_there_after_it(
    guild: Guild, instance: Instance, visit: Visit
) -> None:
    ada, bob = in_general(visit, processes=(0, 1))
    bob.say("before the storm")
    ada.sees("before the storm")
    instance.kill(0)
    for number in range(3):
        bob.say(f"storm {number}")
        bob.sees(f"storm {number}")
    expect(ada.page.get_by_text(re.compile("The connection is lost|Connecting"))).to_be_visible()

    instance.restart(0)
    ada.sees("storm 2")
    texts = ada.page.locator("article.message .message-text").all_inner_texts()
    assert texts[-4:] == ["before the storm", "storm 0", "storm 1", "storm 2"]
    bob.say("after the storm")
    ada.sees("after the storm")


def test_a_kicked_member_is_out_at_once(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    member = ada.page.get_by_role("complementary", name="Members").get_by_role("button", name="bob")
    member.click(button="right")
    ada.page.get_by_role("menuitem", name="Kick").click()
    ada.dialog.get_by_role("button", name="Kick", exact=True).click()
    expect(member).to_have_count(0)
    expect(bob.page.get_by_role("link", name="The Hall")).to_have_count(0)
    expect(bob.page.get_by_text("You are not in this server.")).to_be_visible()


def test_a_role_made_in_the_client_gives_what_it_says(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.say("a word too much")
    bob.sees("a word too much")
    menu = bob.open_menu("a word too much")
    expect(menu.get_by_role("menuitem", name="Delete message")).to_have_count(0)

    ada.page.get_by_role("button", name="The Hall").click()
    ada.page.get_by_role("menuitem", name="Server settings").click()
    ada.dialog.get_by_role("button", name="Roles").click()
    ada.dialog.get_by_role("button", name="Create role").click()
    ada.dialog.get_by_role("textbox", name="Name").fill("Warden")
    ada.dialog.get_by_role("switch", name=re.compile("^Manage messages")).check()
    ada.dialog.get_by_role("button", name="Save").click()
    expect(ada.dialog.get_by_text("You have unsaved changes.")).to_have_count(0)
    ada.close(ada.dialog)

    members = ada.page.get_by_role("complementary", name="Members")
    members.get_by_role("button", name="bob").click(button="right")
    ada.page.get_by_role("menuitem", name="Roles").click()
    ada.dialog.get_by_role("switch", name="Warden").check()

    # What bob may do now comes into the menu that he has open.
    menu.get_by_role("menuitem", name="Delete message").click()
    bob.dialog.get_by_role("button", name="Delete").click()
    ada.does_not_see("a word too much")


def test_a_channel_comes_and_goes_for_everybody(guild: Guild, visit: Visit) -> None:
    ada, bob = in_general(visit)
    ada.page.get_by_role("button", name="The Hall").click()
    ada.page.get_by_role("menuitem", name="Create channel").click()
    ada.dialog.get_by_label("Name").fill("Back Stage")
    ada.dialog.get_by_role("button", name="Create channel").click()
    expect(ada.page.get_by_role("heading", level=1, name="back-stage")).to_be_visible()
    bob.open_channel("back-stage")

    ada.channel_link("back-stage").hover()
    ada.page.get_by_role("button", name="Edit back-stage").click()
    ada.dialog.get_by_role("button", name="Permissions").click()
    views = ada.dialog.get_by_role("radiogroup", name="View channels")
    views.get_by_role("radio", name="Deny").click()
    ada.dialog.get_by_role("button", name="Save").click()
    expect(bob.channel_link("back-stage")).to_have_count(0)
    expect(bob.page.get_by_text("This channel is not here, or not for you to see.")).to_be_visible()


def place_of(message: Locator) -> float:
    """Return how far down the screen a message is, once it rests."""
    last = None
    for _ in range(50):
        box = message.bounding_box()
        if box is not None and box == last:
            return box["y"]
        last = box
        message.page.wait_for_timeout(200)
    raise AssertionError("it never comes to rest")


def in_general(visit: Visit, processes: tuple[int, int] = (0, 0)) -> tuple[Person, Person]:
    people = []
    for name, process in zip(("ada", "bob"), processes, strict=True):
        person = visit(name, process=process)
        person.page.get_by_role("link", name="The Hall").click()
        person.open_channel("general")
        people.append(person)
    return people[0], people[1]
