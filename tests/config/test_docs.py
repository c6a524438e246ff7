"""The pages in `docs/` say what the code does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.urls import URLPattern, URLResolver

from config.settings.environment import BASE_DIR

METHODS = ("get", "post", "put", "patch", "delete")


def walk(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = "/"
) -> Iterable[tuple[str, set[str]]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            view = getattr(pattern.callback, "cls", None)
            methods = {name.upper() for name in METHODS if hasattr(view, name)}
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), methods


def served() -> dict[str, set[str]]:
    """Return the methods of each path below a version of the API."""
    from config.urls import api

    found: dict[str, set[str]] = {}
    for path, methods in walk(api):
        found.setdefault(path, set()).update(methods)
    return found


def test_the_list_of_the_api_is_complete_and_names_nothing_else():
    rows = re.findall(
        r"^\| `(/[^`]+)` \| ([A-Z, ]+) \|$", (BASE_DIR / "docs/api.md").read_text(), re.MULTILINE
    )

    assert {path: set(methods.split(", ")) for path, methods in rows} == served()


def test_pages_only_refer_to_pages_and_files_that_exist():
    pages = [*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")]
    for page in pages:
        for name in re.findall(
            r"`((?:docs|deploy|config|tests|scripts|realtime|guilds|messaging|accounts)/[\w./-]+?)`",
            page.read_text(),
        ):
            assert (BASE_DIR / name).exists(), f"{page.name} refers to {name}"
