"""Second factors: what authenticator apps show of this instance, and the picture they scan."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import InstanceSettings


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return InstanceSettings.load().name

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)


@require_safe
def totp_picture(request: HttpRequest) -> HttpResponse:
    """Draw the secret that is being set up in this session as a QR code (SVG).

    404 unless `account/authenticators/totp` gave one out in this session.
    """
    user: Any = request.user
    secret = request.session.get(SECRET_SESSION_KEY)
    if not user.is_authenticated or not secret:
        raise Http404
    adapter = MFAAdapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response
