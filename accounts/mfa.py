"""Second factors: what authenticator apps show of this instance, and the picture they scan."""

from __future__ import annotations

import logging
import re
import struct
from typing import Any, Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.http import require_safe

from accounts.models import InstanceSettings
from config.kernel import encryption
from config.settings.environment import host_of

WEBAUTHN: Final = re.compile(r"^/_allauth/\w+/v1/\w+/(authenticators/)?webauthn(/|$)")
MALFORMED: Final = (ValueError, LookupError, TypeError, AttributeError, struct.error)
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

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": key_host(), "name": InstanceSettings.load().name}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        # Shown where the key is kept: never the address.
        return {**super().get_public_key_credential_user_entity(user), "name": user.username}

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)


class MalformedCredentialMiddleware(MiddlewareMixin):
    """Answers 400 to what is no credential of a passkey: the library stumbles over some of it."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not WEBAUTHN.search(request.path) or not isinstance(exception, MALFORMED):
            return None
        logger.info("a credential could not be read: %r", exception)
        wrong = {"code": "incorrect_code", "param": "credential", "message": "Not a credential."}
        return JsonResponse({"status": 400, "errors": [wrong]}, status=400)


def key_host() -> str:
    """Return the name that keys are made for: they work nowhere else."""
    return host_of(settings.PUBLIC_URL)


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
