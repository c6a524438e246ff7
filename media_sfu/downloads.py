"""Handing out recordings to who has their signed address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config.kernel import aio
from config.kernel.downloads import file_response
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.storage import is_signed
from media_sfu import files
from media_sfu.models import Recording, RecordingParticipant, RecordingStatus


@require_safe
async def recording(request: HttpRequest, recording_id: int, file: str) -> HttpResponseBase:
    """Answer with a file of a recording, or the part of it that a player asks for."""
    if not is_signed(files.path(recording_id, file), request.GET) or recording_id > MAX_SNOWFLAKE:
        return HttpResponseNotFound()
    name = await aio.in_thread(name_of)(recording_id, file)
    if not name:
        return HttpResponseNotFound()
    return await file_response(
        request,
        files.BUCKET,
        name,
        content_type=files.CONTENT_TYPE,
        filename=f"recording-{recording_id}-{file}",
        cache_seconds=0,
    )


def name_of(recording_id: int, file: str) -> str | None:
    """Return what a file of a finished recording is called in the bucket."""
    if file == files.MIX:
        ready = Recording.objects.filter(id=recording_id, status=RecordingStatus.READY)
        return ready.values_list("file", flat=True).first()
    voices = RecordingParticipant.objects.filter(
        recording_id=recording_id,
        recording__status=RecordingStatus.READY,
        file=files.key(recording_id, file),
    )
    return voices.values_list("file", flat=True).first()
