"""Addresses of files, outside the API."""

from __future__ import annotations

from django.urls import path

from accounts.downloads import export_file

urlpatterns = [path("exports/<int:request_id>/my-data.zip", export_file)]
