"""Accounts elsewhere that a person has connected."""

from __future__ import annotations

from typing import Any

from config.kernel.views import ApiRequest, ApiView, operation


class Connections(ApiView):
    @operation(who="people", output=list[dict[str, Any]], scopes=("connections",))
    def get(self, request: ApiRequest) -> list[dict[str, Any]]:
        """Return none: an instance knows its own accounts only."""
        return []
