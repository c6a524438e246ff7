"""What the load generator is told about the instance: the JSON of `manage.py demo --json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

API: Final = "/api/v10"


@dataclass(frozen=True)
class Account:
    """Someone who may read and write in every channel of the fixture."""

    token: str
    is_bot: bool = False

    @property
    def authorization(self) -> str:
        return f"Bot {self.token}" if self.is_bot else self.token


@dataclass(frozen=True)
class Fixture:
    base_url: str
    channels: tuple[str, ...]
    accounts: tuple[Account, ...]

    @classmethod
    def parse(cls, text: str | bytes, base_url: str = "") -> Fixture:
        """Read the fixture; `base_url` replaces the address that it names.

        Raises ValueError when it has no channel or no account to work with.
        """
        data: Mapping[str, Any] = orjson.loads(text)
        accounts = tuple(
            Account(str(entry["token"]), bool(entry.get("bot"))) for entry in data["accounts"]
        )
        channels = tuple(str(entry["id"]) for entry in data["channels"])
        if not accounts or not channels:
            raise ValueError("The fixture names no accounts or no channels.")
        return cls(origin(base_url or str(data["base_url"])), channels, accounts)

    @classmethod
    def read(cls, path: Path, base_url: str = "") -> Fixture:
        return cls.parse(path.read_bytes(), base_url)


def origin(url: str) -> str:
    """Return scheme, host and port, whether or not the address ends in the API's path."""
    return url.rstrip("/").removesuffix(API).removesuffix("/api")
