"""What the app serves outside the API."""

from __future__ import annotations

from django.urls import path

from media_sfu import downloads

urlpatterns = [path("recordings/<int:recording_id>/<str:file>", downloads.recording)]
