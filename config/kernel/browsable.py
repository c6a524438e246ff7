"""The API as pages: what a browser shows of an endpoint, with forms for what it takes.

The page is that of Django REST framework. It is asked for by `Accept: text/html`; what it shows
is the answer that the endpoint gives anyone, so no rule of the API is written twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.module_loading import import_string

HTML: Final = "text/html"
METHODS: Final = ("get", "post", "put", "patch", "delete")
WITH_BODY: Final = ("post", "put", "patch")
JSON: Final = "application/json"


def wants_page(request: HttpRequest) -> bool:
    """Return whether a browser asks, for a person to look at the answer."""
    return HTML in request.META.get("HTTP_ACCEPT", "")


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page below `/api/`, where the middleware of pages does not run by itself."""

    def rendered(request: HttpRequest) -> HttpResponse:
        return render(request, template, context)

    chain: Callable[[HttpRequest], HttpResponse] = rendered
    for name in reversed(settings.API_PAGE_MIDDLEWARE):
        chain = import_string(name)(chain)
    return chain(request)


def browsable_page(
    request: HttpRequest, view: Any, user: Any, answer: HttpResponseBase
) -> HttpResponseBase:
    """Return the page that shows an endpoint's answer to whoever asked."""
    content = getattr(answer, "content", b"")
    kind = answer.headers.get("Content-Type", "")
    if content and kind != JSON:
        return answer  # a picture, say: browsers show it better
    methods = {
        name: getattr(view, name).operation
        for name in METHODS
        if hasattr(getattr(view, name, None), "operation")
    }
    context = {
        "name": view.get_view_name(),
        "description": view.get_view_description(html=True),
        "person": user,
        "docs": "/api/docs",
        "home": settings.LOGIN_REDIRECT_URL,
        "sign_in": f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}",
        "request": request,
        "response": {
            "status_code": answer.status_code,
            "status_text": HTTPStatus(answer.status_code).phrase,
        },
        "response_headers": dict(sorted(answer.headers.items())),
        "content": indented(content),
        "allowed_methods": [name.upper() for name in methods],
        "delete_form": "delete" in methods,
        "display_edit_forms": True,
        "csrf_header_name": "X-CSRFToken",
        **{
            f"raw_data_{name}_form": RawForm(methods[name]) for name in WITH_BODY if name in methods
        },
    }
    context["raw_data_put_or_patch_form"] = context.get("raw_data_put_form") or context.get(
        "raw_data_patch_form"
    )
    shown = page(request, "rest_framework/api.html", context)
    shown.status_code = answer.status_code
    for name, value in answer.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            shown.headers[name] = value
    return shown


def indented(content: bytes) -> str:
    return json.dumps(json.loads(content), indent=4, ensure_ascii=False) if content else ""


class RawForm(forms.Form):
    """A body as it is sent; the page's script sends it with the method of the button."""

    _content_type = forms.ChoiceField(
        label="Media type",
        choices=[(JSON, JSON)],
        widget=forms.Select(attrs={"data-override": "content-type"}),
    )
    _content = forms.CharField(
        label="Content",
        widget=forms.Textarea(attrs={"data-override": "content", "rows": 10}),
        required=False,
    )

    def __init__(self, declared: Any) -> None:
        super().__init__(initial={"_content": example(declared.body)})


def example(kind: Any) -> str:
    """Return a body to start from: the fields that must be there, and the names of the others."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return ""
    wanted = {field.encode_name: None for field in msgspec.structs.fields(kind) if field.required}
    return json.dumps(wanted, indent=4)
