"""The pages in `docs/` that are written from the URL configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from config.openapi.routes import routes, served
from config.settings.environment import BASE_DIR

API: Final = BASE_DIR / "docs" / "api.md"
COVERAGE: Final = BASE_DIR / "docs" / "api-coverage.md"
START: Final = "<!-- Written by `make docs`: the operations. -->"
END: Final = "<!-- The end of the operations. -->"
BLOCK: Final = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)
ROW: Final = re.compile(
    r"^\| `([A-Z]+) (/[^`]+)` \| `(\w+)` \| (CORE|EXTENDED|OUT) \|", re.MULTILINE
)
TITLES: Final = {"channels": "Channels and messages", "oauth2": "OAuth2"}
CLASSES: Final = {
    "CORE": "guilds, channels, messages, users and what belongs to them",
    "EXTENDED": "applications, interactions, voice, scheduled events and the like",
    "OUT": "bound to Discord's business or its other products; not planned",
}


@dataclass(frozen=True, slots=True)
class Documented:
    """An operation of Discord's API."""

    method: str
    path: str
    name: str
    rank: str

    @property
    def key(self) -> tuple[str, str]:
        return self.method, shape(self.path)


def shape(path: str) -> str:
    """Return a path with its parameters nameless: their names differ among descriptions."""
    return re.sub(r"\{\w+\}", "{}", path)


def api_page(present: str) -> str:
    """Return `docs/api.md` with the list of operations as it is now."""
    return BLOCK.sub(lambda _: f"{START}\n\n{operations()}\n{END}", present)


def operations() -> str:
    lines: list[str] = []
    for segment, group in groupby(sorted(served().items()), key=lambda item: item[0].split("/")[1]):
        lines += [f"## {TITLES.get(segment, segment.capitalize())}", ""]
        lines += ["| path | methods |", "| --- | --- |"]
        lines += [f"| `{path}` | {', '.join(sorted(methods))} |" for path, methods in group]
        lines.append("")
    return "\n".join(lines)


def coverage_page(known: Sequence[Documented]) -> str:
    """Return `docs/api-coverage.md`: what of Discord's API is served."""
    there = {(route.method, shape(route.path)) for route in routes()}
    lines = [
        "# Discord's operations, and ours",
        "",
        "Every operation of Discord's API, version 10, and whether this server serves it.",
        "Written by `make docs` from the URL configuration; a test says when it is stale.",
        "",
        "| class | what it is | served |",
        "| --- | --- | --- |",
    ]
    for rank, meaning in CLASSES.items():
        of_rank = [one for one in known if one.rank == rank]
        count = sum(one.key in there for one in of_rank)
        lines.append(f"| {rank} | {meaning} | {count} of {len(of_rank)} |")
    lines += ["", "| operation | name | class | state |", "| --- | --- | --- | --- |"]
    for one in sorted(known, key=lambda one: (one.path, one.method)):
        state = "served" if one.key in there else "out" if one.rank == "OUT" else "missing"
        lines.append(f"| `{one.method} {one.path}` | `{one.name}` | {one.rank} | {state} |")
    ours = extra(known)
    lines += ["", "## Ours alone", "", "What Discord has no public operation for.", ""]
    lines += ["| operation |", "| --- |", *(f"| `{one}` |" for one in ours), ""]
    return "\n".join(lines)


def extra(known: Iterable[Documented]) -> list[str]:
    documented = {one.key for one in known}
    return [
        f"{route.method} {route.path}"
        for route in routes()
        if (route.method, shape(route.path)) not in documented
    ]


def documented_in_page(page: str) -> list[Documented]:
    """Return the operations that a coverage page lists, also one that a merge left torn."""
    listed = [Documented(*found) for found in ROW.findall(page)]
    return list({one.key: one for one in listed}.values())


def documented_in_file(path: Path) -> list[Documented]:
    """Return the operations of a JSON list: method, path, operation_id and class of each."""
    return [
        Documented(one["method"], one["path"], one["operation_id"], one["class"])
        for one in json.loads(path.read_text())
    ]


def write_pages(known: Sequence[Documented] | None = None) -> list[Path]:
    """Write both pages anew; return those that changed."""
    if known is None:
        known = documented_in_page(COVERAGE.read_text())
    pages = {API: api_page(API.read_text()), COVERAGE: coverage_page(known)}
    changed = [
        path for path, text in pages.items() if not path.exists() or path.read_text() != text
    ]
    for path in changed:
        path.write_text(pages[path])
    return changed
