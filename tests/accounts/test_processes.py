"""Over real processes: what one revokes, the other no longer accepts."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.builders import PASSWORD, make_user

pytestmark = pytest.mark.instance(processes=2)

ME = "/api/v10/users/@me"


def soon(condition, seconds: float = 1.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_signing_out_at_one_process_ends_the_session_at_the_other(instance):
    make_user("ada")
    with (
        httpx.Client(base_url=instance.urls[0]) as here,
        httpx.Client(base_url=instance.urls[1]) as there,
    ):
        here.get("/_allauth/browser/v1/config")
        headers = {"X-CSRFToken": here.cookies["csrftoken"]}
        credentials = {"username": "ada", "password": PASSWORD}
        answer = here.post("/_allauth/browser/v1/auth/login", json=credentials, headers=headers)
        assert answer.status_code == 200, answer.text
        there.cookies["sessionid"] = here.cookies["sessionid"]
        for _ in range(5):
            assert there.get(ME).status_code == 200, "it knows the session, and remembers it"
        headers = {"X-CSRFToken": here.cookies["csrftoken"]}
        here.delete("/_allauth/browser/v1/auth/session", headers=headers)
        assert here.get(ME).status_code == 401
        assert soon(lambda: there.get(ME).status_code == 401)


def test_a_new_name_is_known_everywhere_at_once(instance):
    from tests.builders import authorization

    token = {"Authorization": authorization(make_user("ada"))}
    with (
        httpx.Client(base_url=instance.urls[0], headers=token) as here,
        httpx.Client(base_url=instance.urls[1], headers=token) as there,
    ):
        assert there.get(ME).json()["global_name"] is None
        assert here.patch(ME, json={"global_name": "Ada"}).status_code == 200
        assert there.get(ME).json()["global_name"] == "Ada"
