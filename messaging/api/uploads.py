"""Uploading files before the message that brings them."""

from __future__ import annotations

from typing import TypedDict

from config.kernel.fields import Body
from config.kernel.views import ApiRequest, ApiView, operation
from messaging.services.two_step import NewUpload, announce_uploads, cancel_upload


class FileBody(Body):
    filename: str
    file_size: int
    id: str | int | None = None
    original_content_type: str | None = None

    def new(self) -> NewUpload:
        own_id = None if self.id is None else str(self.id)
        return NewUpload(self.filename, self.file_size, own_id, self.original_content_type or "")


class FilesBody(Body):
    files: list[FileBody]


class UploadPayload(TypedDict):
    id: str | None  # as the client numbered it
    upload_url: str  # takes the file by PUT
    upload_filename: str  # what a message names it by, as ``uploaded_filename``


class UploadsPayload(TypedDict):
    attachments: list[UploadPayload]


class Uploads(ApiView):
    @operation(body=FilesBody, output=UploadsPayload, bucket="uploads", per="channel_id")
    def post(self, request: ApiRequest, *, channel_id: int, body: FilesBody) -> UploadsPayload:
        made = announce_uploads(request.user, channel_id, [file.new() for file in body.files])
        return {"attachments": made}  # type: ignore[typeddict-item]


class OneUpload(ApiView):
    @operation(status=204, bucket="uploads")
    def delete(
        self, request: ApiRequest, *, token: str, filename: str, channel_id: int | None = None
    ) -> None:
        cancel_upload(request.user, token, channel_id)
