"""A person takes their data along, and leaves for good."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.utils import timezone

from accounts.models import PrivacyRequest, RequestKind, RequestStatus, User
from accounts.services import privacy
from accounts.services.exports import make_export
from accounts.services.privacy import delete_old_exports, erase_due
from accounts.services.relationships import befriend
from accounts.services.users import claim_instance
from guilds.models import Member
from guilds.services.guilds import update_guild
from messaging.services.direct_messages import open_direct_channel
from tests.accounts.test_second_factor import code_of
from tests.builders import PASSWORD, make_bot, make_guild, make_member, make_user, text_channel
from tests.helpers.api import Api
from tests.messaging.conftest import say

pytestmark = pytest.mark.django_db(transaction=True)

HARVEST, DELETE = "/users/@me/harvest", "/users/@me/delete"
HERE = "http://testserver"
SURE = {"password": PASSWORD}


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    place = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = {**settings.STORAGES, "exports": place}


@pytest.fixture
def bob() -> User:
    """Bob is in a guild of ada's, is her friend and writes to her."""
    ada = make_user("ada")
    guild = make_guild(ada)
    bob = make_member(guild, make_user("bob", email="bob@example.org", global_name="Bobby"))
    EmailAddress.objects.create(user=bob, email="bob@example.org", primary=True, verified=True)
    befriend(bob, ada)
    befriend(ada, bob)
    say(bob, text_channel(guild), "hello hall")
    say(bob, open_direct_channel(bob, ada), "hello ada")
    return bob


def archive_of(api: type[Api], user: User) -> dict[str, Any]:
    """Ask for a person's data, and return the lists of the file by their path."""
    asked = api(user).post(HARVEST, SURE)
    assert asked.status_code == 200, asked.text
    assert asked.json()["url"] is None
    make_export(int(asked.json()["harvest_id"]))
    told = api(user).get(HARVEST).json()
    assert told["status"] == RequestStatus.COMPLETED
    address = told["url"].removeprefix(settings.PUBLIC_URL)
    assert api().get(HERE + address.partition("?")[0]).status_code == 404
    file = api().get(HERE + address)
    assert file.status_code == 200, file.text
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        return {name: json.loads(archive.read(name)) for name in names}


def test_a_person_fetches_what_is_kept_of_them_and_nothing_of_others(
    api: type[Api], bob: User
) -> None:
    assert api(bob).get(HARVEST).status_code == 204
    assert "password" in api(bob).post(HARVEST).json()["errors"]
    told = archive_of(api, bob)
    assert told["account/account.json"][0]["email"] == "bob@example.org"
    assert [row["content"] for row in told["messaging/messages.json"] if row["content"]] == [
        "hello hall",
        "hello ada",
    ]
    assert [row["guild__name"] for row in told["guilds/memberships.json"]] == ["Hall"]
    assert len(told["account/relationships.json"]) == 1
    assert PASSWORD not in str(told)

    again = api(bob).post(HARVEST, SURE)
    assert again.status_code == 429, "once a day is enough"
    PrivacyRequest.objects.update(due_at=timezone.now())
    assert delete_old_exports() == 1
    assert api(bob).get(HARVEST).json()["url"] is None
    assert archive_of(api, User.objects.get(username="ada"))["messaging/messages.json"] == []


def test_an_account_is_erased_after_a_while_and_conversations_stay_readable(
    api: type[Api], bob: User
) -> None:
    ada = User.objects.get(username="ada")
    helper = make_bot("helper", owner=bob)
    channel = text_channel(ada.owned_guilds.get())
    client = api(bob)
    assert "password" in client.post(DELETE).json()["errors"]
    assert client.post(DELETE, {"password": "wrong"}).json()["code"] == 50035
    assert client.get(DELETE).status_code == 204
    assert client.post(DELETE, SURE).status_code == 204
    assert client.get("/users/@me").status_code == 401, "signed out everywhere"
    assert api(bob).get(DELETE).json()["erase_at"] > timezone.now().isoformat()
    assert erase_due() == 0

    PrivacyRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    client = api(bob)
    assert erase_due() == 1
    assert client.get("/users/@me").status_code == 401
    gone = User.objects.get(id=bob.id)
    assert (gone.email, gone.is_active, gone.has_usable_password()) == (None, False, False)
    assert not EmailAddress.objects.exists()
    assert not Member.objects.filter(user=gone).exists()
    assert api(ada).get("/users/@me/relationships").json() == []
    assert not User.objects.get(id=helper.id).is_active

    [message] = api(ada).get(f"/channels/{channel.id}/messages").json()[:1]
    assert message["content"] == "hello hall"
    assert message["author"]["global_name"] == "Deleted User"
    assert "bob" not in json.dumps(message).lower()
    [direct] = api(ada).get("/users/@me/channels").json()
    [said] = api(ada).get(f"/channels/{direct['id']}/messages").json()
    assert said["content"] == "hello ada"
    assert erase_due() == 0
    again = make_user("bob", email="bob@example.org")
    assert again.id != bob.id, "the name and the address are free again"


def test_whoever_changes_their_mind_keeps_everything(api: type[Api], bob: User) -> None:
    assert api(bob).delete(DELETE).status_code == 404
    api(bob).post(DELETE, SURE)
    assert api(bob).delete(DELETE).status_code == 204
    PrivacyRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert erase_due() == 0
    assert api(bob).get("/users/@me").json()["username"] == "bob"
    assert Member.objects.filter(user=bob).exists()


def test_guilds_are_handed_over_before_their_owner_leaves(api: type[Api], bob: User) -> None:
    ada = User.objects.get(username="ada")
    answer = api(ada).post(DELETE, SURE)
    assert (answer.status_code, answer.json()["code"]) == (400, 40011)
    assert not PrivacyRequest.objects.exists()
    update_guild(ada, ada.owned_guilds.get(), {"owner_id": bob.id})
    assert api(ada).post(DELETE, SURE).status_code == 204

    api(bob).post("/guilds", {"name": "Another"})
    asked = PrivacyRequest.objects.create(
        user=bob, kind=RequestKind.DELETION, due_at=timezone.now()
    )
    assert not privacy.erase(asked.id), "a guild that came meanwhile is not left without an owner"
    asked.refresh_from_db()
    assert "ownership" in asked.problem
    assert User.objects.get(id=bob.id).is_active


def test_a_second_factor_stands_in_for_the_password_and_bots_and_owners_stay(
    api: type[Api], bob: User
) -> None:
    assert api(make_bot(owner=bob)).post(DELETE).json()["code"] == 20001
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    assert api(bob).post(DELETE, SURE).json()["code"] == 60003
    given = {"code": code_of("JBSWY3DPEHPK3PXP")}
    assert api(bob).post(DELETE, given).status_code == 204
    assert api(claim_instance("root", PASSWORD)).post(DELETE, SURE).status_code == 403
