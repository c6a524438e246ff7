"""Handing out the file with a person's data to who has its signed address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.models import PrivacyRequest
from accounts.services.exports import BUCKET, FILENAME, export_path
from config.kernel import aio
from config.kernel.downloads import file_response
from config.kernel.storage import is_signed


@require_safe
async def export_file(request: HttpRequest, request_id: int) -> HttpResponseBase:
    if not is_signed(export_path(request_id), request.GET):
        return HttpResponseNotFound()
    name = await aio.in_thread(name_of)(request_id)
    if not name:
        return HttpResponseNotFound()
    return await file_response(
        request, BUCKET, name, content_type="application/zip", filename=FILENAME, cache_seconds=0
    )


def name_of(request_id: int) -> str | None:
    return PrivacyRequest.objects.filter(id=request_id).values_list("file", flat=True).first()
