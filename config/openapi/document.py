"""The whole description, as a mapping that is ready for JSON."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any, Final

from django.conf import settings

from accounts.scopes import SCOPES
from config.kernel.errors import RateLimited
from config.kernel.fields import Body
from config.kernel.views import ANY_SCOPE, Operation
from config.openapi.routes import Route, routes
from config.openapi.schemas import DECIMAL, Schema, Schemas

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
WHO: Final = {
    "people": "Only people may call this.",
    "bots": "Only bots may call this.",
    "anyone": "Nobody needs to be signed in.",
    "clients": "Applications identify themselves by HTTP Basic or in the form.",
    "signed-in": "",
}
RATE_HEADERS: Final = {
    "X-RateLimit-Limit": ("integer", "How many requests the bucket takes."),
    "X-RateLimit-Remaining": ("integer", "How many it still takes now."),
    "X-RateLimit-Reset": ("number", "When it is full again, in seconds since 1970."),
    "X-RateLimit-Reset-After": ("number", "In how many seconds it is full again."),
    "X-RateLimit-Bucket": ("string", "Which bucket this is; requests that share it name the same."),
}
ERROR: Final[Schema] = {
    "type": "object",
    "description": "Why a request was refused; `errors` names fields by their path.",
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "errors": {"type": "object"},
    },
    "required": ["code", "message"],
}
LIMITED: Final[Schema] = {
    "type": "object",
    "properties": {
        "message": {"type": "string"},
        "retry_after": {"type": "number", "description": "Seconds."},
        "global": {"type": "boolean"},
        "code": {"type": "integer"},
    },
    "required": ["message", "retry_after", "global"],
}
SECURITY: Final[dict[str, Schema]] = {
    "bot": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Bot <token>`; the token is on the application's page.",
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token, of a person's sign-in or of an application (OAuth2).",
    },
    "oauth2": {
        "type": "oauth2",
        "description": "What a person allows an application; `Bearer` with its access token.",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "/oauth2/authorize",
                "tokenUrl": "/api/oauth2/token",
                "scopes": dict.fromkeys(sorted(SCOPES), ""),
            }
        },
    },
    "client": {
        "type": "http",
        "scheme": "basic",
        "description": "An application's id and secret.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The cookie of the web client; changes also need `X-CSRFToken`.",
    },
}
SCHEMES: Final = {
    "clients": ("client",),
    "people": ("bearer", "session"),
    "bots": ("bot",),
    "signed-in": ("bot", "bearer", "session"),
}


@cache
def document() -> dict[str, Any]:
    """Return the description of everything below `/api/v10`."""
    found = routes()
    schemas = Schemas(kind for route in found for kind in kinds(route.declared))
    paths: dict[str, dict[str, Any]] = {}
    for route in found:
        paths.setdefault(route.path, {})[route.method.lower()] = describe(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Guildhall",
            "version": "10",
            "description": "A self-hosted chat server that speaks Discord's protocol.",
        },
        "servers": [{"url": "/api/v10"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas.components, "Error": ERROR, "RateLimited": LIMITED},
            "securitySchemes": SECURITY,
            "headers": {name: header(*about) for name, about in RATE_HEADERS.items()},
            "responses": {
                "Refused": {
                    "description": "Refused; `code` says why.",
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}},
                },
                "RateLimited": {
                    "description": RateLimited.message,
                    "headers": {"Retry-After": header("integer", "Seconds to wait.")},
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/RateLimited"}}},
                },
            },
        },
    }


def kinds(declared: Operation) -> list[Any]:
    given = (
        declared.body, declared.query, declared.output, declared.errors, *declared.also.values()
    )  # fmt: skip
    return [kind for kind in given if kind is not None]


def describe(route: Route, schemas: Schemas) -> dict[str, Any]:
    declared = route.declared
    summary, explanation = texts(route)
    described: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": summary,
        "description": " ".join(filter(None, (explanation, WHO[declared.who], pace(declared)))),
        "tags": [route.path.split("/")[1]],
        "parameters": parameters(route, schemas),
        "responses": answers(declared, schemas),
        "security": security(declared),
    }
    if declared.body is not None:
        described["requestBody"] = {"content": body_content(declared, schemas)}
    return described


def security(declared: Operation) -> list[dict[str, list[str]]]:
    """Return the ways in which a caller may say who it is; an empty one where none is needed."""
    ways: list[dict[str, list[str]]] = [{scheme: []} for scheme in SCHEMES.get(declared.who, ())]
    if ANY_SCOPE in declared.scopes:
        ways.append({"oauth2": []})
    else:
        ways += [{"oauth2": [scope]} for scope in declared.scopes]
    return ways


def texts(route: Route) -> tuple[str, str]:
    """Return the title and the explanation, from the docstrings where there are any."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", route.view.__name__).lower()
    own = inspect.cleandoc(route.function.__doc__ or "")
    title, _, rest = own.partition("\n\n")
    about = inspect.cleandoc(route.view.__dict__.get("__doc__") or "")
    return title or f"{route.method} {name}", f"{about} {rest}".strip()


def operation_id(route: Route) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "_", route.path.replace("@me", "me")).strip("_")
    return f"{route.method.lower()}_{words}"


def pace(declared: Operation) -> str:
    count, seconds = declared.limit
    per = f" for each `{declared.per}`" if declared.per else ""
    return f"{count} requests in {seconds} s{per}."


def parameters(route: Route, schemas: Schemas) -> list[Schema]:
    listed: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": path_schema(name)}
        for name in route.parameters
    ]
    if route.declared.query is not None:
        for name, (schema, required) in schemas.fields(route.declared.query).items():
            listed.append({"name": name, "in": "query", "required": required, "schema": schema})
    return listed


def path_schema(name: str) -> Schema:
    if name.endswith("_id"):
        return {"type": "string", "pattern": DECIMAL}
    return {"type": "string", "minLength": 1}


def body_content(declared: Operation, schemas: Schemas) -> dict[str, Any]:
    schema = schemas.of(declared.body)
    content: dict[str, Any] = {FORM if declared.form else JSON: {"schema": schema}}
    if declared.files:
        content["multipart/form-data"] = {
            "schema": multipart(declared, schema, schemas),
            "encoding": {"payload_json": {"contentType": JSON}},
        }
    return content


def multipart(declared: Operation, body: Schema, schemas: Schemas) -> Schema:
    """Describe a body with files: the rest of it is JSON, or fields where those are texts."""
    if declared.file is None:
        files = {r"^files?(\[[0-9]+\])?$": {"contentMediaType": "*/*"}}
        return {
            "type": "object",
            "properties": {"payload_json": body},
            "patternProperties": files,
        }
    texts = {
        name: schema
        for name, (schema, _) in schemas.fields(declared.body or Body).items()
        if "string" in (schema.get("type"), *(one.get("type") for one in schema.get("anyOf", ())))
    }
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    described: Schema = {
        "type": "object",
        "properties": {"payload_json": body, **texts, declared.file: file},
    }
    return {**described, "required": [declared.file]} if declared.needs_file else described


def answers(declared: Operation, schemas: Schemas) -> dict[str, Any]:
    status = 204 if declared.output is None and declared.status == 200 else declared.status
    listed = {
        str(code): success(kind, schemas, declared.media_type)
        for code, kind in {status: declared.output, **declared.also}.items()
    }
    listed["429"] = {"$ref": "#/components/responses/RateLimited"}
    listed["4XX"] = {"$ref": "#/components/responses/Refused"}
    if declared.errors is not None:
        either = [{"$ref": "#/components/schemas/Error"}, schemas.of(declared.errors)]
        listed["4XX"] = {
            "description": "Refused.",
            "content": {JSON: {"schema": {"anyOf": either}}},
        }
    return listed


def success(kind: Any, schemas: Schemas, media_type: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": "Done." if kind is None else "What was asked for.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in RATE_HEADERS},
    }
    if kind is bytes:
        described["content"] = {media_type: {}}
    elif kind is not None:
        described["content"] = {JSON: {"schema": schemas.of(kind)}}
    return described


def header(kind: str, about: str) -> Schema:
    return {"description": about, "schema": {"type": kind}}
