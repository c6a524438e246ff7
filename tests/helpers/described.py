"""Answers have the shape that our own description (`/api/openapi.json`) gives them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx
import jsonschema_rs

from config.openapi.document import document

BASE = re.compile(r"^/api(?:/v\d+)?(?P<path>/.*)$")


@cache
def operations() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Return the described paths, those without parameters first: they win at equal length."""
    paths = document()["paths"]
    ordered = sorted(paths, key=lambda path: (path.count("{"), path))
    return [
        (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), paths[path])
        for path in ordered
    ]


@cache
def described(method: str, path: str) -> dict[str, Any] | None:
    for pattern, methods in operations():
        if pattern.fullmatch(path):
            found: dict[str, Any] | None = methods.get(method.lower())
            return found
    return None


@cache
def validator(operation_id: str, status: str) -> Any:
    whole = document()
    for methods in whole["paths"].values():
        for operation in methods.values():
            if operation["operationId"] == operation_id:
                answer = operation["responses"][status]
                if "$ref" in answer:
                    answer = whole["components"]["responses"][answer["$ref"].rpartition("/")[2]]
                kinds = list(answer.get("content", {}).values())
                if not kinds:
                    return None
                schema = {"components": whole["components"], **kinds[0].get("schema", {})}
                return jsonschema_rs.validator_for(schema)
    raise LookupError(operation_id)


def assert_described(answer: httpx.Response) -> None:
    """Fail if an answer's status or body is none that its operation declares."""
    request = answer.request
    match = BASE.match(request.url.path)
    operation = described(request.method, match["path"]) if match else None
    if operation is None or answer.headers.get("content-type", "").startswith("text/html"):
        return
    where = f"{request.method} {request.url.path}: {answer.status_code}"
    code = str(answer.status_code)
    status = code if code in operation["responses"] else f"{code[0]}XX"
    assert status in operation["responses"], f"{where} is not declared (also={{{code}: …}})"
    checker = validator(operation["operationId"], status)
    if checker is None:
        assert not answer.content, f"{where} is declared to be empty"
    elif answer.headers.get("content-type") == "application/json":
        problem = next(iter(checker.iter_errors(answer.json())), None)
        assert problem is None, f"{where}: {problem.message[:300]} at {problem.instance_path}"
