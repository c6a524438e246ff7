"""`{% importmap %}`: the import map of this page, allowed by the page's CSP nonce."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from config.importmap.builder import import_map, preloads

register = template.Library()


@register.simple_tag(takes_context=True)
def importmap(context: dict[str, Any]) -> SafeString:
    """Render the script element; it must come before the first module."""
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>',
        context["request"].csp_nonce,
        mark_safe(import_map()),  # noqa: S308  (its only `<` are escaped)
    )


@register.simple_tag
def modulepreload() -> SafeString:
    """Render links that fetch the client's modules side by side; they come after the import map."""
    links = ((address,) for address in preloads())
    return format_html_join("", '<link rel="modulepreload" href="{}">', links)
