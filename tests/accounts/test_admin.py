from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry

from accounts.models import Application, InstanceSettings, SecurityEvent, Session, User
from accounts.services.applications import create_application
from accounts.services.users import claim_instance
from tests.builders import PASSWORD, make_bot, make_user, token_of

USERS = "/admin/accounts/user/"
IDENTITIES = "/admin/socialaccount/socialaccount/"
APPLICATIONS = "/admin/accounts/application/"


@pytest.fixture
def owner(transactional_db):
    return claim_instance("root", PASSWORD)


@pytest.fixture
def staff(client, owner):
    """Return a browser in which the owner is signed in."""
    client.force_login(owner)
    return client


def act(client, address: str, action: str, *objects):
    return client.post(
        address,
        {
            "action": action,
            "_selected_action": [thing.pk for thing in objects],
            "reason": "asked to",
        },
        follow=True,
    )


def test_guests_are_sent_to_the_page_where_attempts_are_limited(client, transactional_db):
    for address in ("/admin/", "/admin/login/", USERS):
        answer = client.get(address)
        while answer.status_code == 302 and answer.url.startswith("/admin/login"):
            answer = client.get(answer.url)
        assert answer.status_code == 302
        assert answer.url.startswith("/login?next=")


def test_people_who_are_not_staff_are_kept_out(client, owner):
    client.force_login(make_user("ada"))
    answer = client.get(USERS, follow=True)
    assert answer.status_code == 403


def test_users_are_found_by_id_name_and_address(staff):
    ada = make_user("ada", email="ada@example.org", global_name="Countess")
    make_user("bob")
    for term in (str(ada.id), "ada", "COUNT", "@example"):
        content = staff.get(USERS, {"q": term}).content.decode()
        assert str(ada.id) in content, term
        assert ">bob<" not in content, term
    assert staff.get(USERS, {"q": "9" * 40}).status_code == 200
    assert staff.get(USERS, {"q": "\x00"}).status_code == 200


def test_lists_ask_as_often_for_many_as_for_few(staff, django_assert_max_num_queries):
    for number in range(3):
        make_bot(f"bot{number}", owner=make_user(f"user{number}"))
    with django_assert_max_num_queries(12):
        assert staff.get(USERS).status_code == 200
    with django_assert_max_num_queries(12):
        assert staff.get(APPLICATIONS).status_code == 200


def test_staff_disable_and_enable_accounts(staff, owner, api):
    ada = make_user("ada")
    token = token_of(ada)
    assert api(token).get("/users/@me").status_code == 200
    act(staff, USERS, "disable_accounts", ada, owner)
    assert api(token).get("/users/@me").status_code == 401
    assert not User.objects.get(id=ada.id).is_active
    assert User.objects.get(id=owner.id).is_active, "nobody locks themselves out"
    act(staff, USERS, "enable_accounts", ada)
    assert User.objects.get(id=ada.id).is_active


def test_staff_sign_somebody_out(staff, api):
    ada = make_user("ada")
    token = token_of(ada)
    assert Session.objects.filter(user=ada).exists()
    act(staff, USERS, "revoke_sessions", ada)
    assert not Session.objects.filter(user=ada).exists()
    assert api(token).get("/users/@me").status_code == 401


def form_of(client, address: str) -> dict[str, object]:
    """Return what the form at an address would send unchanged."""
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields} | {"reason": "They asked for it"}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_name_is_changed_by_the_rules(staff):
    ada = make_user("ada")
    make_user("bob")
    address = f"{USERS}{ada.id}/change/"
    form = form_of(staff, address)
    answer = staff.post(address, {**form, "username": "bob"})
    assert b"Username is unavailable." in answer.content
    answer = staff.post(address, {**form, "username": "Ada.L", "global_name": "Ada"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    ada.refresh_from_db()
    assert (ada.username, ada.global_name) == ("ada.l", "Ada")
    [entry] = LogEntry.objects.filter(object_id=str(ada.id))
    assert entry.get_change_message() == "Changed Username, Global name: They asked for it"


def test_nothing_is_changed_by_a_form_without_a_reason(staff, owner):
    ada, application = make_user("ada"), create_application(owner, name="Helper")
    InstanceSettings.load()
    for address, change in (
        (f"{USERS}{ada.id}/change/", {"global_name": "Changed"}),
        (f"{APPLICATIONS}{application.id}/change/", {"description": "Changed"}),
        ("/admin/accounts/instancesettings/1/change/", {"name": "Changed"}),
    ):
        for reason in ("", "   "):
            answer = staff.post(address, {**form_of(staff, address), **change, "reason": reason})
            assert answer.status_code == 200
            assert answer.context["adminform"].form.errors.keys() == {"reason"}
    ada.refresh_from_db()
    application.refresh_from_db()
    found = {ada.global_name, application.description, InstanceSettings.load().name}
    assert "Changed" not in found
    assert not LogEntry.objects.exists()


def test_locking_by_the_form_ends_the_sessions(staff, api):
    ada = make_user("ada")
    token = token_of(ada)
    address = f"{USERS}{ada.id}/change/"
    form = form_of(staff, address)
    assert form["is_active"]
    form.pop("is_active")
    assert staff.post(address, form).status_code == 302
    assert api(token).get("/users/@me").status_code == 401


def test_staff_do_not_promote_themselves_or_others(client, owner):
    helper = make_user("helper", is_staff=True)
    from django.contrib.auth.models import Permission

    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(helper)
    ada = make_user("ada")
    for user in (ada, helper):
        address = f"{USERS}{user.id}/change/"
        assert client.get(address).status_code == 200
        client.post(address, {**form_of(client, address), "is_superuser": "on", "is_staff": "on"})
    assert not User.objects.filter(is_superuser=True).exclude(id=owner.id).exists()
    assert not User.objects.get(id=ada.id).is_staff


def test_a_new_token_is_shown_once(staff, owner, api):
    application = create_application(owner, name="Helper")
    answer = act(staff, APPLICATIONS, "reset_token", application)
    token = answer.context["token"]
    assert token in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert api(f"Bot {token}").get("/users/@me").status_code == 200
    assert token not in staff.get(f"{APPLICATIONS}{application.id}/change/").content.decode()


def test_applications_are_changed_through_the_service(staff, owner):
    application = create_application(owner, name="Helper")
    address = f"{APPLICATIONS}{application.id}/change/"
    answer = staff.post(address, {"description": "helps", "bot_public": "", "reason": "Typo"})
    assert answer.status_code == 302
    application = Application.objects.get()
    assert (application.description, application.bot_public) == ("helps", False)


def test_the_instance_is_set_up_in_the_admin(staff):
    answer = staff.get("/admin/accounts/instancesettings/", follow=True)
    assert answer.status_code == 200
    address = answer.redirect_chain[-1][0]
    form = {"name": "The Hall", "registration_mode": "closed", "reason": "We are complete"}
    answer = staff.post(address, form)
    assert answer.status_code == 302
    instance = InstanceSettings.load()
    assert (instance.name, instance.registration_mode) == ("The Hall", "closed")


def test_identities_are_found_and_disconnected(staff):
    ada = make_user("ada")
    identity = SocialAccount.objects.create(user=ada, provider="id.example", uid="subject-7")
    other = SocialAccount.objects.create(user=make_user("bob"), provider="id.example", uid="8")
    for term in (str(ada.id), "ada", "subject"):
        content = staff.get(IDENTITIES, {"q": term}).content.decode()
        assert "subject-7" in content, term
        assert ">bob<" not in content, term
    assert "subject-7" in staff.get(f"{IDENTITIES}{identity.pk}/change/").content.decode()
    act(staff, IDENTITIES, "unlink", identity)
    assert list(SocialAccount.objects.all()) == [other]
    assert LogEntry.objects.get().change_message == "Disconnected an identity: asked to"
    assert SecurityEvent.objects.filter(user=ada, kind="identity_unlinked").exists()
