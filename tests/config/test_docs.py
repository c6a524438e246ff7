"""The pages in `docs/` say what the code does."""

from __future__ import annotations

import re

from config.management.commands.schema import PAGE, head
from config.settings.environment import BASE_DIR


def test_pages_only_refer_to_pages_and_files_that_exist():
    pages = [*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")]
    for page in pages:
        for name in re.findall(
            r"`((?:docs|deploy|config|tests|scripts|realtime|guilds|messaging|accounts)/[\w./-]+?)`",
            page.read_text(),
        ):
            assert (BASE_DIR / name).exists(), f"{page.name} refers to {name}"


def test_the_schema_was_written_after_the_newest_migrations():
    assert PAGE.read_text().startswith(head()), "run `make schema`"
