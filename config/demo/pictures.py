"""Pictures for the demo: calm compositions of shapes, the same for the same title every time."""

from __future__ import annotations

import io
import math
import random
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

SIZES: Final = ((960, 640), (800, 800), (640, 900), (1200, 675))
INK: Final = (38, 32, 28)


def photograph(title: str) -> bytes:
    """Return a JPEG that could pass for a photograph of ``title`` from across the room."""
    chance = random.Random(title)  # noqa: S311  nothing depends on it being hard to guess
    width, height = chance.choice(SIZES)
    base = tuple(chance.randint(120, 215) for _ in range(3))
    picture = gradient(width, height, base, tuple(max(0, c - 70) for c in base))
    draw = ImageDraw.Draw(picture, "RGBA")
    for _ in range(chance.randint(4, 9)):
        colour = (*(chance.randint(30, 235) for _ in range(3)), chance.randint(110, 200))
        x, y = chance.uniform(0.05, 0.85) * width, chance.uniform(0.1, 0.8) * height
        size = chance.uniform(0.08, 0.32) * min(width, height)
        if chance.random() < 0.5:
            draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
        else:
            turn = chance.uniform(0, math.pi)
            corners = [
                (
                    x + size * math.cos(turn + k * math.pi / 2),
                    y + size * math.sin(turn + k * math.pi / 2),
                )
                for k in range(4)
            ]
            draw.polygon(corners, fill=colour)
    draw.rectangle((0, height * 0.86, width, height), fill=(*INK, 90))
    return as_bytes(picture.filter(ImageFilter.GaussianBlur(1.2)), "JPEG")


def portrait(name: str, colour: int) -> bytes:
    """Return a PNG avatar: a colour of one's own and an initial drawn large."""
    top = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
    picture = gradient(256, 256, tuple(min(255, c + 45) for c in top), top)
    chance = random.Random(name)  # noqa: S311
    draw = ImageDraw.Draw(picture, "RGBA")
    for radius in range(250, 60, -38):
        x, y = chance.randint(40, 216), chance.randint(40, 216)
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), outline=(255, 255, 255, 46), width=7
        )
    draw.ellipse((78, 56, 178, 156), fill=(255, 245, 232, 235))
    draw.pieslice((38, 150, 218, 340), 180, 360, fill=(255, 245, 232, 235))
    return as_bytes(picture, "PNG")


def emblem() -> bytes:
    """Return the guild's icon: a lantern at dusk."""
    picture = gradient(256, 256, (58, 44, 70), (26, 22, 34))
    glow = Image.new("RGBA", picture.size)
    ImageDraw.Draw(glow).ellipse((48, 58, 208, 218), fill=(255, 170, 80, 190))
    picture.paste(glow, (0, 0), glow.filter(ImageFilter.GaussianBlur(28)))
    draw = ImageDraw.Draw(picture, "RGBA")
    draw.rounded_rectangle((92, 84, 164, 196), 16, fill=(255, 206, 120, 255))
    draw.rectangle((84, 74, 172, 90), fill=INK)
    draw.rectangle((84, 192, 172, 208), fill=INK)
    draw.arc((102, 34, 154, 96), 180, 360, fill=INK, width=8)
    return as_bytes(picture, "PNG")


def gradient(width: int, height: int, top: tuple[int, ...], bottom: tuple[int, ...]) -> Image.Image:
    column = Image.new("RGB", (1, height))
    for y in range(height):
        share = y / max(1, height - 1)
        column.putpixel(
            (0, y), tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        )
    return column.resize((width, height))


def as_bytes(picture: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, quality=82)
    return data.getvalue()
