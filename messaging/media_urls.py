"""Addresses of files, outside the API."""

from __future__ import annotations

from django.urls import path

from messaging.downloads import attachment
from messaging.external_pictures import external_picture
from messaging.receiving import upload

urlpatterns = [
    path("attachments/<int:channel_id>/<int:attachment_id>/<str:filename>", attachment),
    path("external/<str:signature>/<str:encoded>", external_picture),
    path("uploads/<int:upload_id>/<str:token>/<str:filename>", upload),
]
