"""Acts of the instance's staff in the admin have a reason: typed beside an action, or in a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from config.settings import limits


class ReasonForm(ActionForm):  # type: ignore[misc]  # its package has no types
    """The row of a list's actions, with a field for why."""

    # Checked by ``reason_of``: the list would only say that no action was chosen.
    reason = forms.CharField(
        label="",
        required=False,
        max_length=limits.AUDIT_REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Reason", "aria-label": "Reason"}),
    )


class ReasonedForm(forms.ModelForm):  # type: ignore[type-arg]  # of any model
    """A form that cannot be saved without saying why."""

    reason = forms.CharField(
        max_length=limits.AUDIT_REASON_LENGTH,
        help_text="Why you change this. It is kept in the log.",
        widget=UnfoldAdminTextInputWidget(),
    )


class ReasonedChanges:
    """For admins whose form is a ``ReasonedForm``: asks for the reason and writes it into the log."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        found = list(super().get_fieldsets(request, obj))  # type: ignore[misc]
        if self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            found.append(("Reason", {"fields": ("reason",)}))
        return found

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> str:
        changed = [str(form.fields[name].label or name) for name in changed_in(form)]
        return f"Changed {', '.join(changed) or 'nothing'}: {form.cleaned_data['reason']}"


def changed_in(form: Any) -> list[str]:
    """Return what somebody changed by a form, without why."""
    return [name for name in form.changed_data if name != "reason"]


def reason_of(request: HttpRequest) -> str | None:
    """Return the reason that was typed; without one say that it is missing, and return None."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    if not reason:
        messages.error(request, "Type a reason first: it is kept in the log.")
        return None
    return reason[: limits.AUDIT_REASON_LENGTH]


def note(request: HttpRequest, rows: QuerySet[Any] | list[Any], what: str, reason: str) -> None:
    """Write into the admin's log who did something to these rows, and why."""
    LogEntry.objects.log_actions(
        user_id=request.user.pk or 0,
        queryset=rows,
        action_flag=CHANGE,
        change_message=f"{what}: {reason}",
    )
