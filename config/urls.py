"""All addresses. Each app lists its own below `/api/v10/` in `<app>/api/urls.py`."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from config import operations
from config.pages import AppView

API_APPS = ("accounts", "guilds", "messaging", "media_sfu", "realtime")


def api_patterns() -> list[URLPattern | URLResolver]:
    """Return what every app serves below a version of the API."""
    modules = [f"{app}.api.urls" for app in API_APPS if find_spec(f"{app}.api")]
    return [path("", include(module)) for module in modules if find_spec(module)]


api = api_patterns()

# Addresses that the client shows itself; it routes them in the browser.
CLIENT_PAGES = (
    r"^$",
    r"^channels(/.*)?$",
    r"^invite/[^/]+$",
    r"^(login|register|setup|forgot|developers|settings)(/.*)?$",
    r"^(verify-email|reset-password)/[^/]+$",
    r"^oauth2/authorize$",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", operations.health),
    path("health/ready", operations.ready),
    path("metrics", operations.metrics),
    path("api/v10/", include((api, "v10"))),
    path("api/v9/", include((api, "v9"))),
    path("api/", include((api, "latest"))),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    *[re_path(pattern, AppView.as_view()) for pattern in CLIENT_PAGES],
]
