"""Until when something is muted."""

from __future__ import annotations

from typing import TypedDict

from guilds.models.muting import Muting
from guilds.payloads.members import timestamp


class MuteConfigPayload(TypedDict):
    end_time: str | None
    selected_time_window: int | None


def mute_config_payload(row: Muting) -> MuteConfigPayload | None:
    """Return for how long something is muted; None if it is not, or if nobody said."""
    if not row.muted or (row.muted_until is None and row.mute_window is None):
        return None
    return {
        "end_time": None if row.muted_until is None else timestamp(row.muted_until),
        "selected_time_window": row.mute_window,
    }
