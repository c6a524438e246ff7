"""An API client that calls the real handler in this process: routing, middleware and views.

The views run on threads and connections of their own, so tests that use it commit their data:
the `api` fixture asks for `transactional_db`.
"""

from __future__ import annotations

from typing import Any

import httpx

from config.kernel import aio
from tests.helpers.described import assert_described

BASE = "http://testserver/api/v10"


def credentials_header(who: Any) -> dict[str, str]:
    """Return the header that authenticates `who`: a user, a token as it is sent, or nobody."""
    if who is None:
        return {}
    if isinstance(who, str):
        return {"Authorization": who}
    from tests.builders import authorization

    return {"Authorization": authorization(who)}


class Api:
    """Calls of one user; `get`, `post`, … from sync tests and `aget`, `apost`, … from async ones.

    `api(user).post("/guilds", {"name": "Hall"}).json()`
    """

    def __init__(self, who: Any = None, **headers: str) -> None:
        self.headers = {**credentials_header(who), **headers}

    async def arequest(
        self, method: str, path: str, json: Any = None, **options: Any
    ) -> httpx.Response:
        from config.asgi import application

        url = path if path.startswith("http") else BASE + path
        if json is not None:
            options["json"] = json
        headers = {**self.headers, **options.pop("headers", {})}
        transport = httpx.ASGITransport(app=application, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport) as client:
            answer = await client.request(method, url, headers=headers, **options)
        assert_described(answer)
        return answer

    def request(self, method: str, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return aio.run(self.arequest(method, path, json, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return self.request("POST", path, json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return self.request("PATCH", path, json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return self.request("PUT", path, json, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", path, **options)

    async def aget(self, path: str, **options: Any) -> httpx.Response:
        return await self.arequest("GET", path, **options)

    async def apost(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.arequest("POST", path, json, **options)

    async def apatch(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.arequest("PATCH", path, json, **options)

    async def aput(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.arequest("PUT", path, json, **options)

    async def adelete(self, path: str, **options: Any) -> httpx.Response:
        return await self.arequest("DELETE", path, **options)
