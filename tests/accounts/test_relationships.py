from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.models import Relationship, RelationshipType
from accounts.selectors import is_blocked_between
from config.kernel import outbox
from config.settings import limits
from tests.builders import make_bot, make_user

FRIEND, BLOCKED, INCOMING, OUTGOING = 1, 2, 3, 4


@pytest.fixture
def ada(transactional_db):
    return make_user("ada")


@pytest.fixture
def bob(transactional_db):
    return make_user("bob")


@pytest.fixture
def heard(monkeypatch):
    events = []
    original = outbox.add

    def listen(event):
        events.append((event.name, event.to.topic, event.data))
        original(event)

    monkeypatch.setattr(outbox, "add", listen)
    return events


def between(ada, bob) -> tuple[int, int]:
    """Return what bob is to ada, and ada to bob."""
    types = dict(Relationship.objects.values_list("user_id", "type"))
    return types.get(ada.id, 0), types.get(bob.id, 0)


def test_two_people_become_friends(api, ada, bob, heard):
    asked = api(ada).post("/users/@me/relationships", {"username": "Bob"})
    assert asked.status_code == 204, asked.text
    assert between(ada, bob) == (OUTGOING, INCOMING)
    [entry] = api(bob).get("/users/@me/relationships").json()
    assert (entry["id"], entry["type"]) == (str(ada.id), INCOMING)
    assert entry["user"]["username"] == "ada"
    assert api(bob).put(f"/users/@me/relationships/{ada.id}", {}).status_code == 204
    assert between(ada, bob) == (FRIEND, FRIEND)
    told = [(name, topic, data["id"], data["type"]) for name, topic, data in heard]
    assert told == [
        ("RELATIONSHIP_ADD", f"user:{ada.id}", str(bob.id), OUTGOING),
        ("RELATIONSHIP_ADD", f"user:{bob.id}", str(ada.id), INCOMING),
        ("RELATIONSHIP_ADD", f"user:{bob.id}", str(ada.id), FRIEND),
        ("RELATIONSHIP_ADD", f"user:{ada.id}", str(bob.id), FRIEND),
    ]


def test_a_request_is_withdrawn_or_declined_on_both_sides(api, ada, bob, heard):
    for one in (ada, bob):
        api(ada).put(f"/users/@me/relationships/{bob.id}", {})
        assert between(ada, bob) == (OUTGOING, INCOMING)
        other = bob if one == ada else ada
        assert api(one).delete(f"/users/@me/relationships/{other.id}").status_code == 204
        assert between(ada, bob) == (0, 0)
    assert [event[0] for event in heard].count("RELATIONSHIP_REMOVE") == 4


def test_a_blocked_person_cannot_ask_and_is_not_told(api, ada, bob, heard):
    api(ada).put(f"/users/@me/relationships/{bob.id}", {})
    api(bob).put(f"/users/@me/relationships/{ada.id}", {"type": 2})
    assert between(ada, bob) == (0, BLOCKED)
    assert is_blocked_between(ada.id, bob.id)
    assert ("RELATIONSHIP_REMOVE", f"user:{ada.id}") in {event[:2] for event in heard}
    answer = api(ada).put(f"/users/@me/relationships/{bob.id}", {})
    assert (answer.status_code, answer.json()["code"]) == (400, 80001)
    heard.clear()
    api(ada).delete(f"/users/@me/relationships/{bob.id}")
    assert between(ada, bob) == (0, BLOCKED), "only who blocked can unblock"
    assert heard == []
    api(bob).delete(f"/users/@me/relationships/{ada.id}")
    assert not is_blocked_between(ada.id, bob.id)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"username": "nobody"}, 80004),
        ({"username": "ada"}, 80003),
        ({"username": "helper"}, 80004),
        ({}, 50035),
        ({"username": 7}, 50035),
        ({"username": "x\x00"}, 50035),
    ],
)
def test_a_request_that_cannot_be(api, ada, body, code):
    make_bot("helper", owner=ada)
    answer = api(ada).post("/users/@me/relationships", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_nobody_has_more_friends_than_there_may_be(api, ada, bob, monkeypatch):
    monkeypatch.setattr(limits, "FRIENDS", 1)
    cleo = make_user("cleo")
    assert api(ada).put(f"/users/@me/relationships/{bob.id}", {}).status_code == 204
    assert api(ada).put(f"/users/@me/relationships/{bob.id}", {}).status_code == 204
    assert api(ada).put(f"/users/@me/relationships/{cleo.id}", {}).json()["code"] == 30002
    assert api(cleo).put(f"/users/@me/relationships/{ada.id}", {}).status_code == 204
    assert api(ada).put(f"/users/@me/relationships/{cleo.id}", {}).json()["code"] == 30002
    assert api(bob).put(f"/users/@me/relationships/{ada.id}", {}).status_code == 204


def test_friends_are_not_asked_again_and_bots_have_none(api, ada, bob):
    api(ada).put(f"/users/@me/relationships/{bob.id}", {})
    api(bob).put(f"/users/@me/relationships/{ada.id}", {})
    answer = api(ada).put(f"/users/@me/relationships/{bob.id}", {"type": 1})
    assert answer.json()["code"] == 80007
    bot = make_bot("helper", owner=ada)
    assert api(ada).put(f"/users/@me/relationships/{bot.id}", {}).json()["code"] == 80002
    assert api(bot).get("/users/@me/relationships").json()["code"] == 20001
    assert api(ada).put("/users/@me/relationships/5", {}).json()["code"] == 10013
    assert api(ada).put(f"/users/@me/relationships/{bob.id}", {"type": 9}).status_code == 400


def test_two_requests_that_cross_make_friends(api, ada, bob):
    clients = [(api(ada), bob), (api(bob), ada)]
    with ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(
                lambda pair: pair[0].put(f"/users/@me/relationships/{pair[1].id}", {}), clients
            )
        )
    assert [answer.status_code for answer in answers] == [204, 204]
    assert between(ada, bob) == (FRIEND, FRIEND)


def test_the_types_are_the_apis():
    assert tuple(RelationshipType.values[1:]) == (FRIEND, BLOCKED, INCOMING, OUTGOING)
