"""Taking in the bytes of files that were announced, at their signed addresses."""

from __future__ import annotations

import tempfile
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from config.kernel import aio
from config.kernel.errors import APIError
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.storage import is_signed
from messaging.files import upload_path
from messaging.models import Upload
from messaging.services.two_step import BadRange, receive

INCOMPLETE: Final = 308
WRONG_RANGE: Final = 416
PIECE: Final = 1024 * 1024


@csrf_exempt
async def upload(request: HttpRequest, upload_id: int, token: str, filename: str) -> HttpResponse:
    """Take in a file, or the next part of it (``Content-Range``).

    200: it is complete. 308: go on after what the answer's ``Range`` says has come.
    ``Content-Range: bytes */TOTAL`` without a body asks for that.
    """
    if request.method != "PUT":
        return HttpResponseNotAllowed(["PUT"])
    path = upload_path(upload_id, token, filename)
    if upload_id > MAX_SNOWFLAKE or not is_signed(path, request.GET):
        return HttpResponse(status=403)
    return await aio.in_thread(take_in)(request, upload_id)


def take_in(request: HttpRequest, upload_id: int) -> HttpResponse:
    try:
        with tempfile.TemporaryFile() as body:
            # A request is no file that every storage can read.
            while piece := request.read(PIECE):
                body.write(piece)
            length = body.tell()
            body.seek(0)
            now = receive(upload_id, request.headers.get("Content-Range"), body, length)
    except BadRange:
        held = Upload.objects.filter(id=upload_id).values_list("received", flat=True).first()
        return progress(WRONG_RANGE, held or 0)
    except APIError as error:
        return JsonResponse(error.body(), status=error.status)
    return (
        HttpResponse(status=200) if now.received == now.size else progress(INCOMPLETE, now.received)
    )


def progress(status: int, received: int) -> HttpResponse:
    response = HttpResponse(status=status)
    if received:
        response.headers["Range"] = f"bytes=0-{received - 1}"
    return response
