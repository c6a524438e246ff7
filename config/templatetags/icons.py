"""`{% icon_sprite %}`: the icons that the web client draws, once per page."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from config.importmap import icons

register = template.Library()


@register.simple_tag
def icon_sprite() -> SafeString:
    return mark_safe(icons.icon_sprite())  # noqa: S308  (made of the package's own files)
