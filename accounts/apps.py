from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401
        from accounts.authentication import authenticate_request
        from accounts.services.erasing import KEEPER
        from config.kernel import privacy
        from config.kernel.views import ApiView

        ApiView.authenticate = staticmethod(authenticate_request)
        privacy.register(KEEPER)
