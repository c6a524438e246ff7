"""The widget as a picture, in the API's five styles."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from django.core.files.storage import storages
from PIL import Image, ImageDraw, ImageFont

from config.kernel.data_uris import ANIMATED, stored_path

DARK: Final = "#23272a"
GREY: Final = "#2c2f33"
BLUE: Final = "#5865f2"
WHITE: Final = "#ffffff"
PALE: Final = "#b9bbbe"
GREEN: Final = "#43b581"
SCALE: Final = 2  # drawn larger and scaled down: smooth edges


@dataclass(frozen=True, slots=True)
class Style:
    """Where the parts stand, in pixels; a part without a place is not drawn."""

    size: tuple[int, int]
    icon: tuple[int, int, int]  # left, top, side
    name: tuple[int, int, int]  # left, top, height of the letters
    count: tuple[int, int, int]
    footer: tuple[int, str] | None = None  # its top, what it says
    button: tuple[int, str] | None = None


STYLES: Final = {
    "banner1": Style((320, 108), (12, 12, 50), (74, 16, 16), (74, 42, 13), (76, "GUILDHALL")),
    "banner2": Style((320, 76), (12, 13, 50), (74, 16, 16), (74, 42, 13)),
    "banner3": Style((320, 108), (12, 12, 50), (74, 16, 16), (74, 42, 13), (76, "CHAT NOW")),
    "banner4": Style((320, 170), (12, 16, 72), (98, 26, 18), (98, 56, 14), None, (112, "JOIN US")),
}


def draw_widget(style: str, name: str, online: int, icon: bytes | None) -> bytes:
    """Return a PNG that says how the guild is called and how many are online."""
    if style == "shield":
        return draw_shield(online)
    look = STYLES[style]
    width, height = (side * SCALE for side in look.size)
    canvas = Image.new("RGB", (width, height), DARK)
    draw = ImageDraw.Draw(canvas)
    if look.footer is not None:
        top, text = look.footer
        draw.rectangle((0, top * SCALE, width, height), fill=BLUE)
        write(draw, text, (12, top + 9, 12), WHITE, look.size[0] - 24)
    if look.button is not None:
        top, text = look.button
        box = tuple(side * SCALE for side in (12, top, look.size[0] - 12, top + 42))
        draw.rounded_rectangle(box, radius=4 * SCALE, fill=GREEN)
        write(draw, text, (look.size[0] // 2 - 30, top + 13, 14), WHITE, 100)
    paste_icon(canvas, look.icon, icon, name)
    write(draw, name, look.name, WHITE, look.size[0] - look.name[0] - 12)
    left, top, letters = look.count
    dot = tuple(
        side * SCALE for side in (left, top + letters // 3, left + 8, top + letters // 3 + 8)
    )
    draw.ellipse(dot, fill=GREEN)
    write(draw, f"{online:,} online", (left + 14, top, letters), PALE, look.size[0] - left - 26)
    return encoded(canvas, look.size)


def draw_shield(online: int) -> bytes:
    text = f"{online:,} online"
    width = 26 + round(font(11).getlength(text) / SCALE) + 10
    canvas = Image.new("RGB", (width * SCALE, 20 * SCALE), BLUE)
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, 0, 22 * SCALE, 20 * SCALE), fill=GREY)
    draw.ellipse(tuple(side * SCALE for side in (7, 6, 15, 14)), fill=GREEN)
    write(draw, text, (28, 3, 11), WHITE, width)
    return encoded(canvas, (width, 20))


def paste_icon(
    canvas: Image.Image, place: tuple[int, int, int], icon: bytes | None, name: str
) -> None:
    """Draw the guild's icon in a circle, or the first letter of its name."""
    left, top, side = (number * SCALE for number in place)
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, side, side), fill=255)
    if icon is not None:
        with Image.open(io.BytesIO(icon), formats=("WEBP", "GIF")) as image:
            picture = image.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS)
        canvas.paste(picture.convert("RGB"), (left, top), mask)
        return
    canvas.paste(Image.new("RGB", (side, side), BLUE), (left, top), mask)
    ImageDraw.Draw(canvas).text(
        (left + side // 2, top + side // 2),
        name[:1].upper(),
        fill=WHITE,
        font=font(place[2] // 3),
        anchor="mm",
    )


def write(
    draw: ImageDraw.ImageDraw, text: str, place: tuple[int, int, int], colour: str, room: int
) -> None:
    """Write a line, shortened to the room there is."""
    left, top, letters = place
    letters_font = font(letters)
    shown = text
    while shown and letters_font.getlength(shown) > room * SCALE:
        shown = shown[:-1]
    if len(shown) < len(text):
        shown = shown[:-1] + "…"
    draw.text((left * SCALE, top * SCALE), shown, fill=colour, font=letters_font)


def font(letters: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(letters * SCALE)


def encoded(canvas: Image.Image, size: tuple[int, int]) -> bytes:
    output = io.BytesIO()
    canvas.resize(size, Image.Resampling.LANCZOS).save(output, "PNG")
    return output.getvalue()


def stored_icon(guild_id: int, icon: str | None) -> bytes | None:
    """Return the bytes of a guild's icon; None if it has none, or its file is gone."""
    if icon is None:
        return None
    path = stored_path(guild_id, icon, is_animated=icon.startswith(ANIMATED))
    try:
        with storages["icons"].open(path) as file:
            return bytes(file.read())
    except OSError:
        return None
