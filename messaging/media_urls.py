"""Addresses of uploaded files, outside the API."""

from __future__ import annotations

from django.urls import path

from messaging.downloads import attachment

urlpatterns = [
    path("attachments/<int:channel_id>/<int:attachment_id>/<str:filename>", attachment),
]
