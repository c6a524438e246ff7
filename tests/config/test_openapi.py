"""The description of the API, the pages in `docs/` that come from it, and the API in a browser."""

from __future__ import annotations

import inspect
import json
import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from config.openapi.document import document
from config.openapi.pages import (
    API,
    COVERAGE,
    api_page,
    coverage_page,
    documented_in_file,
    documented_in_page,
)
from config.openapi.routes import routes
from tests.builders import limited, make_guild, make_user
from tests.helpers.api import Api

ROOT = "http://testserver"


def test_the_description_names_every_operation_once():
    described = document()
    listed = {
        (method.upper(), path) for path, methods in described["paths"].items() for method in methods
    }
    names = [
        operation["operationId"]
        for methods in described["paths"].values()
        for operation in methods.values()
    ]

    assert listed == {(route.method, route.path) for route in routes()}
    assert len(set(names)) == len(names)


def test_every_schema_is_one_and_every_reference_leads_somewhere():
    described = document()
    components = described["components"]["schemas"]

    for schema in components.values():
        Draft202012Validator.check_schema(schema)
    text = json.dumps(described)
    for kind in ("schemas", "responses", "headers"):
        for name in set(re.findall(rf"#/components/{kind}/([^\"]+)", text)):
            assert name in described["components"][kind], name


def test_parts_of_messages_and_files_have_their_shapes():
    described = document()
    message = described["components"]["schemas"]["NewMessage"]["properties"]
    embed = message["embeds"]["anyOf"][0]["items"]
    assert embed["properties"]["title"]["anyOf"][0] == {"type": "string", "maxLength": 256}
    poll, mentions = (message[name]["anyOf"][0] for name in ("poll", "allowed_mentions"))
    assert poll["required"] == ["question", "answers"]
    assert mentions["properties"]["parse"]["items"]["enum"] == ["users", "roles", "everyone"]
    for path, method, file, needed in (
        ("/guilds/{guild_id}/stickers", "post", "file", True),
        ("/channels/{channel_id}/invites", "post", "target_users_file", False),
        ("/invites/{code}/target-users", "put", "target_users_file", True),
    ):
        content = described["paths"][path][method]["requestBody"]["content"]
        form = content["multipart/form-data"]["schema"]
        assert form["properties"][file]["contentMediaType"] == "application/octet-stream"
        assert (file in form.get("required", ())) is needed


def test_an_operation_declares_what_it_answers():
    """A method that returns something says what, and one that may return nothing says so."""
    for route in routes():
        where = f"{route.method} {route.path}"
        signature = inspect.signature(route.function)
        returned = str(signature.return_annotation)
        if route.declared.output is None:
            assert returned == "None", f"{where} has no output="
        elif returned.endswith("| None"):
            assert 204 in route.declared.also, f"{where} may answer 204: also={{204: None}}"
        for name in route.parameters:
            assert name in signature.parameters, where


def test_the_pages_of_operations_are_not_stale():
    stale = "run `make docs`"
    assert api_page(API.read_text()) == API.read_text(), stale
    present = COVERAGE.read_text()
    assert coverage_page(documented_in_page(present)) == present, stale


def test_the_coverage_page_lists_all_operations_there_are():
    folder = os.environ.get("CONFORMANCE_DIR")
    if folder:
        known = documented_in_file(Path(folder) / "discord-operations.json")
        assert COVERAGE.read_text() == coverage_page(known)
    listed = documented_in_page(COVERAGE.read_text())
    assert len({one.key for one in listed}) == len(listed) == 242


def test_the_description_is_served_and_written_to_a_file(tmp_path):
    answer = Api().get(f"{ROOT}/api/openapi.json")
    call_command("openapi", output=tmp_path / "openapi.json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads((tmp_path / "openapi.json").read_text()) == document()
    page = Api().get(f"{ROOT}/api/docs")
    assert page.status_code == 200
    assert "swagger-ui-bundle.js" in page.text
    assert "'nonce-" in page.headers["content-security-policy"]


@pytest.fixture
def signed_in(api, client):
    """Return a browser in which somebody is signed in, and who that is."""
    user = limited(make_user())
    client.force_login(user)
    browser = Api(Accept="text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    browser.headers["Cookie"] = "; ".join(f"{name}={c.value}" for name, c in client.cookies.items())
    return browser, user


def test_a_person_reads_the_api_in_a_browser_and_changes_things_with_its_forms(signed_in):
    browser, user = signed_in

    page = browser.get("/users/@me")
    cookie = page.headers["set-cookie"].split(";")[0]
    token = page.text.split('"csrfToken": "')[1].split('"')[0]

    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "x-ratelimit-limit" in page.headers
    assert user.username in page.text
    assert "PATCH" in page.text
    browser.headers["Cookie"] += f"; {cookie}"
    changed = browser.patch(
        "/users/@me", {"global_name": "Wren <b>"}, headers={"X-CSRFToken": token}
    )
    assert changed.status_code == 200
    assert "Wren &lt;b&gt;" in changed.text
    refused = browser.patch("/users/@me", {"global_name": "Thief"})
    assert refused.status_code == 403
    assert "CSRF" in refused.text


def test_pages_show_refusals_and_programs_get_json(signed_in):
    browser, user = signed_in
    guild_id = make_guild(make_user("bob")).id

    missing = browser.get(f"/guilds/{guild_id}")
    assert missing.status_code == 403
    assert "50001" in missing.text
    assert browser.get("/users/1 2").status_code == 400
    stranger = Api(Accept="text/html").get("/users/@me")
    assert stranger.status_code == 401
    assert "Log in" in stranger.text
    assert Api(user).get("/users/@me").headers["content-type"] == "application/json"


def test_every_endpoint_draws_its_page(signed_in):
    """Ids that lead nowhere will do: the page is drawn around whatever the answer is."""
    browser, _ = signed_in
    for path in document()["paths"]:
        if "get" in document()["paths"][path]:
            concrete = re.sub(r"\{\w+\}", "1", path)
            page = browser.get(concrete)
            assert page.status_code < 500, path
            assert page.headers["content-type"].startswith("text/html"), path
