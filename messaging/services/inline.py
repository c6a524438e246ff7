"""Writing a message inside the caller's transaction, for what must come to be together.

A post and its first message, a thread and the notices of it: all or nothing. What people send
goes through the group commit instead (``messaging.services.sending``).
"""

from __future__ import annotations

import orjson
from django.db.models import F
from django.db.models.functions import Greatest

from accounts.models import User
from accounts.payloads import user_payload
from config.kernel import outbox
from config.kernel.snowflake import next_snowflake
from guilds.models import Channel
from messaging import events
from messaging.models import Attachment, Message
from messaging.payloads import MessagePayload, message_payload
from messaging.services import notifying
from messaging.services.drafts import Draft
from messaging.services.writing import columns_of

# Joined in, or empty in a new message.
NOT_COLUMNS = frozenset(("attachments", "reference", "edited_at", "pinned_at"))


def write_message(draft: Draft, *, message_id: int | None = None) -> MessagePayload:
    """Write and announce a message that was checked; it is published with the transaction."""
    snowflake = message_id or next_snowflake()
    columns = columns_of(snowflake, draft)
    named = User.objects.filter(id__in=draft.named())
    users = {user.id: user_payload(user) for user in named}
    payload = message_payload(columns, {**draft.reference_users, **users})
    values = {name: value for name, value in columns.items() if name not in NOT_COLUMNS}
    values["mentions"] = list(draft.mentions)
    values["mention_roles"] = list(draft.mention_roles)
    Message.objects.create(**values)
    for position, file in enumerate(draft.attachments):
        Attachment.objects.filter(id=file["id"], message=None).update(
            message_id=snowflake, position=position
        )
    Channel.objects.filter(id=draft.channel_id).update(
        last_message_id=Greatest(F("last_message_id"), snowflake)
    )
    event = events.message_created(
        orjson.dumps(payload),
        channel_id=draft.channel_id,
        guild_id=draft.guild_id,
        channel_type=draft.channel_type,
        member=draft.member,
    )
    outbox.add(event)
    notifying.note_after_commit(draft, snowflake, payload["author"])
    return payload
