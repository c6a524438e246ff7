"""Users: oneself, and others."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from accounts.access import access_user
from accounts.models import User
from accounts.payloads import (
    ProfilePayload,
    SelfUserPayload,
    UserPayload,
    public_connection_payload,
    self_user_payload,
)
from accounts.payloads import user_payload as payload_of
from accounts.selectors import has_blocked, identities_of, mutual_friends
from accounts.services.users import update_profile
from accounts.signals import mutuals_asked
from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation

# What a bot may change of itself; the rest belongs to people.
BOTS_MAY_CHANGE = frozenset({"username", "avatar", "banner"})


# What is left of a profile for somebody whom its owner has blocked.
SHOWN_IF_BLOCKED = frozenset({"user", "user_profile", "connected_accounts", "premium_since",
                              "premium_type"})  # fmt: skip


class ProfileChanges(Body):
    username: str | UnsetType = UNSET
    password: str | UnsetType | None = UNSET
    global_name: str | UnsetType | None = UNSET
    avatar: str | UnsetType | None = UNSET
    banner: str | UnsetType | None = UNSET
    bio: str | UnsetType | None = UNSET
    pronouns: str | UnsetType | None = UNSET
    accent_color: int | UnsetType | None = UNSET


class CurrentUser(ApiView):
    @operation(output=SelfUserPayload, scopes=("identify",))
    def get(self, request: ApiRequest) -> SelfUserPayload:
        payload = self_user_payload(access_user(request.user.id))
        scopes = request.credentials.scopes
        if scopes is not None and "email" not in scopes:
            del payload["email"], payload["verified"]
        return payload

    @operation(body=ProfileChanges, output=SelfUserPayload, bucket="profile")
    def patch(self, request: ApiRequest, *, body: ProfileChanges) -> SelfUserPayload:
        changes = body.given()
        password = changes.pop("password", None)
        if request.user.bot:
            changes = {name: changes[name] for name in BOTS_MAY_CHANGE & changes.keys()}
        return self_user_payload(update_profile(request.user, password=password, **changes))


class ProfileTexts(Body):
    bio: str | UnsetType | None = UNSET
    pronouns: str | UnsetType | None = UNSET
    accent_color: int | UnsetType | None = UNSET


class ProfileTextsPayload(TypedDict):
    bio: str
    pronouns: str
    accent_color: int | None


class OwnProfile(ApiView):
    """What people say of themselves, by the path that Discord's clients have for it."""

    @operation(who="people", body=ProfileTexts, output=ProfileTextsPayload, bucket="profile")
    def patch(self, request: ApiRequest, *, body: ProfileTexts) -> ProfileTextsPayload:
        user = update_profile(request.user, **body.given())
        return {"bio": user.bio, "pronouns": user.pronouns, "accent_color": user.accent_color}


class OneUser(ApiView):
    @operation(output=UserPayload)
    def get(self, request: ApiRequest, *, user_id: int) -> UserPayload:
        return payload_of(access_user(user_id))


class ProfileQuery(Body):
    guild_id: Snowflake | None = None  # also what they are there
    with_mutual_guilds: bool = True
    with_mutual_friends: bool = False
    with_mutual_friends_count: bool = False


class Profile(ApiView):
    """What the popover of a user shows; the guilds app adds what viewer and user share."""

    @operation(who="people", query=ProfileQuery, output=ProfilePayload)
    def get(self, request: ApiRequest, *, user_id: int, query: ProfileQuery) -> ProfilePayload:
        user = access_user(user_id)
        profile: dict[str, Any] = {
            "user": {**payload_of(user), "bio": user.bio},
            "user_profile": {
                "bio": user.bio,
                "accent_color": user.accent_color,
                "banner": user.banner,
                "pronouns": user.pronouns,
            },
            "connected_accounts": [
                public_connection_payload(one) for one in identities_of(user.id, shown=True)
            ],
            "premium_since": None,
            "premium_type": 0,
            "mutual_guilds": [],
        }
        if user.bot:
            profile["application"] = {"id": str(user.id), "flags": bot_flags(user)}
        asked = {"viewer": request.user, "user": user, "guild_id": query.guild_id}
        for _, part in mutuals_asked.send(User, **asked):
            profile |= cast("dict[str, Any]", part or {})
        has_friends = query.with_mutual_friends or query.with_mutual_friends_count
        if has_friends and user.id != request.user.id:
            common = mutual_friends(request.user.id, user.id)
            if query.with_mutual_friends:
                profile["mutual_friends"] = [payload_of(friend) for friend in common]
            if query.with_mutual_friends_count:
                profile["mutual_friends_count"] = len(common)
        if not query.with_mutual_guilds:
            profile.pop("mutual_guilds")
        if has_blocked(user.id, request.user.id):
            profile = {name: value for name, value in profile.items() if name in SHOWN_IF_BLOCKED}
        return profile  # type: ignore[return-value]


def bot_flags(bot: User) -> int:
    application = getattr(bot, "bot_application", None)
    return application.flags if application is not None else 0
