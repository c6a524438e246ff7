"""What signing up asks for beyond allauth's own fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import InstanceSettings, RegistrationMode, User
from accounts.names import clean_global_name
from accounts.signals import invite_asked
from config.kernel.errors import FormError
from config.settings import limits


class SignUpForm(forms.Form):
    global_name = forms.CharField(required=False, max_length=limits.GLOBAL_NAME_LENGTH)
    invite = forms.CharField(required=False, max_length=64)

    def clean_global_name(self) -> str | None:
        try:
            return clean_global_name(self.cleaned_data["global_name"])
        except FormError as error:
            raise ValidationError(next(iter(error.errors.values()))[0][1]) from None

    def clean_invite(self) -> str:
        code = str(self.cleaned_data["invite"])
        mode = InstanceSettings.load().registration_mode
        if mode == RegistrationMode.INVITE and not invite_admits(code):
            raise ValidationError("A valid invite is needed to sign up here.", code="invite")
        return code

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Nothing to add: the service wrote everything (allauth asks for this method)."""


def invite_admits(code: str) -> bool:
    if not code:
        return False
    return any(answer for _, answer in invite_asked.send(User, code=code))
