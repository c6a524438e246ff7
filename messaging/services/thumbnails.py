"""Smaller copies of images, so that a page of pictures is not a page of photographs."""

from __future__ import annotations

from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from config.kernel.images import NotAnImage, make_thumbnail
from config.kernel.storage import save_file
from messaging.files import BUCKET, THUMBNAILS
from messaging.models import Attachment

WIDTHS: Final = (400, 1100)


def make_thumbnails_of(attachment_id: int) -> None:
    """Make what is missing; an attachment that is gone, or no image, needs none."""
    attachment = Attachment.objects.filter(id=attachment_id, width__isnull=False).first()
    if attachment is None:
        return
    made = dict(attachment.thumbnails)
    for width in WIDTHS:
        if str(width) in made or (attachment.width or 0) <= width:
            continue
        try:
            with storages[BUCKET].open(attachment.key) as file:
                smaller = make_thumbnail(file, width)
        except (NotAnImage, FileNotFoundError):
            return
        if smaller is not None:
            name = f"{BUCKET}/{attachment.key}_{width}.webp"
            made[str(width)] = save_file(THUMBNAILS, name, ContentFile(smaller))
    Attachment.objects.filter(id=attachment_id).update(thumbnails=made)
