"""Fetching what a caller named by its id, if they may have it."""

from __future__ import annotations

from accounts.models import Application, User
from config.kernel.errors import MissingAccess, UnknownApplication, UnknownUser


def access_user(user_id: int) -> User:
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise UnknownUser
    return user


def any_application(application_id: int) -> Application:
    found = Application.objects.select_related("bot", "owner").filter(id=application_id).first()
    if found is None:
        raise UnknownApplication
    return found


def access_application(user: User, application_id: int) -> Application:
    """Return an application if ``user`` may manage it: its owner, or its bot."""
    application = any_application(application_id)
    if user.id not in (application.owner_id, application.bot_id):
        raise MissingAccess
    return application
