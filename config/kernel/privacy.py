"""What the instance keeps of a person: who can tell it, and who can forget it.

Each app registers a ``Keeper`` when Django starts. The accounts app asks all of them, for the file
with everything that a person takes with them, and when their account is erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a bucket (``config.kernel.storage``) that belongs into the export."""

    bucket: str
    name: str
    size: int


Part = tuple[str, "Iterable[Any] | StoredFile"]


def nothing_against(user_id: int) -> None:
    """Let a person go whatever they still have."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """How one app exports and erases what it keeps of a user.

    ``export`` yields a path in the archive, and rows (mappings, written as one JSON array) or a
    ``StoredFile``. ``erase`` is called once more if it was interrupted. ``check`` raises an
    ``APIError`` when the person must do something before their account can be deleted.
    """

    name: str
    export: Callable[[int], Iterator[Part]]
    erase: Callable[[int], None]
    check: Callable[[int], None] = nothing_against


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Add a keeper; apps below others register first, as INSTALLED_APPS lists them."""
    _keepers.append(keeper)


def check(user_id: int) -> None:
    for keeper in _keepers:
        keeper.check(user_id)


def export(user_id: int) -> Iterator[Part]:
    """Yield all parts of a person's export, under a folder per app."""
    for keeper in _keepers:
        for path, content in keeper.export(user_id):
            yield f"{keeper.name}/{path}", content


def erase(user_id: int) -> None:
    """Let every app forget a person, those above first: they still need what is below."""
    for keeper in reversed(_keepers):
        keeper.erase(user_id)
