"""What the web client's page carries with it, so that it can draw before it asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token

from accounts.mfa import key_host
from accounts.models import InstanceSettings
from accounts.payloads import providers, self_user_payload
from accounts.services.users import is_unclaimed
from config.settings import limits


def bootstrap(request: HttpRequest) -> dict[str, Any]:
    """Return what the client starts with; ``user`` is None for guests."""
    instance = InstanceSettings.load()
    user = request.user
    return {
        "first_run": is_unclaimed(instance),
        "registration_mode": instance.registration_mode,
        "instance_name": instance.name,
        "identity_providers": [
            {"id": provider_id, "name": name} for provider_id, name in providers().items()
        ],
        "password_login": not settings.OIDC_ONLY,
        "has_password": user.is_authenticated and user.has_usable_password(),
        "csrf": get_token(request),
        "user": self_user_payload(user) if user.is_authenticated else None,
        "webauthn_host": key_host(),
        # Where the page itself came from: only there does the session cookie go.
        "gateway_url": f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/gateway",
        "cdn_url": "",
        "voice_recording": settings.VOICE_RECORDING,
        "media_scanner": bool(settings.MEDIA_SCANNER_URL),
        "limits": {
            "max_message_length": settings.MESSAGE_LENGTH,
            "max_attachment_size": limits.ATTACHMENT_BYTES,
            "max_attachments": limits.ATTACHMENTS_PER_MESSAGE,
            "max_avatar_size": limits.AVATAR_BYTES,
        },
    }
