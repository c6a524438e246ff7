"""Which pages elsewhere may call the API from a browser, and with what."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from config.kernel import aio
from tests.builders import authorization, make_user

THEIRS, STRANGE = "https://dashboard.example.org", "https://evil.example.org"
ALLOWED = "access-control-allow-origin"


@pytest.fixture
def ask(transactional_db: None, settings: Any) -> Any:
    """Return a caller of a handler that allows one origin."""
    from config.kernel.asgi_handler import GuildhallASGIHandler

    settings.CORS_ALLOWED_ORIGINS = [THEIRS]
    settings.API_MIDDLEWARE = [
        *settings.API_MIDDLEWARE,
        "corsheaders.middleware.CorsMiddleware",
    ]
    transport = httpx.ASGITransport(app=GuildhallASGIHandler())

    async def send(method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.request(method, path, **options)

    return lambda *args, **options: aio.run(send(*args, **options))


def test_a_page_on_the_list_asks_first_and_calls_with_a_token(ask: Any) -> None:
    asked = {"Origin": THEIRS, "Access-Control-Request-Method": "PATCH"}
    answer = ask("OPTIONS", "/api/v10/users/@me", headers=asked)
    assert answer.status_code == 200
    assert answer.headers[ALLOWED] == THEIRS
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers

    token = {"Origin": THEIRS, "Authorization": authorization(make_user("ada"))}
    answer = ask("GET", "/api/v10/users/@me", headers=token)
    assert (answer.status_code, answer.headers[ALLOWED]) == (200, THEIRS)
    assert "X-RateLimit-Remaining" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    form = {"grant_type": "authorization_code", "code": "none", "client_id": "1"}
    answer = ask("POST", "/api/oauth2/token", data=form, headers={"Origin": THEIRS})
    assert (answer.status_code // 100, answer.headers[ALLOWED]) == (4, THEIRS)


def test_pages_that_are_not_on_the_list_and_our_own_pages_stay_apart(ask: Any) -> None:
    asked = {"Origin": STRANGE, "Access-Control-Request-Method": "GET"}
    assert ALLOWED not in ask("OPTIONS", "/api/v10/users/@me", headers=asked).headers
    assert ALLOWED not in ask("GET", "/api/v10/gateway", headers={"Origin": STRANGE}).headers
    assert ALLOWED not in ask("GET", "/login", headers={"Origin": THEIRS}).headers
    config = ask("GET", "/_allauth/browser/v1/config", headers={"Origin": THEIRS})
    assert ALLOWED not in config.headers
