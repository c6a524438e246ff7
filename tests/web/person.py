"""A person at a browser: what they do, in words of the screen."""

from __future__ import annotations

import re

from playwright.sync_api import Error, Locator, Page, expect


class Person:
    def __init__(self, page: Page) -> None:
        self.page = page
        self._asked: set[str] = set()
        page.on("request", lambda request: self._asked.add(request.url))
        page.on("requestfinished", lambda request: self._asked.discard(request.url))
        page.on("requestfailed", lambda request: self._asked.discard(request.url))

    # Coming in

    def log_in(self, username: str, password: str) -> None:
        self.go("/login")
        self.page.get_by_label("Username or email").fill(username)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Log in").click()
        self.is_inside()

    def come_in(self, username: str, password: str) -> None:
        """Sign in without the form: what asks for it spares loading the client twice."""
        context = self.page.context
        context.request.get("/login")
        token = next(one["value"] for one in context.cookies() if one["name"] == "csrftoken")
        answer = context.request.post(
            "/_allauth/browser/v1/auth/login",
            data={"username": username, "password": password},
            headers={"X-CSRFToken": token},
        )
        assert answer.ok, answer.text()
        self.go("/channels/@me")
        self.is_inside()

    def fill_account(self, username: str, password: str, *, action: str) -> None:
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Email").fill(f"{username}@example.org")
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name=action).click()

    def is_inside(self) -> None:
        expect(self.page.locator("nav.rail")).to_be_attached()
        expect(self.page).to_have_url(re.compile("/channels/"))

    def go(self, path: str) -> None:
        try:
            self.page.goto(path)
        except Error as error:
            raise AssertionError(f"{path} still waits for {sorted(self._asked)}") from error

    # Places

    def open_channel(self, name: str) -> None:
        self.channel_link(name).click()
        expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    def channel_link(self, name: str) -> Locator:
        return self.page.get_by_role("navigation", name="Channels").get_by_role(
            "link", name=re.compile(rf"^{re.escape(name)}\b")
        )

    # Messages

    @property
    def composer(self) -> Locator:
        # Of a channel and the thread beside it the thread's.
        return self.page.locator(".composer textarea").last

    @property
    def messages(self) -> Locator:
        return self.page.locator("article.message")

    def message(self, text: str) -> Locator:
        """Return the message with these words of its own, not those it answers."""
        body = self.page.locator(".message-text, .system-message", has_text=text)
        return self.messages.filter(has=body)

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def sees(self, text: str) -> None:
        expect(self.message(text)).to_have_count(1)
        expect(self.message(text)).not_to_have_attribute("data-state", "sending")

    def does_not_see(self, text: str) -> None:
        expect(self.message(text)).to_have_count(0)

    def act(self, text: str, action: str) -> None:
        """Choose an action from a message's toolbar, once the message is sent."""
        self.sees(text)
        button = self.message(text).get_by_role("toolbar").get_by_role("button", name=action)
        self.message(text).hover()
        # The focus holds the toolbar when the list moves under the pointer.
        self.message(text).focus()
        button.click()

    def open_menu(self, text: str) -> Locator:
        """Open a message's context menu; it follows what changes while it is open."""
        self.sees(text)
        self.message(text).locator(".message-text").click(button="right")
        menu = self.page.get_by_role("menu", name="Message")
        expect(menu.get_by_role("menuitem", name="Copy link")).to_be_visible()
        return menu

    def choose(self, text: str, item: str) -> None:
        """Choose an item from a message's context menu."""
        self.open_menu(text).get_by_role("menuitem", name=item).click()

    def close(self, locator: Locator) -> None:
        """Press Escape, and see that what it closes is gone."""
        expect(locator).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(locator).to_have_count(0)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last
