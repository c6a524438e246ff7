"""What the pages of the admin have in common: staff look, and act through the services."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from config.kernel.errors import APIError
from config.kernel.reasons import ReasonForm, note, reason_of
from config.kernel.snowflake import MAX_SNOWFLAKE
from guilds.services import Operator


class ReadOnly:
    """Staff look; what they change goes through the services."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GuildsAdmin(ReadOnly, ModelAdmin):
    """Searches by id, and by the fields named in ``names``."""

    ids: tuple[str, ...] = ("id",)
    names: tuple[str, ...] = ("name",)
    search_fields = ("pk",)  # shows the box; ``get_search_results`` reads it
    show_full_result_count = False
    list_per_page = 50
    action_form = ReasonForm

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        wanted = Q(pk__in=())
        if term.isascii() and term.isdigit() and int(term) <= MAX_SNOWFLAKE:
            for field in self.ids:
                wanted |= Q(**{field: int(term)})
        for field in self.names:
            wanted |= Q(**{f"{field}__icontains": term})
        return queryset.filter(wanted), False

    def act(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        permission: str,
        service: Callable[[Operator, Any, str], object],
        done: str,
    ) -> None:
        """Call a service for each selected row with the reason that was typed, and tell of it."""
        if not request.user.has_perm(permission):
            messages.error(request, "You may not do that.")
            return
        reason = reason_of(request)
        if reason is None:
            return
        operator = Operator(request.user)  # type: ignore[arg-type]  # the site admits staff only
        count = 0
        for row in queryset:
            kept = copy(row)  # what is deleted has no id afterwards
            try:
                service(operator, row, reason)
                note(request, [kept], done.capitalize(), reason)
                count += 1
            except APIError as error:
                messages.error(request, f"{row}: {error.message}")
        if count:
            messages.success(request, f"{count} {done}.")
