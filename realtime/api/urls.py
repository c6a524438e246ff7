"""Addresses of the realtime app below ``/api/v10/``."""

from __future__ import annotations

from django.urls import path

from realtime.api.gateway import BotGatewayView, GatewayView

urlpatterns = [
    path("gateway", GatewayView.as_view()),
    path("gateway/bot", BotGatewayView.as_view()),
]
