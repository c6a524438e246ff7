"""Pictures that are served outside the API."""

from __future__ import annotations

from django.urls import path

from guilds.api.widgets import widget_avatar

urlpatterns = [path("widget-avatars/<int:guild_id>/<str:token>.png", widget_avatar)]
