"""Calls in direct channels: who is in one, whom it rings, and the message that tells of it.

Every change has the channel locked. A call begins when the first one joins and ends when the last
one leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel import aio, outbox
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    CannotMessageUser,
    MissingAccess,
    TargetNotInVoice,
    UnknownChannel,
)
from config.settings import limits
from guilds.models import Channel, ChannelType
from media_sfu import events
from media_sfu.models import Call, VoiceState
from media_sfu.payloads import CallPayload, call_payload
from media_sfu.services import rooms
from messaging.models import Recipient
from messaging.services.direct_messages import is_welcome
from messaging.services.notifications import tell_of_call
from messaging.services.system_messages import close_call, post_call

DIRECT = (ChannelType.DM, ChannelType.GROUP_DM)


@contextmanager
def locked(channel_id: int, *, inside: bool = False) -> Iterator[Channel]:
    """Lock a direct channel for the rest of the transaction."""
    with transaction.atomic(savepoint=not inside):
        found = Channel.objects.select_for_update(no_key=True).filter(id=channel_id).first()
        if found is None:
            raise UnknownChannel
        if found.type not in DIRECT:
            raise CannotExecuteOnChannelType
        aio.run(outbox.publish_pending(f"channel:{channel_id}"))
        yield found


def people_of(channel: Channel, user: User) -> list[User]:
    """Return who is in a direct channel besides ``user``, who must be in it."""
    recipients = Recipient.objects.filter(channel=channel).select_related("user").order_by("id")
    people = [one.user for one in recipients]
    if user not in people:
        raise MissingAccess
    return [one for one in people if one != user]


def require_callable(channel: Channel, user: User, others: Collection[User]) -> None:
    """Refuse calls by and of bots, and of people who do not want to hear from somebody."""
    if user.bot or not any(not one.bot for one in others):
        raise CannotMessageUser
    if channel.type == ChannelType.DM:
        [other] = others
        if not aio.run(is_welcome(user.id, other.id)):
            raise CannotMessageUser


def is_ringable(user: User, channel: Channel) -> bool:
    """Say whether somebody may call who else is in a direct channel."""
    if channel.type not in DIRECT:
        raise CannotExecuteOnChannelType
    try:
        require_callable(channel, user, people_of(channel, user))
    except CannotMessageUser:
        return False
    return True


# Being in it


def join(channel: Channel, user: User, here: VoiceState | None, values: dict[str, object]) -> None:
    """Bring somebody into the call of a channel, which begins if there is none."""
    others = people_of(channel, user)
    call = Call.objects.filter(channel=channel).first()
    if here is not None:
        if not rooms.change(here, None, values):
            rooms.repeat(here, None)
        return
    require_callable(channel, user, others)
    rooms.enter(VoiceState(user=user, guild=None, **values), channel, None)
    if call is None:
        Call.objects.create(channel=channel, participants=[user.id])
        channel_id, kind, caller_id = channel.id, channel.type, user.id
        transaction.on_commit(lambda: post(channel_id, kind, caller_id), robust=True)
        return
    if user.id not in call.participants:
        call.participants.append(user.id)
        call.save(update_fields=["participants"])
    set_ringing(call, [one for one in call.ringing if one != user.id])


def leave(states: Collection[VoiceState]) -> None:
    """Take people out of calls whose channels are locked; without anybody a call ends."""
    rooms.leave(states, {})
    for channel_id in {state.channel_id for state in states}:
        if not VoiceState.objects.filter(channel_id=channel_id).exists():
            end(channel_id)


def end(channel_id: int) -> None:
    call = Call.objects.filter(channel_id=channel_id).first()
    if call is None:
        return
    message_id, participants = call.message_id, call.participants
    call.delete()
    if message_id is not None:
        events.call_deleted(channel_id)
        close_call(message_id, participants)


def post(channel_id: int, channel_type: int, caller_id: int) -> None:
    """Post the message of a call that has begun, and tell of both."""
    sent = aio.run(post_call(channel_id, channel_type, caller_id))
    with locked(channel_id):
        call = Call.objects.filter(channel_id=channel_id, message_id=None).first()
        if call is None:  # it was short
            close_call(sent.id, [caller_id])
            return
        call.message_id = sent.id
        call.save(update_fields=["message_id"])
        events.call_created(describe(call))


def describe(call: Call) -> CallPayload:
    return call_payload(call, VoiceState.objects.filter(channel_id=call.channel_id))


def remove_from_call(channel: Channel, user_id: int) -> None:
    """Somebody is not in a group DM any more. The channel is locked."""
    states = VoiceState.objects.filter(channel=channel, user_id=user_id)
    leave(list(states.select_related("channel", "user")))
    call = Call.objects.filter(channel=channel).first()
    if call is not None:
        set_ringing(call, [one for one in call.ringing if one != user_id])


# Ringing


def ring(user: User, channel_id: int, recipients: Collection[int] | None = None) -> None:
    """Call people (None: all) to a call that one is in oneself."""
    with locked(channel_id) as channel:
        others = people_of(channel, user)
        call = call_with(channel, user)
        require_callable(channel, user, others)
        present = set(VoiceState.objects.filter(channel=channel).values_list("user_id", flat=True))
        wanted = [
            one.id
            for one in others
            if not one.bot
            and one.id not in present
            and (recipients is None or one.id in recipients)
        ]
        added = [one for one in wanted if one not in call.ringing]
        call.rung_at = timezone.now()
        call.save(update_fields=["rung_at"])
        set_ringing(call, [*call.ringing, *added])
        if added:
            tell_of_call(user, channel, added)


def stop_ringing(user: User, channel_id: int, recipients: Collection[int] | None = None) -> None:
    """Decline (None: for oneself), or stop calling others, as who is in the call may."""
    with locked(channel_id) as channel:
        people_of(channel, user)
        wanted = {user.id} if recipients is None else set(recipients)
        if wanted - {user.id}:
            call_with(channel, user)
        call = Call.objects.filter(channel=channel).first()
        if call is not None:
            set_ringing(call, [one for one in call.ringing if one not in wanted])


def call_with(channel: Channel, user: User) -> Call:
    """Return the call of a channel, in which somebody must be."""
    call = Call.objects.filter(channel=channel).first()
    if call is None or not VoiceState.objects.filter(channel=channel, user=user).exists():
        raise TargetNotInVoice
    return call


def set_ringing(call: Call, user_ids: list[int]) -> None:
    if user_ids == call.ringing:
        return
    call.ringing = user_ids
    call.save(update_fields=["ringing"])
    # One whose message is on its way is announced with it, and with whom it rings.
    if call.message_id is not None:
        events.call_updated(call)


def stop_unanswered() -> int:
    """Stop ringing where nobody has answered for long; returns how many calls that were."""
    until = timezone.now() - timedelta(seconds=limits.CALL_RING_SECONDS)
    due = Call.objects.filter(rung_at__lt=until).exclude(ringing=[])
    stopped = 0
    for channel_id in list(due.values_list("channel_id", flat=True)):
        try:
            with locked(channel_id):
                call = due.filter(channel_id=channel_id).first()
                if call is not None:
                    set_ringing(call, [])
                    stopped += 1
        except UnknownChannel:
            continue
    return stopped
