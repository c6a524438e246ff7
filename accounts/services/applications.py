"""Applications and their bots."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from accounts.models import PRIVILEGED_INTENTS, Application, SecurityEventKind, User
from accounts.names import clean_bot_name
from accounts.scopes import may_be_consented
from accounts.services import security_log
from accounts.services.clients import clean_redirect_uris, delete_client, sync_client
from accounts.services.sessions import forget_credentials, revoke_all_sessions
from accounts.services.users import announce_profile, save_new
from accounts.signals import bot_deleted
from config.kernel import tokens
from config.kernel.data_uris import delete_image, store_image
from config.kernel.errors import (
    APIError,
    FormError,
    MaximumBotsPerUser,
    bad_length,
    field_error,
    too_long,
)
from config.settings import limits

DISCRIMINATORS: Final = 9999
TAGS: Final = 5
TAG_LENGTH: Final = 20
URL_LENGTH: Final = 200
IMAGES: Final = frozenset({"icon", "cover_image"})
URLS: Final = (
    "terms_of_service_url",
    "privacy_policy_url",
    "custom_install_url",
    "interactions_endpoint_url",
    "role_connections_verification_url",
)
# What the authorisation server must know of.
CLIENT_FIELDS: Final = frozenset({"name", "redirect_uris", "public_client"})
WEB_ADDRESS: Final = URLValidator(schemes=("http", "https"))


class TooManyUsersHaveThisName(APIError):
    code, status, message = 50035, 400, "Too many users have this username"


def create_application(owner: User, *, name: str, description: str = "") -> Application:
    """Create an application with a bot. The bot has no token until one is asked for."""
    name = clean_application_name(name)
    description = clean_description(description)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(id=owner.id)
        if Application.objects.filter(owner=owner).count() >= limits.APPLICATIONS_PER_USER:
            raise MaximumBotsPerUser
        application = Application(
            name=name, description=description, owner=owner, verify_key=secrets.token_hex(32)
        )
        application.bot = create_bot_user(name, application.id)
        application.save(force_insert=True)
    return application


def create_bot_user(name: str, application_id: int) -> User:
    """Create the user of a bot; it has the id of its application, as at Discord."""
    for _ in range(20):
        bot = User(
            id=application_id,
            username=name,
            discriminator=f"{secrets.randbelow(DISCRIMINATORS) + 1:04}",
            bot=True,
        )
        bot.set_unusable_password()
        try:
            return save_new(bot)
        except FormError:
            continue
    raise TooManyUsersHaveThisName


def update_application(application: Application, **changes: Any) -> Application:
    """Change an application; returns it as it is now.

    ``changes`` may hold the fields of the model that its author writes: icon and cover_image are
    data URIs or None, of flags only the privileged intents count.
    """
    cleaned = clean_changes(changes)
    for name in IMAGES & cleaned.keys():
        if cleaned[name] is not None:
            cleaned[name] = store_image("icons", application.id, cleaned[name], field=name)
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).get(id=application.id)
        if "flags" in cleaned:
            kept = application.flags & ~PRIVILEGED_INTENTS
            cleaned["flags"] = kept | cleaned["flags"] & PRIVILEGED_INTENTS
        old = {name: getattr(application, name) for name in IMAGES & cleaned.keys()}
        for name, value in cleaned.items():
            setattr(application, name, value)
        application.save(update_fields=sorted(cleaned) or None)
        if "flags" in cleaned and application.bot_id is not None:
            forget_credentials(application.bot_id)
        if CLIENT_FIELDS & cleaned.keys():
            sync_client(application)
        shown = {getattr(application, name) for name in IMAGES}
        for image in filter(None, old.values()):
            if image not in shown:
                transaction.on_commit(partial(delete_image, "icons", application.id, image))
    return Application.objects.select_related("bot", "owner").get(id=application.id)


@transaction.atomic
def reset_bot_token(application: Application) -> str:
    """Give the bot a new token and return it; it is shown this once and kept nowhere."""
    if application.bot is None:
        raise ValueError("an application without a bot has no token")
    token = tokens.new_bot_token(application.bot.id)
    Application.objects.filter(id=application.id).update(token_hash=tokens.digest(token))
    revoke_all_sessions(application.bot.id)
    security_log.record(
        SecurityEventKind.BOT_TOKEN_RESET, application.owner_id, detail=application.id
    )
    return token


@transaction.atomic
def delete_application(application: Application) -> None:
    """Delete an application. What its bot wrote stays, under a name that says it is gone."""
    bot = application.bot
    if bot is not None:
        bot_deleted.send(User, user=bot)
        revoke_all_sessions(bot.id)
        bot.username = f"deleted_user_{bot.id:x}"[: limits.USERNAME_MAX_LENGTH]
        bot.avatar = bot.banner = bot.global_name = None
        bot.is_active = False
        bot.save(update_fields=["username", "avatar", "banner", "global_name", "is_active"])
        announce_profile(bot, for_others=True)
    delete_client(application)
    application.delete()


def clean_changes(changes: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(changes)
    if "name" in cleaned:
        cleaned["name"] = clean_application_name(cleaned["name"])
    if "description" in cleaned:
        cleaned["description"] = clean_description(cleaned["description"] or "")
    if "tags" in cleaned:
        cleaned["tags"] = clean_tags(cleaned["tags"] or [])
    if "redirect_uris" in cleaned:
        cleaned["redirect_uris"] = clean_redirect_uris(cleaned["redirect_uris"] or [])
    install = cleaned.get("install_params")
    if install is not None and not may_be_consented(install["scopes"]):
        raise field_error("install_params.scopes", "BASE_TYPE_CHOICES", "Not a choice.")
    for name in URLS:
        if name in cleaned:
            cleaned[name] = cleaned[name] or None
            if cleaned[name]:
                check_url(name, cleaned[name])
    return cleaned


def clean_application_name(name: str) -> str:
    if not 2 <= len(name.strip()) <= limits.APPLICATION_NAME_LENGTH:
        raise bad_length("name", 2, limits.APPLICATION_NAME_LENGTH)
    return clean_bot_name(name, "name")


def clean_description(description: str) -> str:
    description = description.strip()
    if len(description) > limits.APPLICATION_DESCRIPTION_LENGTH:
        raise too_long("description", limits.APPLICATION_DESCRIPTION_LENGTH)
    return description


def clean_tags(tags: list[str]) -> list[str]:
    if len(tags) > TAGS:
        raise too_long("tags", TAGS)
    cleaned = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    for index, tag in enumerate(cleaned):
        if len(tag) > TAG_LENGTH:
            raise too_long(f"tags.{index}", TAG_LENGTH)
    return cleaned


def check_url(path: str, url: str) -> None:
    if len(url) > URL_LENGTH:
        raise too_long(path, URL_LENGTH)
    try:
        WEB_ADDRESS(url)
    except ValidationError:
        raise field_error(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.") from None
