"""Answers must have the shape that the API's published description gives them.

The description and its validator are not part of the project; ``CONFORMANCE_DIR`` names the
folder that holds ``validate_response.py``. ``make test`` passes it on when it is set.
"""

from __future__ import annotations

import importlib.util
import os
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

# Operations of this project where the description knows a message's id only.
OWN_WORDS: Final = re.compile(r"/channels/\d+/messages/(deleted|search)$")


@cache
def validator() -> Any:
    folder = os.environ.get("CONFORMANCE_DIR")
    if not folder:
        return None
    path = Path(folder) / "validate_response.py"
    spec = importlib.util.spec_from_file_location("validate_response", path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"CONFORMANCE_DIR has no {path.name}")
    module = importlib.util.module_from_spec(spec)
    # The module's dataclasses look themselves up here.
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Validator()


def is_known_gap(problem: Any) -> bool:
    """Say whether the description lacks what the written documentation has: forwards."""
    return problem.at.endswith("/message_reference/type") and problem.message.startswith("1 ")


def is_described(method: str, path: str) -> bool:
    """Say whether the description knows the operation; some are this project's own."""
    checker = validator()
    if checker is None or OWN_WORDS.search(path.partition("?")[0]):
        return False
    full = path if path.startswith("/api/") else "/api/v10/" + path.lstrip("/")
    found = checker.validate(method, full.partition("?")[0], 200, None)
    return not any(problem.kind == "operation" for problem in checker.errors(found))


def assert_documented(method: str, path: str, status: int, body: Any) -> None:
    """Fail if the answer is not one that the description allows for the operation."""
    checker = validator()
    if checker is None:
        return
    if not path.startswith("/api/"):
        path = "/api/v10/" + path.lstrip("/")
    problems = [
        problem
        for problem in checker.errors(checker.validate(method, path, status, body))
        if not is_known_gap(problem)
    ]
    assert not problems, [f"{p.at}: {p.kind}: {p.message}" for p in problems]
