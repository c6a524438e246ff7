"""Custom emoji: stored, renamed, deleted, and shown to everybody."""

from __future__ import annotations

import base64
import io

import pytest
from django.core.files.storage import storages
from PIL import Image

from config.kernel.errors import FormError, MaximumEmojis, MissingPermissions, UnknownRole
from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Emoji
from guilds.permissions import Permissions
from guilds.services import update_role
from guilds.services.emojis import create_emoji, delete_emoji, update_emoji
from tests.builders import make_member, make_role


def image(*, frames: int = 1, side: int = 8) -> str:
    pictures = [Image.new("RGB", (side, side), (40 * n, 90, 120)) for n in range(frames)]
    output = io.BytesIO()
    kind = "GIF" if frames > 1 else "PNG"
    pictures[0].save(output, kind, save_all=frames > 1, append_images=pictures[1:])
    # Some clients name every image a JPEG; the bytes decide.
    return "data:image/jpg;base64," + base64.b64encode(output.getvalue()).decode()


def is_stored(emoji_id: int) -> bool:
    return any(storages["emojis"].exists(f"{emoji_id}/emoji.{kind}") for kind in ("webp", "gif"))


def test_an_emoji_comes_lives_and_goes(
    announced, guild, owner, django_capture_on_commit_callbacks
) -> None:
    announced.forget()
    emoji = create_emoji(owner, guild, name="wave", image=image(), reason="fun")
    told = announced.one("GUILD_EMOJIS_UPDATE").data["emojis"]
    assert [(e["id"], e["name"], e["animated"]) for e in told] == [(str(emoji.id), "wave", False)]
    assert "user" not in told[0], "who made it is for who manages them"
    assert is_stored(emoji.id)
    update_emoji(owner, emoji, {"name": "waving"})
    assert Emoji.objects.get().name == "waving"
    with django_capture_on_commit_callbacks(execute=True):
        delete_emoji(owner, emoji)
    assert not is_stored(emoji.id)
    actions = AuditLogEntry.objects.order_by("id").values_list("action_type", flat=True)
    assert list(actions) == [
        AuditLogEvent.EMOJI_CREATE,
        AuditLogEvent.EMOJI_UPDATE,
        AuditLogEvent.EMOJI_DELETE,
    ]


def test_one_that_moves_is_known_as_such(guild, owner) -> None:
    emoji = create_emoji(owner, guild, name="dance", image=image(frames=3))
    assert emoji.animated
    assert is_stored(emoji.id)


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("x", None),
        ("a b", None),
        ("x" * 33, None),
        ("ok", "data:image/png;base64,AAAA"),
        ("ok", "x"),
    ],
)
def test_what_is_wrong_leaves_nothing_behind(guild, owner, name, picture) -> None:
    with pytest.raises(FormError):
        create_emoji(owner, guild, name=name, image=picture or image())
    assert not Emoji.objects.exists()


def test_an_image_larger_than_the_limit_is_refused(guild, owner, monkeypatch) -> None:
    monkeypatch.setattr(limits, "EMOJI_BYTES", 50)
    with pytest.raises(FormError):
        create_emoji(owner, guild, name="big", image=image(side=64))


def test_still_and_moving_ones_are_counted_apart(guild, owner, monkeypatch) -> None:
    monkeypatch.setattr(limits, "EMOJIS_PER_GUILD", 1)
    create_emoji(owner, guild, name="one", image=image())
    with pytest.raises(MaximumEmojis):
        create_emoji(owner, guild, name="two", image=image())
    create_emoji(owner, guild, name="moving", image=image(frames=2))


def test_who_made_one_may_change_it_and_who_manages_them_any(guild, owner) -> None:
    everyone = guild.roles.get(id=guild.id)
    bob = make_member(guild, "bob")
    emoji = create_emoji(bob, guild, name="mine", image=image())
    theirs = create_emoji(owner, guild, name="theirs", image=image())
    update_emoji(bob, emoji, {"name": "still_mine"})
    with pytest.raises(MissingPermissions):
        update_emoji(bob, theirs, {"name": "stolen"})
    keeper = make_member(guild, "keeper", permissions=Permissions.MANAGE_GUILD_EXPRESSIONS)
    update_emoji(keeper, theirs, {"name": "kept"})
    without = everyone.permissions & ~int(Permissions.CREATE_GUILD_EXPRESSIONS)
    update_role(owner, everyone, {"permissions": without})
    for act in (lambda: create_emoji(bob, guild, name="new", image=image()),
                lambda: delete_emoji(bob, emoji)):  # fmt: skip
        with pytest.raises(MissingPermissions):
            act()


def test_an_emoji_can_be_kept_for_roles_of_the_guild(guild, owner) -> None:
    role = make_role(guild, "vip")
    emoji = create_emoji(owner, guild, name="vip", image=image(), roles=[role.id])
    assert emoji.roles == [role.id]
    with pytest.raises(UnknownRole):
        update_emoji(owner, emoji, {"roles": [1]})
