"""Servers that a test starts: the settings of tests, with the pool of a running instance."""

from __future__ import annotations

from config.settings.base import connection_pool
from config.settings.testing import *  # noqa: F403
from config.settings.testing import DATABASES

VOICE_RECORDING = True
DATABASES["default"]["OPTIONS"]["pool"] = connection_pool()
