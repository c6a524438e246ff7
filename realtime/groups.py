"""Sessions that hear the same in a guild: of one permission class, with the same intents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from realtime.dispatches import TRIMMED_NAMES, Dispatch
from realtime.intents import Intents

if TYPE_CHECKING:
    from realtime.guild_view import GuildView
    from realtime.sessions import GatewaySession
    from realtime.visibility import PermissionClass

MESSAGE_CONTENT = int(Intents.MESSAGE_CONTENT)


class Group:
    __slots__ = ("intents", "permission_class", "sessions", "view", "visible")

    def __init__(self, view: GuildView, permission_class: PermissionClass, intents: int) -> None:
        self.view = view
        self.permission_class = permission_class
        self.intents = intents
        self.visible: frozenset[int] = view.rules.visible_to(permission_class)
        self.sessions: dict[GatewaySession, None] = {}

    def push(self, dispatch: Dispatch) -> None:
        if dispatch.name in TRIMMED_NAMES and not self.intents & MESSAGE_CONTENT:
            for session in self.sessions:
                session.push_message(dispatch)
        else:
            for session in self.sessions:
                session.push(dispatch)

    def push_except(
        self, dispatch: Dispatch, but_not: int | None, application_id: int | None
    ) -> None:
        """``push`` for events that some of those who could hear them must not."""
        for session in self.sessions:
            if but_not is not None and session.user_id == but_not:
                continue
            if application_id is not None and session.identity.application_id != application_id:
                continue
            session.push(dispatch)
