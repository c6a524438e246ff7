"""What the tests of guilds share: a guild with its people, and what was announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from accounts.models import User
from config.kernel.models import OutboxEvent
from guilds.hot import forget_everything
from guilds.models import Guild
from tests.builders import make_guild, make_user


@dataclass(frozen=True)
class Announced:
    name: str
    topic: str
    channel_id: int | None
    data: Any


class Announcements:
    """The events that the current transaction will announce, in order."""

    def __init__(self) -> None:
        self._after = 0

    def forget(self) -> None:
        """Leave out what was announced until now."""
        newest = OutboxEvent.objects.order_by("-id").first()
        self._after = newest.id if newest else 0

    def all(self) -> list[Announced]:
        found = []
        for row in OutboxEvent.objects.filter(id__gt=self._after):
            header, _, data = bytes(row.payload).partition(b"\n")
            _, name, channel_id, *_ = orjson.loads(header)
            found.append(Announced(name, row.topic, channel_id, orjson.loads(data)))
        return found

    def names(self) -> list[str]:
        return [event.name for event in self.all()]

    def one(self, name: str) -> Announced:
        found = [event for event in self.all() if event.name == name]
        assert len(found) == 1, f"{len(found)} × {name} in {self.names()}"
        return found[0]


@pytest.fixture
def announced(db: None) -> Announcements:
    """Return what is announced in this test; ask after `announced.forget()` for what is new."""
    return Announcements()


@pytest.fixture(autouse=True)
def _no_snapshots() -> Iterator[None]:
    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def owner(db: None) -> User:
    return make_user("owner", password=None)


@pytest.fixture
def guild(owner: User) -> Guild:
    return make_guild(owner)
