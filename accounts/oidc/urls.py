from __future__ import annotations

from django.urls import path

from accounts.oidc.views import callback

urlpatterns = [
    path("oidc/<str:provider_id>/callback", callback, name="openid_connect_callback"),
]
