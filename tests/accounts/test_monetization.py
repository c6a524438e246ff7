"""Nothing is sold here, and bots that ask for what they sold are told so."""

from __future__ import annotations

from tests.builders import make_bot, make_user
from tests.helpers.openapi import assert_documented


def test_an_application_has_sold_nothing(api) -> None:
    bot = make_bot("merchant")
    path = f"/applications/{bot.id}"
    for asked in ("/skus", "/entitlements", "/entitlements?exclude_ended=true&limit=100"):
        assert api(bot).get(path + asked).json() == [], asked
    assert_documented("GET", path + "/entitlements", 200, [])
    test = {"sku_id": "1", "owner_id": str(bot.id), "owner_type": 2}
    assert api(bot).post(path + "/entitlements", test).json()["code"] == 10027
    assert api(bot).get(path + "/entitlements/1").json()["code"] == 10029
    assert api(bot).post(path + "/entitlements/1/consume", {}).json()["code"] == 10029
    assert api(bot).get("/skus/1/subscriptions").json()["code"] == 10027
    assert api(make_user("eve")).get(path + "/entitlements").json()["code"] == 50001
