"""The test suite: as in production, with cheap passwords.

`tests/services.py` sets DATABASE_URL and REDIS_URL before this is read.
"""

from __future__ import annotations

from config.kernel.telemetry.logs import logging_config
from config.settings.base import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "accounts.hashers.ImportedBCryptHasher",
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MESSAGE_PROBATION_SECONDS = 0  # everybody in a test is new
LOGGING = logging_config(style="text", level="WARNING")
