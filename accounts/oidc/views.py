"""Going to an identity provider and coming back. Both need the browser's session."""

from __future__ import annotations

import logging
from typing import Any, Literal

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from accounts.oidc.client import IssuerClient
from config.kernel import bodies, ratelimits
from config.kernel.errors import APIError, RateLimited, ServiceUnavailable, field_error
from config.kernel.fields import Body
from config.kernel.telemetry.context import caller
from config.kernel.views import error_response, json_response
from config.settings import limits

logger = logging.getLogger("guildhall.accounts")


class Departure(Body):
    provider: str
    process: Literal["login", "connect"] = "login"
    # Where the client goes on, with `error` in the query if it did not work.
    callback_url: str = "/login/return"
    invite: str | None = None


@require_POST
def depart(request: HttpRequest) -> HttpResponseBase:
    """Answer with the address at the provider to which the client sends somebody."""
    try:
        body = bodies.convert(bodies.decode_json(request.body), Departure)
        return json_response({"url": address_for(request, body)}, 200, {})
    except APIError as error:
        return error_response(error)


def address_for(request: HttpRequest, body: Departure) -> str:
    verdict = ratelimits.take_sync(f"oidc:{caller.get()[0]}", limits.IDENTITY_PROVIDER_RATE)
    if not verdict.allowed:
        raise RateLimited(verdict.reset_after)
    if not get_account_adapter().is_safe_url(body.callback_url):
        raise field_error("callback_url", "URL_TYPE_INVALID_URL", "Not an address of this site.")
    try:
        provider = get_adapter().get_provider(request, body.provider)
    except SocialApp.DoesNotExist:
        raise field_error("provider", "BASE_TYPE_CHOICES", "Unknown identity provider.") from None
    try:
        answer = provider.redirect(
            request,
            body.process,
            next_url=body.callback_url,
            data={"invite": (body.invite or "")[: limits.INVITE_CODE_LENGTH]},
            headless=True,
        )
    except (OAuth2Error, RequestException) as error:
        logger.warning("%s cannot be asked: %s", provider.name, error)
        raise ServiceUnavailable from None
    return str(answer.url)


class Callback(OAuth2CallbackView):
    adapter: IssuerClient

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take somebody who comes back from a provider in, or say in the address why not."""
    client = IssuerClient(request, provider_id)
    try:
        provider = client.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    try:
        answer: HttpResponseBase = Callback.adapter_view(client)(request)
    except (OAuth2Error, RequestException) as error:
        return render_authentication_error(  # type: ignore[no-any-return]
            request, provider, exception=error, extra_context={"state": client.state}
        )
    return answer
