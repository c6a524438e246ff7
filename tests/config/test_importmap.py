"""What browsers get of node_modules, and under which names."""

from __future__ import annotations

import json

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from config.importmap.builder import build
from config.importmap.finders import NodeModulesFinder
from config.importmap.packages import MODULES
from config.settings.environment import BASE_DIR


def test_every_named_module_is_installed_and_found():
    finder = NodeModulesFinder()

    assert finder.check() == []
    for name in MODULES.values():
        assert finder.find(f"npm/{name}") == str(BASE_DIR / "node_modules" / name)


@pytest.mark.parametrize(
    "path",
    [
        "npm/preact/package.json",
        "npm/../package.json",
        "preact/dist/preact.mjs",
        "npm/@fontsource-variable/inter/files/../../../preact/package.json",
        "npm/.complete.stamp",
    ],
)
def test_nothing_else_of_node_modules_is_served(path: str):
    assert NodeModulesFinder().find(path) == []


def test_the_map_names_npm_packages_and_every_own_module():
    imports = json.loads(build())["imports"]

    assert imports["preact"] == "/static/npm/preact/dist/preact.mjs"
    own = {f"app/{file.relative_to(BASE_DIR / 'static/app').as_posix()}"
           for file in (BASE_DIR / "static/app").rglob("*.js")}  # fmt: skip
    assert own <= imports.keys()
    assert imports["app/main.js"] == "/static/app/main.js"


def test_the_tag_carries_the_nonce_of_the_page():
    request = RequestFactory().get("/")
    request.csp_nonce = 'no"nce'

    html = Template("{% load importmap %}{% importmap %}").render(Context({"request": request}))

    assert html.startswith('<script type="importmap" nonce="no&quot;nce">{"imports":{')
    assert html.count("<") == 2
