"""All operations that the URL configuration serves below a version of the API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver

from config.kernel.views import ApiView, Operation

METHODS: Final = ("get", "post", "put", "patch", "delete")
PARAMETER: Final = re.compile(r"<(?:\w+:)?(\w+)>")
NAMED: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, as `docs/api.md` writes it: `/guilds/{guild_id}`."""

    path: str
    method: str
    view: type[ApiView]
    declared: Operation

    @property
    def parameters(self) -> list[str]:
        return NAMED.findall(self.path)

    @property
    def function(self) -> Any:
        return getattr(self.view, self.method.lower())


def routes() -> list[Route]:
    """Return every operation, in the order of the paths."""
    from config.urls import api

    return sorted(walk(api), key=lambda route: (route.path, METHODS.index(route.method.lower())))


def walk(patterns: Iterable[URLPattern | URLResolver], prefix: str = "/") -> Iterator[Route]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, address)
            continue
        view = getattr(pattern.callback, "cls", None)
        for name in METHODS:
            declared = getattr(getattr(view, name, None), "operation", None)
            if view is not None and declared is not None:
                yield Route(PARAMETER.sub(r"{\1}", address), name.upper(), view, declared)


def served() -> dict[str, set[str]]:
    """Return the methods of each path."""
    found: dict[str, set[str]] = {}
    for route in routes():
        found.setdefault(route.path, set()).add(route.method)
    return found
