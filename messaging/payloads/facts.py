"""What payloads of messages are drawn from.

*Facts* are a mapping of a message's columns with ``attachments``, ``reactions`` and ``reference``
(the facts of the message it answers, None when that is gone) joined in, as
``messaging.selectors.facts`` reads and ``messaging.services.sending`` writes them. *Users* are the
payloads of all whom messages name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from accounts.payloads import UserPayload, user_payload

if TYPE_CHECKING:
    from accounts.models import User

Facts = Mapping[str, Any]
Users = Mapping[int, UserPayload]

USER_COLUMNS: Final = (
    "id", "username", "discriminator", "global_name", "avatar", "banner", "accent_color", "flags",
    "bot", "system",
)  # fmt: skip


def users_from_rows(rows: Iterable[Mapping[str, Any]]) -> dict[int, UserPayload]:
    """Return the payloads of users whose ``USER_COLUMNS`` were read outside the ORM."""
    # No model instance: building one costs more than everything else here.
    return {row["id"]: user_payload(cast("User", SimpleNamespace(**row))) for row in rows}
