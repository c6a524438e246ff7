"""Muting a thread, a channel or a guild for oneself: for a while, or until further notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from config.kernel.errors import field_error, not_in_range
from config.settings import limits
from guilds.models.muting import Muting

MUTE_FIELDS: Final = ("muted", "muted_until", "mute_window")


def set_mute(row: Muting, values: Mapping[str, Any], *, path: str = "") -> None:
    """Take over ``muted`` and ``mute_config`` where they are given; who hears has no config.

    ``mute_config`` is ``{"end_time", "selected_time_window"}`` or None: until further notice.
    ``path`` is where they are in the body, for the error of a window that is too long.
    """
    if "muted" in values:
        row.muted = bool(values["muted"])
    if "mute_config" in values:
        set_window(row, values["mute_config"] or {}, path)
    if not row.muted:
        set_window(row, {}, path)


def set_window(row: Muting, config: Mapping[str, Any], path: str) -> None:
    window: int | None = config.get("selected_time_window")
    until: datetime | None = config.get("end_time")
    longest = limits.MUTE_MAX_SECONDS
    if window is not None and not -1 <= window <= longest:
        raise not_in_range(f"{path}mute_config.selected_time_window", -1, longest)
    now = timezone.now()
    if until is None and window is not None and window > 0:
        until = now + timedelta(seconds=window)
    elif until is not None and until > now + timedelta(seconds=longest, days=1):
        message = "A mute with an end lasts a year at most."
        raise field_error(f"{path}mute_config.end_time", "DATE_TIME_TYPE_RANGE", message)
    elif until is not None and until < now:
        until = max(until, now - timedelta(days=1))  # it has ended; when does not matter
    row.muted_until, row.mute_window = until, window
