"""The staticfiles finder for npm packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

from config.importmap.packages import FILES, MODULES
from config.settings.environment import BASE_DIR

PREFIX = "npm"


class NodeModulesFinder(BaseFinder):
    """Serves exactly the npm files that `packages.py` names, as `npm/<path>`."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=BASE_DIR / "node_modules")
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]
        self.storages = {PREFIX: self.storage}

    def check(self, **kwargs: object) -> list[CheckMessage]:
        missing = [name for name in MODULES.values() if not self.storage.exists(name)]
        if not missing:
            return []
        return [
            Error(
                f"npm packages are missing: {', '.join(missing)}",
                hint="Run `make setup`, which installs them.",
                id="guildhall.E003",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> list[str] | str:  # type: ignore[override]
        name = path.removeprefix(f"{PREFIX}/")
        if name == path or not is_served(name) or not self.storage.exists(name):
            return []
        full_path = self.storage.path(name)
        return [full_path] if find_all else full_path

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        root = BASE_DIR / "node_modules"
        for name in MODULES.values():
            if self.storage.exists(name):
                yield name, self.storage
            # The manifest storage follows the source map comment, and fails if the map is missing.
            if self.storage.exists(f"{name}.map"):
                yield f"{name}.map", self.storage
        for pattern in FILES:
            for file in sorted(root.glob(pattern)):
                yield file.relative_to(root).as_posix(), self.storage


def is_served(name: str) -> bool:
    """Return whether this file of node_modules may be served."""
    if name.removesuffix(".map") in MODULES.values():
        return True
    return any(PurePosixPath(name).match(pattern) for pattern in FILES)
