"""What clients send to mute something for themselves."""

from __future__ import annotations

from typing import Any

from config.kernel.fields import UNSET, Body, Timestamp, UnsetType


class MuteConfig(Body):
    end_time: Timestamp | None = None
    selected_time_window: int | None = None


class MuteChanges(Body):
    muted: bool | UnsetType = UNSET
    mute_config: MuteConfig | UnsetType | None = UNSET


def given_mute(body: MuteChanges) -> dict[str, Any]:
    """Return all that a client sent, for ``services.muting.set_mute``."""
    values = body.given()
    if isinstance(body.mute_config, MuteConfig):
        values["mute_config"] = body.mute_config.given()
    return values
