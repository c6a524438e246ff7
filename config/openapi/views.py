"""The description of the API for programs, and the page that shows it to people."""

from __future__ import annotations

from functools import cache

import orjson
from django.http import HttpRequest, HttpResponse

from config.kernel import aio
from config.kernel.browsable import page
from config.kernel.views import json_bytes
from config.openapi.document import document


@cache
def encoded() -> bytes:
    return orjson.dumps(document())


async def openapi_json(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI description; whoever reads it may be anywhere."""
    return json_bytes(encoded(), 200, {"Access-Control-Allow-Origin": "*"})


async def docs(request: HttpRequest) -> HttpResponse:
    """Show the description as a page on which operations can be tried."""
    return await aio.in_thread(page)(request, "api/docs.html", {})
