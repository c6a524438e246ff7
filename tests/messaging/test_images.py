"""Images are looked at without trusting them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from config.kernel.images import FORMATS, ImageFacts, NotAnImage, inspect_image, make_thumbnail


def encoded(image_format="PNG", size=(40, 20), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, image_format, **options)
    return out


@pytest.mark.parametrize("image_format", FORMATS)
def test_what_browsers_show_is_recognised(image_format):
    found = inspect_image(encoded(image_format))
    assert found == ImageFacts(FORMATS[image_format], 40, 20, animated=False)


def test_a_photograph_is_measured_as_it_is_shown():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    photo = encoded("JPEG", exif=exif)
    assert (inspect_image(photo).width, inspect_image(photo).height) == (20, 40)
    small = make_thumbnail(photo, 10)
    assert Image.open(io.BytesIO(small)).size == (10, 20)


def test_what_moves_is_told_and_left_alone():
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert inspect_image(out).animated
    assert make_thumbnail(out, 10) is None


def test_a_small_image_needs_no_smaller_copy():
    assert make_thumbnail(encoded(), 40) is None


@pytest.mark.parametrize("image_format", ["TIFF", "ICO", "PPM", "PDF"])
def test_what_browsers_do_not_show_is_no_image(image_format):
    with pytest.raises(NotAnImage):
        inspect_image(encoded(image_format))


def test_half_an_image_is_none():
    whole = encoded(size=(400, 400)).getvalue()
    assert inspect_image(io.BytesIO(whole))
    with pytest.raises(NotAnImage):
        inspect_image(io.BytesIO(whole[: len(whole) // 2]))


def test_too_many_pixels_are_not_decoded(monkeypatch):
    monkeypatch.setattr("config.settings.limits.IMAGE_MAX_PIXELS", 799)
    with pytest.raises(NotAnImage):
        inspect_image(encoded())


@given(st.binary(max_size=500), st.sampled_from(sorted(FORMATS)))
def test_damaged_images_are_refused_or_read(noise, image_format):
    whole = bytearray(encoded(image_format).getvalue())
    start = len(whole) // 3
    whole[start : start + len(noise)] = noise
    try:
        found = inspect_image(io.BytesIO(bytes(whole)))
    except NotAnImage:
        return
    assert found.width * found.height <= 50_000_000
