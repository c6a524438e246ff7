"""API views: what an endpoint takes and gives is declared once, and the declaration is what runs.

    class GuildChannels(ApiView):
        @operation(body=NewChannel, status=201, bucket="guild-channels", per="guild_id")
        def post(self, request, *, guild_id: int, body: NewChannel) -> ChannelPayload:
            guild = access_guild(request.user, guild_id, Permissions.MANAGE_CHANNELS)
            return channel_payload(create_channel(request.actor, guild, ...))

A method may be ``async def`` (it then runs on the event loop and must not block) or ``def`` (it
runs on a worker thread and uses the ORM). It returns what is answered: a mapping or list, ready
JSON as ``bytes``, ``None`` for 204, or an ``Answer``. It raises an ``APIError`` to refuse; no
view has a ``try``.

Path values whose name ends in ``_id`` arrive as integers; ``<str:…>`` in the URL pattern, so
that a malformed one is a form error (50035) as at Discord, not an unknown page.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal, TypeVar
from urllib.parse import unquote

import orjson
from asgiref.sync import markcoroutinefunction
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.views import APIView

from config.kernel import aio, bodies, ratelimits
from config.kernel.browsable import browsable_page, wants_page
from config.kernel.errors import (
    APIError,
    EmptyMessage,
    Forbidden,
    FormError,
    InvalidAPIVersion,
    MethodNotAllowed,
    MissingAccess,
    MissingOAuth2Scope,
    NotFound,
    OnlyBots,
    OnlyUsers,
    Unauthorized,
    field_error,
    too_long,
)
from config.kernel.fields import parse_decimal, shown
from config.kernel.ratelimits import Bucket
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.settings import limits

logger = logging.getLogger("guildhall.api")
Method = TypeVar("Method", bound=Callable[..., Any])
Who = Literal["anyone", "signed-in", "people", "bots", "clients"]
ANY_SCOPE: Final = "*"
OTHER_VERSION: Final = re.compile(r"v(?!(9|10)(/|$))[0-9]+(/|$)")
INVALID: Final = (401, 403, 429)
RAW_BLOCK: Final = 64 * 1024
JSON: Final = "application/json"  # without a charset: two client libraries compare for equality


@dataclass(slots=True)
class Answer:
    """An answer with a status or headers of its own."""

    data: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of one endpoint takes and gives."""

    body: type | None = None
    query: type | None = None
    output: Any = None
    media_type: str = JSON  # of an ``output`` of bytes
    status: int = 200
    also: Mapping[int, Any] = field(default_factory=dict)
    who: Who = "signed-in"
    scopes: tuple[str, ...] = ()
    files: bool = False
    file: str | None = None
    needs_file: bool = False
    form: bool = False
    errors: Any = None
    bucket: str | None = None
    per: str | None = None
    shared: bool = False
    rate: tuple[int, int] | None = None
    beside: Callable[[Any], Sequence[Bucket]] | None = None
    counts_invalid: bool = True
    verify: Callable[[Mapping[str, str], bytes], Any] | None = None

    @property
    def limit(self) -> tuple[int, int]:
        """So many requests per so many seconds; strict for routes of which nobody said."""
        return self.rate or (limits.ROUTE_RATE if self.bucket else limits.EXPENSIVE_RATE)


def operation(**declared: Any) -> Callable[[Method], Method]:
    """Declare an API method; see ``Operation`` for the fields.

    ``body`` and ``query`` are msgspec Structs (see ``config.kernel.fields``), ``output`` the
    type of the answer (None: there is none), ``also`` the types of answers with another status
    than ``status``, ``errors`` the type of refusals that are not in the API's format, ``who``
    may call (``clients`` identify themselves in the view), ``scopes`` of which an application
    that acts for somebody must have one, ``files`` whether multipart uploads are taken, ``file``
    the name of the only one that is read and ``needs_file`` whether there must be one, ``form``
    whether the body is a form instead of JSON,
    ``bucket`` and ``rate`` the rate limit, counted separately for each value of path
    parameter ``per``; a ``shared`` one counts all callers together, ``beside`` names
    further buckets of a user that a request counts against, and without ``counts_invalid`` one
    whose form is refused is taken out of these buckets again: the limit is on what is made.
    ``verify`` is given the headers and the raw body before anything is read of it, refuses by
    raising, and what it returns is the method's ``delivery``.
    """

    def decorate(method: Method) -> Method:
        method.operation = Operation(**declared)  # type: ignore[attr-defined]
        return method

    return decorate


class ApiRequest:
    """What a view needs to know of a request."""

    __slots__ = ("credentials", "files", "http")

    def __init__(self, http: HttpRequest, credentials: Any) -> None:
        self.http = http
        self.credentials = credentials
        self.files: dict[str, Any] = {}

    def raw_body(self) -> Iterator[bytes]:
        """Yield the body as it was sent, for signatures over it."""
        stream: Any = self.http._stream  # noqa: SLF001
        stream.seek(0)
        while block := stream.read(RAW_BLOCK):
            yield block

    @property
    def user(self) -> Any:
        """The user who asks; None where the operation allows anyone."""
        return self.credentials.user if self.credentials is not None else None

    @property
    def reason(self) -> str | None:
        """Why a moderator did it, for the audit log (header ``X-Audit-Log-Reason``)."""
        given = self.http.headers.get("X-Audit-Log-Reason")
        if not given:
            return None
        try:
            reason = unquote(given, errors="strict")
        except UnicodeDecodeError:
            raise field_error("reason", "STRING_TYPE_CONVERT", "Must be UTF-8.") from None
        if len(reason) > limits.AUDIT_REASON_LENGTH:
            raise too_long("reason", limits.AUDIT_REASON_LENGTH)
        return reason.replace("\x00", "")


class ApiView(APIView):
    """The base of all API views; DRF draws its browsable pages and schema from the same class."""

    # How a request's credentials are found, or None; the accounts app sets it when Django starts.
    authenticate: ClassVar[Callable[[HttpRequest], Awaitable[Any]]]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        async def view(request: HttpRequest, **path: Any) -> HttpResponseBase:
            return await cls(**initkwargs).answer(request, path)

        view.cls = cls  # type: ignore[attr-defined]
        view.initkwargs = initkwargs  # type: ignore[attr-defined]
        view.csrf_exempt = True  # type: ignore[attr-defined]
        return markcoroutinefunction(view)

    async def answer(self, http: HttpRequest, path: dict[str, Any]) -> HttpResponseBase:
        """Authenticate, limit, validate, call and answer."""
        headers: dict[str, str] = {}
        request = ApiRequest(http, None)
        answer = await self.respond(request, path, headers)
        if wants_page(http):
            return await aio.in_thread(browsable_page)(http, self, request.user, answer)
        return answer

    async def respond(
        self, request: ApiRequest, path: dict[str, Any], headers: dict[str, str]
    ) -> HttpResponseBase:
        http = request.http
        taken: Sequence[Bucket] = ()
        try:
            method, declared = self.find(http)
            if declared.who != "clients":
                request.credentials = await self.identify(http)
            counted = await limit(declared, request, path, headers)
            taken = () if declared.counts_invalid else counted
            request.credentials = admit(declared, request.credentials, path)
            require(declared.who, request.credentials)
            arguments = parse_path(path)
            if declared.verify is not None:
                arguments["delivery"] = declared.verify(http.headers, bodies.raw_body(http))
            if declared.query is not None:
                arguments["query"] = bodies.parse_query(http.GET, declared.query)
            if declared.body is not None:
                if declared.files and bodies.is_multipart(http):
                    fields, request.files = await aio.in_thread(bodies.parse_multipart)(http)
                    arguments["body"] = bodies.convert(fields, declared.body)
                elif declared.form or (declared.files and bodies.is_form(http)):
                    arguments["body"] = bodies.parse_form(http, declared.body)
                else:
                    arguments["body"] = bodies.parse_json(http, declared.body)
            if inspect.iscoroutinefunction(method):
                result = await method(request, **arguments)
            else:
                result = await aio.in_thread(method)(request, **arguments)
        except Exception as failure:  # noqa: BLE001  the one place where errors become answers
            error = as_api_error(failure, http)
            if error.status in INVALID and getattr(error, "scope", "") != "shared":
                await ratelimits.note_invalid(address_of(http))
            if isinstance(error, (FormError, EmptyMessage)):
                await ratelimits.give_back(taken, headers)
            return error_response(error, headers)
        return json_response(result, declared.status, headers)

    async def identify(self, http: HttpRequest) -> Any:
        """Return the caller's credentials; trying out tokens is limited like anything else."""
        try:
            return await ApiView.authenticate(http)
        except Unauthorized:
            await ratelimits.check_stranger(address_of(http))
            raise

    def find(self, http: HttpRequest) -> tuple[Callable[..., Any], Operation]:
        """Return the method that serves a request, and its declaration."""
        method = getattr(self, (http.method or "").lower(), None)
        declared: Operation | None = getattr(method, "operation", None)
        if method is None or declared is None:
            raise MethodNotAllowed
        return method, declared


def admit(declared: Operation, credentials: Any, path: Mapping[str, Any]) -> Any:
    """Return the credentials on which an operation acts.

    The one rule for applications that act in somebody's name: what their scopes do not open is
    closed, and of applications they reach only themselves. What is open to anyone they call as
    nobody.
    """
    if credentials is None or credentials.scopes is None:
        return credentials
    if not credentials.scopes.intersection(declared.scopes) and ANY_SCOPE not in declared.scopes:
        if declared.who == "anyone":
            return None
        raise MissingOAuth2Scope
    if path.get("application_id", "@me") not in ("@me", str(credentials.application.id)):
        raise MissingAccess
    return credentials


def require(who: Who, credentials: Any) -> None:
    """Refuse callers that an operation is not for."""
    if who in ("anyone", "clients"):
        return
    if credentials is None:
        raise Unauthorized
    if who == "people" and credentials.user.bot:
        raise OnlyUsers
    if who == "bots" and not credentials.user.bot:
        raise OnlyBots


async def limit(
    declared: Operation, request: ApiRequest, path: Mapping[str, Any], headers: dict[str, str]
) -> tuple[Bucket, ...]:
    """Count the request against its buckets; fill in the headers, also when it is refused."""
    credentials = request.credentials
    return await ratelimits.check_request(
        credentials,
        bucket=declared.bucket or f"{request.http.method} {route_of(request.http)}",
        major=str(path.get(declared.per, "")) if declared.per else "",
        rate=declared.limit,
        shared=declared.shared,
        beside=declared.beside(credentials.user) if declared.beside and credentials else (),
        address=address_of(request.http),
        headers=headers,
    )


def address_of(http: HttpRequest) -> str:
    return str(http.META.get("REMOTE_ADDR", ""))


def route_of(http: HttpRequest) -> str:
    return http.resolver_match.route if http.resolver_match is not None else ""


def parse_path(path: dict[str, Any]) -> dict[str, Any]:
    """Turn ids in the path into integers."""
    parsed: dict[str, Any] = {}
    for name, value in path.items():
        if name.endswith("_id"):
            number = parse_decimal(value, MAX_SNOWFLAKE)
            if number is None:
                message = f'Value "{shown(value)}" is not snowflake.'
                raise field_error(name, "NUMBER_TYPE_COERCE", message)
            parsed[name] = number
        elif "\x00" in str(value):
            raise NotFound
        else:
            parsed[name] = value
    return parsed


def as_api_error(error: Exception, http: HttpRequest) -> APIError:
    """Return the error to answer; one that is not for clients is logged and told nothing of."""
    if isinstance(error, APIError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    logger.error("%s %s failed", http.method, http.path, exc_info=error)
    return InternalServerError()


class InternalServerError(APIError):
    code, status, message = 0, 500, "500: Internal Server Error"


def json_response(result: Any, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """Turn what a view returned into a response."""
    if isinstance(result, HttpResponseBase):
        for name, value in headers.items():
            result.headers[name] = value
        return result  # type: ignore[return-value]
    if isinstance(result, Answer):
        status, headers, result = result.status, {**headers, **result.headers}, result.data
    if result is None:
        response = HttpResponse(status=204 if status == 200 else status, headers=dict(headers))
        del response.headers["Content-Type"]
        return response
    return json_bytes(
        result if isinstance(result, bytes) else orjson.dumps(result), status, headers
    )


def error_response(error: APIError, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return an error in the API's format."""
    return json_bytes(
        orjson.dumps(error.body()), error.status, {**(headers or {}), **error.headers()}
    )


def json_bytes(content: bytes, status: int, headers: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(
        content,
        status=status,
        headers={**headers, "Content-Type": JSON, "Content-Length": str(len(content))},
    )


async def unknown_endpoint(request: HttpRequest, *, rest: str) -> HttpResponse:
    """Answer addresses below ``/api/`` that do not exist, or not in that version."""
    return error_response(InvalidAPIVersion() if OTHER_VERSION.match(rest) else NotFound())
