"""Gives each request an id, logs it once and counts it."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from config.kernel.telemetry.context import caller, new_request_id, request_id
from config.kernel.telemetry.metrics import HTTP_REQUESTS, HTTP_SECONDS

logger = logging.getLogger("guildhall.http")


def route_of(request: HttpRequest) -> str:
    """Return the route's pattern, never the path: ids must not become labels."""
    match = request.resolver_match
    return match.route if match is not None else "unmatched"


def enter(request: HttpRequest) -> None:
    """Let everything that runs for a request know it."""
    request_id.set(new_request_id(request.headers.get("X-Request-Id", "")))
    caller.set((request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")))


def record(request: HttpRequest, response: HttpResponseBase, started: float) -> None:
    """Log and count an answered request."""
    seconds = time.perf_counter() - started
    route, status = route_of(request), response.status_code
    HTTP_REQUESTS.labels(request.method, route, status).inc()
    HTTP_SECONDS.labels(route).observe(seconds)
    is_failure = status >= 500 and not route.startswith("health")
    level = logging.WARNING if is_failure else logging.DEBUG
    if logger.isEnabledFor(level):
        logger.log(
            level,
            "%s %s %s %.1f ms",
            request.method,
            request.path,
            status,
            seconds * 1000,
            extra={"method": request.method, "route": route, "status": status, "seconds": seconds},
        )
    response.headers["X-Request-Id"] = request_id.get()


@sync_and_async_middleware
def TelemetryMiddleware(  # noqa: N802
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> (
    Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]
):
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            enter(request)
            started = time.perf_counter()
            response: HttpResponseBase = await get_response(request)
            record(request, response, started)
            return response

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        enter(request)
        started = time.perf_counter()
        response = get_response(request)
        record(request, response, started)
        return response

    return answer
