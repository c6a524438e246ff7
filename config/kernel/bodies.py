"""Reading request bodies and queries, strictly, into msgspec Structs.

Whatever is wrong becomes an ``APIError`` with Discord's code: 50109 for what is not JSON, 50035
with the path of the field for what has the wrong form.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, TypeVar, cast

import msgspec
import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from config.kernel.errors import APIError, FormError, InvalidJSON, PayloadTooLarge, field_error
from config.kernel.fields import convert_custom, with_whole_numbers
from config.settings import limits

T = TypeVar("T")
Query = TypeVar("Query", bound=msgspec.Struct)
MULTIPART: Final = "multipart/form-data"
FORM: Final = "application/x-www-form-urlencoded"
# What msgspec says of a value, and what Discord says.
AT: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
INDEX: Final = re.compile(r"\[(\d+)\]")
MISSING: Final = re.compile(r"Object missing required field `([^`]+)`")
LENGTH: Final = re.compile(r"Expected `(\w+)` of length (>=|<=|==) (\d+)")
RANGE: Final = re.compile(r"Expected `\w+` (>=|<=|>|<) (-?\d+)")
EXPECTED: Final = re.compile(r"Expected `([^`]+)`")
GOT_FLOAT: Final = "got `float`"
TYPE_ERRORS: Final = (
    ("str", "STRING_TYPE_CONVERT", "Could not interpret this as string."),
    ("int", "NUMBER_TYPE_COERCE", "Value is not int."),
    ("float", "FLOAT_TYPE_COERCE", "Value is not a number."),
    ("bool", "BOOLEAN_TYPE_CONVERT", "Must be either true or false."),
    ("array", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
    ("object", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
    ("datetime", "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601."),
)


def is_multipart(request: HttpRequest) -> bool:
    return request.content_type == MULTIPART


def is_form(request: HttpRequest) -> bool:
    return request.content_type == FORM


def parse_form(request: HttpRequest, kind: type[T]) -> T:
    """Read a body as browsers and older programs send it; ``payload`` in it is all of it as JSON."""
    raw = request.read(limits.MAX_JSON_BODY + 1)
    if len(raw) > limits.MAX_JSON_BODY:
        raise PayloadTooLarge
    try:
        form = QueryDict(raw)
    except (SuspiciousOperation, UnicodeError):
        raise InvalidMultipart from None
    for name in ("payload_json", "payload"):
        if (payload := form.get(name)) is not None:
            return convert(decode_json(payload), kind)
    fields = {name: form[name] for name in form}
    check_tree(fields)
    return convert(fields, kind, strict=False)


def raw_body(request: HttpRequest) -> bytes:
    """Return a body as it came; it can still be parsed after that."""
    try:
        return request.body
    except RequestDataTooBig:
        raise PayloadTooLarge from None


def parse_json(request: HttpRequest, kind: type[T]) -> T:
    """Read a JSON body; an absent one counts as an empty object."""
    raw = request.read(limits.MAX_JSON_BODY + 1)
    if len(raw) > limits.MAX_JSON_BODY:
        raise PayloadTooLarge
    return convert(decode_json(raw) if raw else {}, kind)


def decode_json(raw: bytes | str) -> Any:
    """Decode JSON that PostgreSQL can hold: no NUL, no lone surrogate, not nested absurdly."""
    try:
        value = orjson.loads(raw)
    except ValueError:
        raise InvalidJSON from None
    text = raw if isinstance(raw, bytes) else raw.encode()
    if text.count(b"[") + text.count(b"{") > limits.MAX_JSON_DEPTH or b"\\u0000" in text:
        check_tree(value)
    return value


def check_tree(root: Any) -> None:
    """Refuse NUL characters and depth beyond the limit, without recursion."""
    stack: list[tuple[Any, str, int]] = [(root, "", 0)]
    while stack:
        value, path, depth = stack.pop()
        if depth > limits.MAX_JSON_DEPTH:
            raise InvalidJSON
        if isinstance(value, str):
            if "\x00" in value:
                raise field_error(path, "STRING_TYPE_CONVERT", "Must not contain NUL characters.")
        elif isinstance(value, dict):
            for key, item in value.items():
                if "\x00" in key:
                    raise InvalidJSON
                stack.append((item, f"{path}.{key}" if path else key, depth + 1))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                stack.append((item, f"{path}.{index}" if path else str(index), depth + 1))


def parse_query(query: QueryDict, kind: type[Query]) -> Query:
    """Read a query string; of a repeated parameter the Struct's type says whether all count."""
    lists = repeatable(kind)
    values: dict[str, Any] = {}
    for name in query:
        items = query.getlist(name)
        if any("\x00" in item for item in items):
            raise field_error(name, "STRING_TYPE_CONVERT", "Must not contain NUL characters.")
        values[name] = items if name in lists else boolean(items[-1])
    return convert(values, kind, strict=False)


@cache
def repeatable(kind: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of the parameters that may be given more than once."""
    fields = msgspec.structs.fields(kind)
    return frozenset(field.name for field in fields if "list" in str(field.type))


def boolean(text: str) -> str:
    # msgspec reads true, false, 1 and 0; Python clients also write True and False.
    return text.lower() if text in ("True", "False") else text


def parse_multipart(request: HttpRequest) -> tuple[Any, dict[str, Any]]:
    """Read a multipart body: the JSON of ``payload_json`` (or the plain fields), and the files."""
    try:
        parser = MultiPartParser(
            request.META,
            cast("Any", request),
            request.upload_handlers,
            request.encoding or "utf-8",
        )
        form, files = parser.parse()
    except (MultiPartParserError, SuspiciousOperation, UnicodeError, LookupError):
        raise InvalidMultipart from None
    # Django parses forms of POST only; kept where it looks for what to close with the request.
    request._files = files  # type: ignore[attr-defined]  # noqa: SLF001
    found: dict[str, Any] = {name: files[name] for name in files}
    payload: str | bytes | None = form.get("payload_json")
    if payload is None and "payload_json" in found:
        payload = found.pop("payload_json").read(limits.MAX_JSON_BODY + 1)
    if payload is not None:
        if len(payload) > limits.MAX_JSON_BODY:
            raise PayloadTooLarge
        return decode_json(payload), found
    fields = {name: form[name] for name in form}
    check_tree(fields)
    return fields, found


class InvalidMultipart(APIError):
    code, status, message = 50046, 400, "Invalid file uploaded"


def convert(value: Any, kind: type[T], *, strict: bool = True) -> T:
    """Give decoded JSON its declared form, or raise ``FormError`` with the field's path."""
    try:
        try:
            return msgspec.convert(value, kind, strict=strict, dec_hook=convert_custom)
        except msgspec.ValidationError as error:
            if GOT_FLOAT not in str(error):
                raise
            whole = with_whole_numbers(value)
            return msgspec.convert(whole, kind, strict=strict, dec_hook=convert_custom)
    except msgspec.ValidationError as error:
        raise form_error(str(error)) from None
    except RecursionError:
        raise InvalidJSON from None


def form_error(text: str) -> FormError:
    """Translate msgspec's words into Discord's."""
    match = AT.match(text)
    what = match["what"] if match else text
    path = INDEX.sub(r".\1", (match["path"] or "$") if match else "$").removeprefix("$").lstrip(".")
    path = path.replace("[...]", ".*").lstrip(".")
    if missing := MISSING.match(what):
        path = f"{path}.{missing[1]}" if path else missing[1]
        return field_error(path, "BASE_TYPE_REQUIRED", "This field is required")
    if "|" in what and what.split("|", 1)[0].isupper():
        code, message = what.split("|", 1)
        return field_error(path, code, message)
    if length := LENGTH.match(what):
        sign, number = length[2], int(length[3])
        if sign == "<=":
            return field_error(
                path, "BASE_TYPE_MAX_LENGTH", f"Must be {number} or fewer in length."
            )
        return field_error(path, "BASE_TYPE_MIN_LENGTH", f"Must be {number} or more in length.")
    if bound := RANGE.match(what):
        low = bound[1].startswith(">")
        code = "NUMBER_TYPE_MIN" if low else "NUMBER_TYPE_MAX"
        sense = "greater" if low else "less"
        message = f"int value should be {sense} than or equal to {bound[2]}."
        return field_error(path, code, message)
    if what.startswith("Invalid enum value"):
        return field_error(
            path, "BASE_TYPE_CHOICES", what.replace("Invalid enum value", "Not a choice:")
        )
    if expected := EXPECTED.match(what):
        for name, code, message in TYPE_ERRORS:
            if name in expected[1].split(" | "):
                return field_error(path, code, message)
    return field_error(path, "BASE_TYPE_BAD_TYPE", what)
