"""Handing out attachments to who has their signed address."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config.kernel import aio
from config.kernel.downloads import file_response
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.storage import attachment_path, is_signed
from messaging.files import BUCKET, THUMBNAILS

FIND: Final = """
SELECT a.key, a.content_type, a.filename, a.thumbnails FROM message_attachments a
JOIN messages m ON m.id = a.message_id AND m.deleted_at IS NULL
WHERE a.id = %s AND a.channel_id = %s
"""


@require_safe
async def attachment(
    request: HttpRequest, channel_id: int, attachment_id: int, filename: str
) -> HttpResponseBase:
    """Answer with a file of a message; ``?width=`` with an image about that wide, if there is one."""
    if not is_signed(attachment_path(channel_id, attachment_id, filename), request.GET):
        return HttpResponseNotFound()
    if max(channel_id, attachment_id) > MAX_SNOWFLAKE:
        return HttpResponseNotFound()
    async with (await aio.pool()).connection() as database:
        row = await (await database.execute(FIND, (attachment_id, channel_id))).fetchone()
    if row is None:
        return HttpResponseNotFound()
    key, content_type, name, thumbnails = row
    width = request.GET.get("width", "")
    if thumbnails and width.isascii() and width.isdigit() and len(width) <= 5:
        fitting = [made for made in thumbnails if int(made) >= int(width)]
        if fitting:
            return await file_response(
                request,
                THUMBNAILS,
                thumbnails[min(fitting, key=int)],
                content_type="image/webp",
                filename=f"{name}.webp",
            )
    return await file_response(request, BUCKET, key, content_type=content_type, filename=name)
