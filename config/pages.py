"""The web client's page: one document for every address that the client routes itself."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.generic import RedirectView, TemplateView

from accounts.bootstrap import bootstrap


class FaviconView(RedirectView):
    """Send browsers that ask for the icon by its old address to ours."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        return static("images/mark.svg")


@method_decorator([never_cache, ensure_csrf_cookie], name="dispatch")
class AppView(TemplateView):
    """Renders `templates/app.html`, whose scripts carry the nonce of this answer's CSP."""

    template_name = "app.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Read here, so that the nonce exists before the header is written.
        nonce = str(self.request.csp_nonce)  # type: ignore[attr-defined]
        return super().get_context_data(
            **kwargs, csp_nonce=nonce, bootstrap=bootstrap(self.request)
        )
