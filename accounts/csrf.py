"""Requests that carry the session cookie must come from our own pages.

Three things are asked of a request that changes something: that the browser does not name
another site as its source (``Sec-Fetch-Site``), that its Origin (or, over HTTPS, its Referer) is
ours, and that it repeats the CSRF cookie in a header.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import (  # type: ignore[attr-defined]
    REASON_CSRF_TOKEN_MISSING,
    CsrfViewMiddleware,
    InvalidTokenFormat,
    RejectRequest,
    _check_token_format,
    _does_token_match,
)

from config.kernel.errors import Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class CsrfFailed(Forbidden):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def body(self) -> dict[str, Any]:
        return {"message": f"CSRF verification failed: {self.reason}", "code": self.code}


def _any_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class HeaderCheck(CsrfViewMiddleware):
    """Django's check with the token from the header only: the body is not ours to read."""

    def why_not(self, request: HttpRequest) -> str | None:
        """Return why the request is refused, or None."""
        refusal = self.process_view(request, _any_view, (), {})
        return None if refusal is None else refusal.content.decode()

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)

    def _check_token(self, request: HttpRequest) -> None:
        try:
            secret = self._get_secret(request)  # type: ignore[attr-defined]
        except InvalidTokenFormat as error:
            raise RejectRequest(f"CSRF cookie {error.reason}.") from None
        if secret is None:
            raise RejectRequest("CSRF cookie not set.")
        token = request.META.get(settings.CSRF_HEADER_NAME)
        if not token:
            raise RejectRequest(REASON_CSRF_TOKEN_MISSING)
        try:
            _check_token_format(token)
        except InvalidTokenFormat as error:
            raise RejectRequest(f"CSRF token {error.reason}.") from None
        if not _does_token_match(token, secret):
            raise RejectRequest("CSRF token incorrect.")


_header_check = HeaderCheck(_any_view)


def check_csrf(request: HttpRequest) -> None:
    """Raise ``CsrfFailed`` unless the request is harmless or comes from our own pages."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
        raise CsrfFailed("cross-site request")
    if reason := _header_check.why_not(request):
        raise CsrfFailed(reason)
