"""Finding threads and posts of a channel by name, tags and age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet

from accounts.models import User
from config.kernel.errors import CannotExecuteOnChannelType
from guilds.access import access_channel, permissions_in
from guilds.models import THREAD_TYPES, Channel, ChannelType
from guilds.payloads.channels import FORUM_TYPES, TEXT_TYPES
from guilds.payloads.threads import threads_payload
from guilds.permissions import Permissions
from guilds.selectors.threads import of_user
from messaging.payloads import ThreadSearchPayload
from messaging.selectors import facts

READING: Final = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY
SORTED_BY: Final = {
    "relevance": "last_message_id",
    "last_message_time": "last_message_id",
    "creation_time": "id",
    "archive_time": "archive_timestamp",
}


@dataclass(frozen=True, slots=True)
class ThreadSearch:
    """What is looked for; ``match_all`` of the tags, or some of them."""

    name: str | None = None
    min_id: int | None = None
    max_id: int | None = None
    tags: Sequence[int] = ()
    match_all: bool = False
    archived: bool | None = None
    sort_by: str = "last_message_time"
    ascending: bool = False
    limit: int = 25
    offset: int = 0


def search_threads(user: User, channel_id: int, wanted: ThreadSearch) -> ThreadSearchPayload:
    """Return the threads of a channel that a user sees and that are as wanted.

    Of posts their first messages too.
    """
    parent = access_channel(user, channel_id, READING)
    if parent.type not in TEXT_TYPES and parent.type not in FORUM_TYPES:
        raise CannotExecuteOnChannelType
    found = matching(visible(user, parent), wanted)
    key = F(SORTED_BY[wanted.sort_by])
    order = key.asc(nulls_last=True) if wanted.ascending else key.desc(nulls_last=True)
    total = found.count()
    threads = list(found.order_by(order, "-id")[wanted.offset : wanted.offset + wanted.limit])
    own = of_user(threads, user.id)
    listed = threads_payload(threads, own.values(), has_more=wanted.offset + len(threads) < total)
    first = facts.read(facts.by_ids([thread.id for thread in threads]), user.id)
    messages = [payload for payload in first.payloads() if payload["id"] == payload["channel_id"]]
    return {**listed, "total_results": total, "first_messages": messages}


def visible(user: User, parent: Channel) -> QuerySet[Channel]:
    threads = Channel.objects.filter(parent=parent, type__in=THREAD_TYPES)
    if Permissions.MANAGE_THREADS in permissions_in(user, parent):
        return threads
    followed = Q(id__in=user.threads_followed.values("thread_id"))
    return threads.filter(~Q(type=ChannelType.PRIVATE_THREAD) | followed)


def matching(threads: QuerySet[Channel], wanted: ThreadSearch) -> QuerySet[Channel]:
    if wanted.name:
        threads = threads.filter(name__icontains=wanted.name)
    if wanted.min_id is not None:
        threads = threads.filter(id__gt=wanted.min_id)
    if wanted.max_id is not None:
        threads = threads.filter(id__lt=wanted.max_id)
    if wanted.archived is not None:
        threads = threads.filter(archived=wanted.archived)
    if wanted.tags and wanted.match_all:
        return threads.filter(applied_tags__contains=list(wanted.tags))
    if wanted.tags:
        return threads.filter(applied_tags__overlap=list(wanted.tags))
    return threads
