"""Whether who shows a grant is in voice, and what the SFU has to know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guilds.models import Member
from media_sfu.models import VoiceState
from media_sfu.services.servers import hearing_of
from media_sfu.tokens import Grant


@dataclass(frozen=True, slots=True)
class Admission:
    peer: str
    generation: int
    hearing: dict[str, Any]  # muted, deafened, bits


def admit(grant: Grant) -> Admission | None:
    """Return how somebody is let in, with a generation of their own; None: they are not there."""
    with transaction.atomic():
        states = VoiceState.objects.filter(
            user_id=int(grant.user_id),
            channel_id=int(grant.room),
            session_id=grant.session_id,
        )
        state = (
            states.select_for_update(of=("self",), no_key=True)
            .select_related("guild", "channel", "user")
            .first()
        )
        if state is None:
            return None
        state.generation += 1
        state.save(update_fields=["generation"])
        member = None
        if state.guild_id is not None:
            members = Member.objects.select_related("user")
            member = members.filter(guild_id=state.guild_id, user_id=state.user_id).first()
        return Admission(state.peer, state.generation, hearing_of(state, member))


def is_there(grant: Grant) -> bool:
    """Say whether somebody still is where their grant let them."""
    return VoiceState.objects.filter(
        user_id=int(grant.user_id), channel_id=int(grant.room), session_id=grant.session_id
    ).exists()
