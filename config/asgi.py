"""The one application of an ASGI process: HTTP and WebSockets on one port."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

import django

django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter  # noqa: E402  the apps must be ready
from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from config.kernel import tokens  # noqa: E402


def http_application() -> Any:
    """Return Django behind the static files."""
    from config.kernel.asgi_handler import GuildhallASGIHandler

    get_resolver().url_patterns  # noqa: B018  a mistake in a view shows now, not at a request
    handler = GuildhallASGIHandler()
    if settings.DEBUG:
        from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

        return ASGIStaticFilesHandler(handler)
    from servestatic import ServeStaticASGI

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    return ServeStaticASGI(
        handler,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        # Names with a hash of the content; browsers keep those for ever.
        immutable_file_test=r"\.[0-9a-f]{12}\.[^/]+$",
        allow_all_origins=False,
    )


def websocket_application() -> Any:
    from realtime.routing import websocket_application as gateway

    return gateway


tokens.load_keys()  # a mistake shows now, and no request waits for it
application: Any = ProtocolTypeRouter(
    {"http": http_application(), "websocket": websocket_application()}
)
