"""Addresses outside the API: they start a session, for which they need Django's middleware."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.payloads import self_user_payload
from accounts.services.users import claim_instance
from config.kernel import bodies
from config.kernel.errors import APIError
from config.kernel.fields import Body
from config.kernel.views import error_response, json_response


class NewOwner(Body):
    username: str
    password: str
    email: str | None = None
    global_name: str | None = None


@require_POST
def claim_owner(request: HttpRequest) -> HttpResponse:
    """Make the first visitor the owner of the instance, and sign them in."""
    try:
        body = bodies.convert(bodies.decode_json(request.body), NewOwner)
        owner = claim_instance(
            body.username, body.password, email=body.email, global_name=body.global_name
        )
    except APIError as error:
        return error_response(error)
    login(request, owner)
    UserSession.objects.create_from_request(request)
    return json_response(self_user_payload(owner), 201, {})
