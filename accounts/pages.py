"""Addresses outside the API: they start a session, for which they need Django's middleware."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.payloads import self_user_payload
from accounts.scopes import SCOPES
from accounts.services.entry import spend_entry_token
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


@require_safe
def openid_configuration(request: HttpRequest) -> HttpResponse:
    """Tell OpenID Connect clients where everything is."""
    here = settings.PUBLIC_URL
    response = JsonResponse(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/oauth2/authorize",
            "token_endpoint": f"{here}/api/oauth2/token",
            "revocation_endpoint": f"{here}/api/oauth2/token/revoke",
            "userinfo_endpoint": f"{here}/api/oauth2/userinfo",
            "jwks_uri": f"{here}/api/oauth2/keys",
            "scopes_supported": sorted(SCOPES),
            "response_types_supported": ["code", "token"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "none",
            ],
        }
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def enter_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in whoever the operator let in from the command line (`manage.py let_in`)."""
    user = spend_entry_token(token)
    if user is None:
        return HttpResponseRedirect("/login/return?error=link_expired")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


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
