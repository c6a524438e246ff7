"""People who know each other outside of guilds."""

from __future__ import annotations

from accounts.services.relationships import befriend, block
from accounts.services.users import update_profile
from messaging.models import Recipient
from messaging.services.direct_messages import create
from tests.builders import make_bot, make_guild, make_member, make_user


def heard(log):
    return {topic: data for _, data, topic in log("USER_UPDATE")}


def test_friends_and_dm_partners_hear_of_a_new_name_at_once(log):
    ada = make_user("ada")
    names = ("friend", "asked", "partner", "neighbour", "blocker", "stranger")
    people = {name: make_user(name) for name in names}
    guild = make_guild(ada)
    make_member(guild, people["neighbour"])
    for name in ("friend", "neighbour"):
        befriend(ada, people[name])
        befriend(people[name], ada)
    befriend(ada, people["asked"])
    block(people["blocker"], ada)
    create(*sorted((ada.id, people["partner"].id)))
    bot = make_bot(owner=ada)
    channel = create(*sorted((ada.id, bot.id)))
    assert Recipient.objects.filter(channel=channel).count() == 2
    update_profile(ada, global_name="Countess")
    told = heard(log)
    expected = {f"user:{people[name].id}" for name in ("friend", "asked", "partner")}
    assert told.keys() == {*expected, f"user:{ada.id}"}
    seen = told[f"user:{people['friend'].id}"]
    assert (seen["id"], seen["global_name"]) == (str(ada.id), "Countess")
    assert "email" not in seen
    update_profile(ada, bio="only in the profile")
    assert len(log("USER_UPDATE")) == len(told) + 1


def test_a_profile_names_common_friends_and_hides_them_from_who_is_blocked(api, transactional_db):
    ada, bob, carol, dave = (make_user(name) for name in ("ada", "bob", "carol", "dave"))
    for one, other in ((ada, carol), (bob, carol), (bob, dave), (ada, bob)):
        befriend(one, other)
        befriend(other, one)
    path = f"/users/{bob.id}/profile"
    plain = api(ada).get(path).json()
    assert plain["mutual_guilds"] == []
    assert "mutual_friends" not in plain
    asked = (
        api(ada)
        .get(
            f"{path}?with_mutual_friends=true&with_mutual_friends_count=true&with_mutual_guilds=false"
        )
        .json()
    )
    assert [friend["username"] for friend in asked["mutual_friends"]] == ["carol"]
    assert asked["mutual_friends_count"] == 1
    assert "mutual_guilds" not in asked
    own = api(bob).get(f"{path}?with_mutual_friends=true").json()
    assert "mutual_friends" not in own
    block(bob, ada)
    hidden = api(ada).get(f"{path}?with_mutual_friends=true").json()
    assert hidden["user"]["id"] == str(bob.id)
    assert not hidden.keys() & {"mutual_friends", "mutual_guilds"}


def test_nobody_has_accounts_elsewhere(call, transactional_db):
    ada = make_user("ada")
    assert call(ada, "GET", "/users/@me/connections").json() == []
    assert call(make_bot(owner=ada), "GET", "/users/@me/connections").status_code == 403
    assert call(None, "GET", "/users/@me/connections").status_code == 401
