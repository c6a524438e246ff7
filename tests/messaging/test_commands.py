"""Application commands: registered by bots and their owners, checked against every rule."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from config.settings import limits
from guilds.models import AuditLogEntry
from guilds.permissions import Permissions
from messaging.models import ApplicationCommand
from tests.builders import make_bot, make_member, make_role, make_user
from tests.helpers.openapi import assert_documented


@pytest.fixture
def app(api, hall):
    """Return a bot in the hall and the addresses of its commands."""
    bot = make_member(hall.guild, make_bot(owner=hall.ada))
    application = bot.bot_application
    commands = f"/applications/{application.id}/commands"
    here = f"/applications/{application.id}/guilds/{hall.guild.id}/commands"
    return SimpleNamespace(
        bot=bot, application=application, everywhere=commands, here=here, api=api(bot)
    )


ECHO = {
    "name": "echo",
    "description": "says it",
    "name_localizations": {"de": "echo-de"},
    "options": [
        {"type": 3, "name": "text", "description": "what", "required": True, "max_length": 50},
        {
            "type": 4,
            "name": "count",
            "description": "times",
            "choices": [{"name": "one", "value": 1, "name_localizations": {"de": "eins"}}],
        },
        {"type": 7, "name": "where", "description": "place", "channel_types": [0, 5]},
        {"type": 10, "name": "ratio", "description": "r", "min_value": 0.0, "max_value": 1},
    ],
    "default_member_permissions": 8,
}
GROUP = {
    "name": "grp",
    "description": "a group",
    "options": [
        {"type": 1, "name": "sub", "description": "sub"},
        {
            "type": 2,
            "name": "more",
            "description": "more",
            "options": [
                {
                    "type": 1,
                    "name": "deep",
                    "description": "deep",
                    "options": [{"type": 5, "name": "flag", "description": "flag"}],
                }
            ],
        },
    ],
}
MENU = {"name": "Report it", "type": 3}


@pytest.mark.parametrize("place", ["here", "everywhere"])
def test_a_command_is_registered_replaced_changed_and_deleted(app, hall, place) -> None:
    path = getattr(app, place)
    answer = app.api.post(path, ECHO)
    assert answer.status_code == 201, answer.text
    command = answer.json()
    assert_documented("POST", path, 201, command)
    assert command.get("guild_id") == (str(hall.guild.id) if place == "here" else None)
    assert command["default_member_permissions"] == "8"
    assert [option["name"] for option in command["options"]] == ["text", "count", "where", "ratio"]

    again = app.api.post(path, {"name": "echo", "description": "anew"})
    assert again.status_code == 200
    assert again.json()["id"] == command["id"]
    assert int(again.json()["version"]) > int(command["version"])
    assert "options" not in again.json()

    one = f"{path}/{command['id']}"
    changed = app.api.patch(one, {"description": "said again"}).json()
    assert (changed["id"], changed["description"]) == (command["id"], "said again")
    assert_documented("PATCH", one, 200, changed)
    unchanged = app.api.patch(one, {"description": "said again"}).json()
    assert unchanged["version"] == changed["version"]
    assert app.api.get(one).json() == changed
    assert_documented("GET", one, 200, changed)
    assert app.api.delete(one).status_code == 204
    for method, body in (("GET", None), ("PATCH", {"description": "x"}), ("DELETE", None)):
        gone = app.api.request(method, one, body)
        assert (gone.status_code, gone.json()["code"]) == (404, 10063)


def test_all_are_replaced_at_once_and_those_of_the_same_name_keep_their_ids(app) -> None:
    first = app.api.put(app.here, [ECHO, GROUP, MENU]).json()
    assert [(c["name"], c["type"]) for c in first] == [("echo", 1), ("grp", 1), ("Report it", 3)]
    assert_documented("PUT", app.here, 200, first)
    second = app.api.put(app.here, [{**GROUP, "description": "other"}, ECHO]).json()
    assert [c["id"] for c in second] == [first[1]["id"], first[0]["id"]]
    assert second[1]["version"] == first[0]["version"]
    assert second[0]["version"] != first[1]["version"]
    swapped = app.api.put(
        app.here, [{**GROUP, "id": first[0]["id"]}, {**ECHO, "id": first[1]["id"]}]
    ).json()
    assert [c["id"] for c in swapped] == [first[0]["id"], first[1]["id"]]
    assert [c["name"] for c in swapped] == ["grp", "echo"]
    assert app.api.put(app.here, []).json() == []
    assert app.api.get(app.here).json() == []


def test_lists_show_one_language_or_all(app) -> None:
    app.api.put(app.here, [ECHO])
    german = {"X-Discord-Locale": "de"}
    (command,) = app.api.get(app.here, headers=german).json()
    assert command["name_localized"] == "echo-de"
    assert "name_localizations" not in command
    assert command["options"][1]["choices"][0]["name_localized"] == "eins"
    assert_documented("GET", app.here, 200, [command])
    (command,) = app.api.get(f"{app.here}?with_localizations=true").json()
    assert command["name_localizations"] == {"de": "echo-de"}
    (command,) = app.api.get(app.here).json()
    assert "name_localized" not in command


def option(**values):
    return {"type": 3, "name": "a", "description": "d", **values}


def command(*options, **values):
    return {"name": "x", "description": "d", "options": list(options), **values}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"description": "d"}, "name"),
        ({"name": "x"}, "description"),
        (command(name="Upper"), "name"),
        (command(name="two words"), "name"),
        (command(name="x" * 33), "name"),
        (command(description="d" * 101), "description"),
        (command(type=9), "type"),
        (command(name_localizations={"xx": "y"}), "name_localizations.xx"),
        (command(name_localizations={"de": "Groß"}), "name_localizations.de"),
        (command(*[option(name=f"o{n}") for n in range(26)]), "options"),
        (command(option(type=12)), "options.0.type"),
        (command("text"), "options.0"),
        (command(option(name="")), "options.0.name"),
        (command(option(), option()), "options.1.name"),
        (command(option(), option(name="b", required=True)), "options.1"),
        (command(option(), option(type=1, name="b")), "options"),
        (command(option(type=2, options=[option(type=2)])), "options.0.options.0.type"),
        (command(option(type=1, options=[option(type=1)])), "options.0.options.0.type"),
        (command(option(type=2, options=[option()])), "options.0.options"),
        (
            command(option(type=2, options=[option(type=1, options=[option(name="?")])])),
            "options.0.options.0.options.0.name",
        ),
        (
            command(option(choices=[{"name": str(n), "value": "v"} for n in range(26)])),
            "options.0.choices",
        ),
        (command(option(choices=[{"name": "n", "value": 1}])), "options.0.choices.0.value"),
        (
            command(option(type=4, choices=[{"name": "n", "value": "1"}])),
            "options.0.choices.0.value",
        ),
        (command(option(choices=[{"name": "n", "value": "v"}] * 2)), "options.0.choices"),
        (
            command(option(choices=[{"name": "n", "value": "v"}], autocomplete=True)),
            "options.0.autocomplete",
        ),
        (command(option(type=4, min_value=2, max_value=1)), "options.0.min_value"),
        (command(option(min_length=-1)), "options.0.min_length"),
        (command(option(max_length=0)), "options.0.max_length"),
        (command(option(type=7, channel_types=[99])), "options.0.channel_types.0"),
        (command(contexts=[7]), "contexts.0"),
        (command(integration_types=[0, 0]), "integration_types"),
        (command(default_member_permissions="many"), "default_member_permissions"),
        ({"name": "ok", "type": 2, "description": "no"}, "description"),
        ({"name": "ok", "type": 2, "options": [option()]}, "options"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(app, body, path) -> None:
    answer = app.api.post(app.here, body)
    assert (answer.status_code, answer.json()["code"]) == (400, 50035), answer.text
    found = answer.json()["errors"]
    for part in path.split("."):
        assert part in found, answer.json()
        found = found[part]
    assert found["_errors"]
    listed = app.api.put(app.here, [{"name": "fine", "description": "d"}, body])
    assert "1" in listed.json()["errors"]
    assert not ApplicationCommand.objects.exists()


@pytest.mark.parametrize("name", ["größe", "命令", "कमांड", "คำสั่ง", "it's-a_name2"])
def test_names_may_be_words_of_any_script(app, name) -> None:
    assert app.api.post(app.here, {"name": name, "description": "d"}).status_code == 201


def test_a_command_has_at_most_8000_characters(app) -> None:
    choices = [{"name": "n" * 98 + f"{n:02}", "value": "v" * 100} for n in range(25)]
    options = [option(name=f"o{n}", choices=choices) for n in range(2)]
    assert app.api.post(app.here, command(options[0])).status_code == 201
    answer = app.api.post(app.here, command(*options))
    assert "APPLICATION_COMMAND_TOO_LARGE" in answer.text


def test_two_of_one_name_and_type_cannot_be(app) -> None:
    answer = app.api.put(app.here, [MENU, MENU])
    assert "APPLICATION_COMMANDS_DUPLICATE_NAME" in str(answer.json()["errors"]["1"]["name"])
    assert app.api.put(app.here, [MENU, {**MENU, "type": 2}]).status_code == 200
    other = app.api.post(app.here, {"name": "Other", "type": 2}).json()
    renamed = app.api.patch(f"{app.here}/{other['id']}", {"name": "Report it"})
    assert "name" in renamed.json()["errors"]


def test_there_are_limits_for_each_type(app, monkeypatch) -> None:
    menus = [{"name": f"menu {n}", "type": 2} for n in range(6)]
    assert app.api.put(app.here, menus[:5]).status_code == 200
    for answer in (app.api.post(app.here, menus[5]), app.api.put(app.here, menus)):
        assert (answer.status_code, answer.json()["code"]) == (400, 30032)
    assert app.api.post(app.here, menus[0]).status_code == 200  # replaces
    assert app.api.post(app.here, {"name": "typed", "description": "d"}).status_code == 201
    monkeypatch.setattr(limits, "COMMANDS_PER_DAY", (1, 60))
    answer = app.api.post(app.here, {"name": "another", "description": "d"})
    assert (answer.status_code, answer.json()["code"]) == (400, 30034)


def test_only_the_bot_and_its_owner_register_commands(api, app, hall) -> None:
    assert api(hall.ada).get(app.here).status_code == 200
    made = api(hall.ada).post(app.everywhere, MENU).json()
    other = make_bot("other", owner=make_user("eve"))
    for who, status, code in ((hall.bob, 403, 20012), (other, 403, 20012), (None, 401, 0)):
        for path in (app.here, app.everywhere):
            for method, url, body in (
                ("GET", path, None),
                ("POST", path, MENU),
                ("PUT", path, []),
                ("GET", f"{path}/{made['id']}", None),
                ("PATCH", f"{path}/{made['id']}", {"name": "x"}),
                ("DELETE", f"{path}/{made['id']}", None),
            ):
                answer = api(who).request(method, url, body)
                assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api(other).get("/applications/1/commands").json()["code"] == 10002


def test_commands_of_guilds_need_the_bot_in_the_guild(api, app, hall) -> None:
    bot = make_bot("outside", owner=hall.ada)
    path = f"/applications/{bot.bot_application.id}/guilds/{hall.guild.id}/commands"
    assert api(bot).post(path, MENU).json()["code"] == 50001
    nowhere = f"/applications/{bot.bot_application.id}/guilds/1/commands"
    assert api(bot).post(nowhere, MENU).json()["code"] == 10004
    made = app.api.post(app.here, MENU).json()
    assert app.api.get(f"{app.everywhere}/{made['id']}").json()["code"] == 10063


def test_managers_of_a_guild_say_who_may_use_a_command(api, app, hall, log) -> None:
    made = app.api.post(app.here, MENU).json()
    path = f"{app.here}/{made['id']}/permissions"
    unknown = app.api.get(path)
    assert (unknown.status_code, unknown.json()["code"]) == (404, 10066)
    role = make_role(hall.guild, "vip")
    wanted = {"permissions": [{"id": str(role.id), "type": 1, "permission": True}]}
    answer = api(hall.ada).put(path, wanted)
    assert answer.status_code == 200, answer.text
    assert answer.json()["permissions"] == wanted["permissions"]
    assert_documented("PUT", path, 200, answer.json())
    assert app.api.get(path).json() == answer.json()
    assert_documented("GET", path, 200, answer.json())
    assert app.api.get(f"{app.here}/permissions").json() == [answer.json()]
    assert_documented("GET", f"{app.here}/permissions", 200, [answer.json()])
    (told,) = (data for _, data, _ in log("APPLICATION_COMMAND_PERMISSIONS_UPDATE"))
    assert told == answer.json()

    entry = AuditLogEntry.objects.get(action_type=121)
    assert (entry.target_id, entry.changes[0]["key"]) == (int(made["id"]), str(role.id))
    assert entry.options == {"application_id": str(app.application.id)}

    halfway = make_member(hall.guild, "halfway", permissions=Permissions.MANAGE_GUILD)
    for who, code in ((app.bot, 20001), (hall.bob, 50013), (halfway, 50013)):
        assert api(who).put(path, wanted).json()["code"] == code
    for body in (
        {"permissions": [{"id": "1", "type": 9, "permission": True}]},
        {"permissions": wanted["permissions"] * 2},
        {"permissions": [{"id": str(n), "type": 1, "permission": True} for n in range(101)]},
    ):
        assert api(hall.ada).put(path, body).json()["code"] == 50035
    assert api(hall.ada).put(f"{app.here}/1/permissions", wanted).json()["code"] == 10063
    app.api.delete(f"{app.here}/{made['id']}")
    assert app.api.get(path).json()["code"] == 10063


def test_staff_look_commands_up(app, hall) -> None:
    made = app.api.post(app.here, ECHO).json()
    hall.ada.is_staff = hall.ada.is_superuser = True
    hall.ada.save()
    client = Client()
    client.force_login(hall.ada, backend="accounts.backends.AuthenticationBackend")
    page = client.get("/admin/messaging/applicationcommand/", {"q": "echo"})
    assert page.context["cl"].result_count == 1
    one = client.get(f"/admin/messaging/applicationcommand/{made['id']}/change/")
    assert one.status_code == 200
