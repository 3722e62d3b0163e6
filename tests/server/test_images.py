"""Images: who may see them, what is taken, and what is left of what was sent."""

import uuid
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from safespot_tui.contract.limits import MAX_IMAGE_BYTES
from safespot_tui.server.pictures import LONGEST_SIDE

SECRET = b"<script>alert(1)</script>"


def encoded(kind: str, size: tuple[int, int] = (24, 16), mode: str = "RGB", **more: Any) -> bytes:
    """An image, red but for a green left half."""
    image = Image.new(mode, size, (250, 0, 0) if mode == "RGB" else (250, 0, 0, 0))
    image.paste((0, 250, 0), (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is that large, and has next to nothing in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + crc

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def animated() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    file = BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def turned() -> bytes:
    """A JPEG whose EXIF says that its left is up, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    return encoded("JPEG", (40, 20), exif=exif)


async def upload(person: Any, content: bytes, image_id: str | None = None, **more: Any) -> Any:
    path = f"/images/{image_id or uuid.uuid4()}"
    return await person.ask("PUT", path, content=content, **more)


async def send(person: Any, conversation_id: str, image_id: str, **more: Any) -> Any:
    body = {"client_message_id": str(uuid.uuid4()), "type": "image", "image_id": image_id, **more}
    return await person.ask("POST", f"/conversations/{conversation_id}/messages", json=body)


async def sent(person: Any, conversation_id: str, content: bytes) -> tuple[str, str]:
    """The ids of an image and of its message."""
    image_id = (await upload(person, content)).json()["image"]["id"]
    answer = await send(person, conversation_id, image_id, content="Mirá")
    assert answer.status_code == 201, answer.text
    return image_id, answer.json()["id"]


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (encoded("JPEG"), "JPEG", (24, 16)),
        (encoded("PNG"), "WEBP", (24, 16)),
        (encoded("PNG", mode="RGBA"), "WEBP", (24, 16)),
        (encoded("WEBP"), "WEBP", (24, 16)),
        (encoded("PNG") + SECRET, "WEBP", (24, 16)),
        (encoded("JPEG", comment=SECRET) + b"PK\x03\x04" + SECRET, "JPEG", (24, 16)),
        (turned(), "JPEG", (20, 40)),
        (animated(), "WEBP", (20, 20)),
        (encoded("JPEG", (5_000, 1_000)), "JPEG", (LONGEST_SIDE, 512)),
    ],
    ids=["jpeg", "png", "clear", "webp", "tail", "comment", "turned", "animated", "large"],
)
async def test_only_the_picture_is_kept(
    world: Any, content: bytes, kind: str, size: tuple[int, int]
) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    image_id, _message_id = await sent(ana, dm, content)
    answer = await beto.ask("GET", f"/images/{image_id}")
    assert answer.headers["content-type"] == f"image/{kind.lower()}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    kept = Image.open(BytesIO(answer.content))
    assert (kept.format, kept.size, getattr(kept, "n_frames", 1)) == (kind, size, 1)
    assert not kept.getexif()
    assert SECRET not in answer.content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        encoded("GIF"),
        encoded("BMP"),
        encoded("TIFF"),
        encoded("PNG")[:-30],
        encoded("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff" + SECRET,
        b"RIFF\0\0\0\0WEBP" + b"\0" * 50,
        png_header(60_000, 60_000),
        png_header(2**31 - 1, 2**31 - 1),
        png_header(6_000, 6_000),
    ],
    ids=[
        "nothing",
        "text",
        "svg",
        "gif",
        "bmp",
        "tiff",
        "half a png",
        "half a jpeg",
        "png magic",
        "jpeg magic",
        "webp magic",
        "bomb",
        "no such size",
        "hollow",
    ],
)
async def test_what_is_no_picture_is_refused(world: Any, content: bytes) -> None:
    ana = await world.person("ana")
    answer = await upload(ana, content, headers={"Content-Type": "image/png"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "not_an_image"


async def test_too_many_pixels_are_not_unfolded(world: Any) -> None:
    ana = await world.person("ana")
    file = BytesIO()
    Image.new("1", (8_000, 6_000)).save(file, "PNG")
    assert len(file.getvalue()) < 100_000
    answer = await upload(ana, file.getvalue())
    assert answer.status_code == 422
    assert "megapixels" in answer.json()["error"]["message"]


async def test_too_many_bytes_are_not_read(world: Any) -> None:
    ana = await world.person("ana")
    answer = await upload(ana, bytes(MAX_IMAGE_BYTES + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_only_who_can_see_the_message_can_see_the_image(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    group = await ana.open_group("Vecinos", beto)
    image_id, message_id = await sent(ana, group, encoded("PNG"))
    path = f"/images/{image_id}"

    async def statuses() -> list[int]:
        return [(await person.ask("GET", path)).status_code for person in (ana, beto, carla)]

    assert await statuses() == [200, 200, 404]
    assert (await world.http.get(path)).status_code == 401
    shown = await beto.message(message_id)
    assert (shown["type"], shown["content"], shown["image"]["id"]) == ("image", "Mirá", image_id)
    other = await carla.open_group("Otros", ana)
    assert (await send(carla, other, image_id)).status_code == 404
    await ana.do("DELETE", f"/conversations/{group}/members/{beto.id}")
    assert await statuses() == [200, 404, 404]
    await ana.do("DELETE", f"/messages/{message_id}")
    assert await statuses() == [404, 404, 404]
    assert (await ana.message(message_id))["image"] is None


async def test_an_image_lives_as_long_as_a_message_shows_it(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    first = await ana.open_dm(beto)
    image_id, message_id = await sent(ana, first, encoded("PNG"))
    second = await beto.open_dm(carla)
    assert (await send(beto, second, image_id)).status_code == 201
    await ana.do("DELETE", f"/messages/{message_id}")
    path = f"/images/{image_id}"
    assert (await carla.ask("GET", path)).status_code == 200
    assert (await ana.ask("GET", path)).status_code == 404


async def test_only_the_uploader_sees_what_was_not_sent(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    image_id = (await upload(ana, encoded("PNG"))).json()["image"]["id"]
    assert (await ana.ask("GET", f"/images/{image_id}")).status_code == 200
    assert (await beto.ask("GET", f"/images/{image_id}")).status_code == 404
    assert (await send(beto, dm, image_id)).status_code == 404


async def test_asking_again_changes_nothing(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    image_id = str(uuid.uuid4())
    content = encoded("PNG")
    first = await upload(ana, content, image_id)
    assert (await upload(ana, content, image_id)).json() == first.json()
    for person, other in ((ana, encoded("JPEG")), (beto, content)):
        answer = await upload(person, other, image_id)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "image_id_taken")
    same = {"client_message_id": str(uuid.uuid4())}
    answers = [await send(ana, dm, image_id, **same) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()


async def test_there_is_room_for_so_many(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safespot_tui.server.images.MAX_UNSENT_IMAGES", 2)
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    content = encoded("PNG")
    await sent(ana, dm, content)
    assert [(await upload(ana, content)).status_code for _n in range(3)] == [200, 200, 429]
    monkeypatch.setattr("safespot_tui.server.images.MAX_IMAGE_BYTES_PER_USER", 10)
    assert (await upload(ana, content)).status_code == 409
    assert (await upload(beto, content)).status_code == 409


async def test_the_words_under_an_image_are_not_edited(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    _image_id, message_id = await sent(ana, await ana.open_dm(beto), encoded("PNG"))
    answer = await ana.ask("PATCH", f"/messages/{message_id}", json={"content": "otra cosa"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_text")
