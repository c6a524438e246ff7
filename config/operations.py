"""The addresses that operators and their tools ask: health and metrics."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from config.kernel.telemetry.health import readiness
from config.kernel.telemetry.metrics import exposition


@require_safe
async def health(request: HttpRequest) -> JsonResponse:
    """Answer as long as this process does."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database, Redis and a worker are there, else 503 saying which is not."""
    parts = readiness()
    is_ready = all(parts.values())
    body = {"status": "ok" if is_ready else "unavailable", **parts}
    response = JsonResponse(body, status=200 if is_ready else 503)
    # Whoever asks is told; the log would repeat it every few seconds.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def may_read_metrics(request: HttpRequest) -> bool:
    """Allow whoever knows METRICS_TOKEN; without one, only this machine itself, not via a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    is_local = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
    return is_local and "X-Forwarded-For" not in request.headers


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read_metrics(request):
        raise Http404
    body, content_type = exposition()
    return HttpResponse(body, content_type=content_type)
