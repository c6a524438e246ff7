"""A running instance: what `make run`, the sample units in `deploy/` and every command use."""

from __future__ import annotations

from config.kernel.telemetry.logs import logging_config
from config.settings.base import *  # noqa: F403
from config.settings.base import DEBUG, IS_HTTPS, STORAGES
from config.settings.environment import env

LOGGING = logging_config(
    style=env.str("LOG_FORMAT", default="json"),
    level=env.str("LOG_LEVEL", default="INFO"),
)

if not DEBUG:
    # Names carry a hash of the content, so browsers may keep them for ever.
    STORAGES["staticfiles"] = {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"
    }

if IS_HTTPS:
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=60 * 60 * 24 * 30)
