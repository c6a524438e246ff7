"""Second factors: what authenticator apps show of this instance, and the picture they scan."""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import InstanceSettings
from config.kernel import encryption

logger = logging.getLogger("guildhall.accounts")


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return InstanceSettings.load().name

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a factor's secret; where it cannot be read, one that nobody's code fits."""
        try:
            return encryption.decrypt(encrypted_text)
        except encryption.Unreadable:
            logger.exception("a second factor cannot be read with this SECRET_KEY")
            return str(generate_totp_secret())

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
