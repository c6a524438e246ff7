"""JSON Schemas of the types that operations declare: Structs going in, TypedDicts coming out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from config.kernel.fields import Bits, Snowflake, Timestamp

Schema = dict[str, Any]
REFERENCE: Final = "#/components/schemas/{name}"
DECIMAL: Final = "^[0-9]{1,20}$"
# What clients may send where a field has one of the types of `config.kernel.fields`.
GIVEN: Final[dict[type, Schema]] = {
    Snowflake: {
        "title": "Snowflake",
        "anyOf": [{"type": "string", "pattern": DECIMAL}, {"type": "integer", "minimum": 0}],
    },
    Bits: {
        "title": "Bits",
        "anyOf": [{"type": "string", "pattern": DECIMAL}, {"type": "integer", "minimum": 0}],
    },
    Timestamp: {"title": "Timestamp", "type": "string", "format": "date-time"},
}


class Schemas:
    """The schemas of a set of types, and the named ones among them for `components`."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        wanted = list({repr(kind): kind for kind in kinds}.values())
        found, self.components = msgspec.json.schema_components(
            [with_plain_defaults(kind) for kind in wanted],
            schema_hook=schema_of,
            ref_template=REFERENCE,
        )
        self._found = {repr(kind): schema for kind, schema in zip(wanted, found, strict=True)}

    def of(self, kind: Any) -> Schema:
        return self._found[repr(kind)]

    def fields(self, kind: type[msgspec.Struct]) -> dict[str, tuple[Schema, bool]]:
        """Return schema and necessity of each field of a Struct (the parameters of a query)."""
        whole = self.of(kind)
        if "$ref" in whole:
            whole = self.components[whole["$ref"].rpartition("/")[2]]
        return {
            name: (schema, name in whole["required"])
            for name, schema in whole["properties"].items()
        }


def schema_of(kind: type) -> Schema:
    if kind in GIVEN:
        return GIVEN[kind]
    raise NotImplementedError(kind)


def with_plain_defaults(kind: Any) -> Any:
    """Return a Struct like this one, without defaults that msgspec cannot write down."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return kind
    fields = msgspec.structs.fields(kind)
    if not any(isinstance(field.default, (Snowflake, Bits)) for field in fields):
        return kind
    return msgspec.defstruct(kind.__name__, [like(field) for field in fields])


def like(field: msgspec.structs.FieldInfo) -> Any:
    if field.required:
        return (field.name, field.type)
    if field.default is msgspec.NODEFAULT:
        return (field.name, field.type, msgspec.field(default_factory=field.default_factory))
    plain = int(field.default) if isinstance(field.default, int) else field.default
    return (field.name, field.type, bool(plain) if isinstance(field.default, bool) else plain)
