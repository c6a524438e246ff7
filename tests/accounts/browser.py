"""A browser as far as signing in is concerned: it keeps cookies and repeats the CSRF token."""

from __future__ import annotations

from typing import Any

import httpx

from config.kernel import aio

ORIGIN = "http://testserver"
ALLAUTH = "/_allauth/browser/v1/"


class Browser:
    """`Browser().post("/_allauth/browser/v1/auth/login", {…})`; short: `Browser().auth("login")`."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.cookies = httpx.Cookies()
        self.address = address
        self.get("/_allauth/browser/v1/config")

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.request("GET", path, headers=headers)

    def post(self, path: str, json: Any = None) -> httpx.Response:
        return self.request("POST", path, json)

    def patch(self, path: str, json: Any = None) -> httpx.Response:
        return self.request("PATCH", path, json)

    def delete(self, path: str, json: Any = None) -> httpx.Response:
        return self.request("DELETE", path, json)

    def request(
        self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        defaults = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
        if token := self.cookies.get("csrftoken"):
            defaults["X-CSRFToken"] = token
        return aio.run(self._request(method, path, json, {**defaults, **(headers or {})}))

    async def _request(
        self, method: str, path: str, json: Any, headers: dict[str, str]
    ) -> httpx.Response:
        from config.asgi import application

        transport = httpx.ASGITransport(app=application, client=(self.address, 1))
        sent = {name: value for name, value in headers.items() if value}
        async with httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, cookies=self.cookies
        ) as client:
            content = {} if json is None else {"json": json}
            answer = await client.request(method, path, headers=sent, **content)
            self.cookies = client.cookies
        return answer

    def auth(self, what: str, json: Any) -> httpx.Response:
        return self.post(f"{ALLAUTH}auth/{what}", json)

    def sign_in(self, username: str, password: str) -> Browser:
        answer = self.auth("login", {"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        return self

    @property
    def is_signed_in(self) -> bool:
        return self.get("/api/v10/users/@me").status_code == 200


class AppClient:
    """A client that is not a browser: it gets an access token and a refresh token."""

    def __init__(self) -> None:
        self.access_token = self.refresh_token = self.session_token = ""

    def request(self, method: str, path: str, json: Any = None, **headers: str) -> httpx.Response:
        return aio.run(self._request(method, path, json, headers))

    async def _request(
        self, method: str, path: str, json: Any, headers: dict[str, str]
    ) -> httpx.Response:
        from config.asgi import application

        transport = httpx.ASGITransport(app=application, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            content = {} if json is None else {"json": json}
            return await client.request(method, path, headers=headers, **content)

    def sign_in(self, username: str, password: str) -> AppClient:
        credentials = {"username": username, "password": password}
        answer = self.request("POST", "/_allauth/app/v1/auth/login", credentials)
        assert answer.status_code == 200, answer.text
        meta = answer.json()["meta"]
        self.access_token, self.refresh_token = meta["access_token"], meta["refresh_token"]
        self.session_token = meta["session_token"]
        return self

    def refresh(self, token: str | None = None) -> httpx.Response:
        body = {"refresh_token": token or self.refresh_token}
        return self.request("POST", "/_allauth/app/v1/tokens/refresh", body)

    def me(self, token: str | None = None) -> int:
        """Return the status of asking who one is."""
        authorization = f"Bearer {token or self.access_token}"
        return self.request("GET", "/api/v10/users/@me", Authorization=authorization).status_code
