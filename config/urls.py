"""All addresses. Each app lists its own below `/api/v10/` in `<app>/api/urls.py`."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from accounts.mfa import totp_picture
from accounts.oidc.views import depart
from accounts.pages import claim_owner, enter_by_link, openid_configuration
from config import operations
from config.kernel import cdn
from config.kernel.views import unknown_endpoint
from config.openapi import views as openapi_views
from config.pages import AppView, FaviconView

API_APPS = ("accounts", "guilds", "messaging", "media_sfu", "realtime")


def api_patterns() -> list[URLPattern | URLResolver]:
    """Return what every app serves below a version of the API."""
    modules = [f"{app}.api.urls" for app in API_APPS if find_spec(f"{app}.api")]
    return [path("", include(module)) for module in modules if find_spec(module)]


def root_patterns() -> list[URLPattern | URLResolver]:
    """Return what an app serves outside the API (downloads of attachments)."""
    modules = [f"{app}.media_urls" for app in API_APPS]
    return [path("", include(module)) for module in modules if find_spec(module)]


api = api_patterns()

# Pictures that everybody may see: the bucket, and the address up to the file.
PUBLIC_IMAGES = (
    ("avatars", "avatars/<int:owner_id>"),
    ("banners", "banners/<int:owner_id>"),
    ("icons", "icons/<int:owner_id>"),
    ("icons", "channel-icons/<int:owner_id>"),
    ("icons", "app-icons/<int:owner_id>"),
    ("banners", "splashes/<int:owner_id>"),
    ("banners", "discovery-splashes/<int:owner_id>"),
    ("banners", "home-headers/<int:owner_id>"),
    ("icons", "role-icons/<int:owner_id>"),
    ("guild-events", "guild-events/<int:owner_id>"),
    ("avatars", "guilds/<int:guild_id>/users/<int:owner_id>/avatars"),
    ("banners", "guilds/<int:guild_id>/users/<int:owner_id>/banners"),
)

# Addresses that the client shows itself; it routes them in the browser.
CLIENT_PAGES = (
    r"^$",
    r"^channels(/.*)?$",
    r"^invite/[^/]+$",
    r"^(login|register|setup|forgot|forgot-password|developers|settings)(/.*)?$",
    r"^(verify-email|reset-password)/[^/]+$",
    r"^oauth2/authorize$",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", FaviconView.as_view()),
    path("health", operations.health),
    path("health/ready", operations.ready),
    path("metrics", operations.metrics),
    path("api/docs", openapi_views.docs),
    path("api/openapi.json", openapi_views.openapi_json),
    path("api/v10/", include((api, "v10"))),
    path("api/v9/", include((api, "v9"))),
    path("api/", include((api, "latest"))),
    path("api/<path:rest>", unknown_endpoint),
    # Identities are listed and removed at /users/@me/connections.
    path("_allauth/<str:client>/v1/account/providers", unknown_endpoint),
    path("_allauth/", include("allauth.headless.urls")),
    path("account/oidc", depart),
    path("instance/enter/<str:token>", enter_by_link, name="enter_by_link"),
    path("instance/owner", claim_owner),
    path("account/totp.svg", totp_picture),
    path(".well-known/openid-configuration", openid_configuration),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("embed/avatars/<int:number>.png", cdn.default_avatar),
    path("emojis/<int:owner_id>.<str:extension>", cdn.emoji),
    path("soundboard-sounds/<int:sound_id>", cdn.soundboard_sound),
    path("stickers/<int:sticker_id>.<str:extension>", cdn.sticker),
    *[
        path(f"{prefix}/<str:file>", cdn.public_image, {"bucket": bucket})
        for bucket, prefix in PUBLIC_IMAGES
    ],
    *root_patterns(),
    *[re_path(pattern, AppView.as_view()) for pattern in CLIENT_PAGES],
]
