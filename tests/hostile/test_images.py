"""An image of a stranger's, shown by a terminal that is told it: every byte of that is ours."""

import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from msgspec import structs
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from textual.pilot import Pilot

from safespot_tui.actions.image_saving import save_image, stem_of
from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import safe_text
from safespot_tui.store.store import Store
from safespot_tui.tui.picture_view import PictureView
from safespot_tui.tui.terminal import glass_app
from tests.hostile.payloads import CORPUS
from tests.hostile.recording_terminal import OURS, Stage, staged
from tests.hostile.sequences import orders, sequences
from tests.tui.fake_engine import FakeEngine
from tests.tui.neighbourhood import build_neighbourhood
from tests.tui.until import until

CUADRA, SENT = ConversationId("c-cuadra"), MessageId("m-cuadra-012")
ADDRESS = "https://images.example.org/1.png"
CELLS = OURS | {"CSI C", "CSI G", "CSI K", "CSI X"}
KITTY = re.compile(
    r"\x1b_G(?:a=T,U=1,f=100,i=\d+,c=\d+,r=\d+,)?q=2,m=[01];[A-Za-z0-9+/]*={0,2}\x1b\\"
    r"|\x1b_Ga=d,d=I,i=\d+,q=2\x1b\\"
)
NAME = re.compile(r"safespot-\d{4}-\d\d-\d\d-\d{6}(-\d+)?\.png")
SIXEL = re.compile(r'\x1bP0;1q"1;1;\d+;\d+[#0-9;!?-~$-]*\x1b\\')


def hostile_image() -> bytes:
    """A PNG with orders in its texts, its colour profile, and behind its end."""
    file, text = BytesIO(), PngInfo()
    orders = "".join(payload.text for payload in CORPUS[:40]).encode("utf-8", "replace")
    text.add_itxt("Comment", orders.decode(), zip=False)
    exif = Image.Exif()
    exif[0x010E] = orders
    Image.new("RGB", (200, 100), (255, 0, 0)).save(
        file, "PNG", pnginfo=text, icc_profile=orders, exif=exif
    )
    return file.getvalue() + b"\x1b\\\x1b]52;c;cm0=\x07"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(glass_app, "cell_size", lambda: (10, 20))
    store = build_neighbourhood()
    held = store.base_message(SENT)
    assert held is not None
    message = structs.replace(
        held, type=MessageType.IMAGE,
        content=safe_text(ADDRESS), caption=safe_text("".join(p.text for p in CORPUS[:40])),
    )  # fmt: skip
    store.apply(HistoryPage(CUADRA, (message,), False, False))
    return store


async def shown(stage: Stage, pilot: Pilot[None], environment: dict[str, str]) -> str:
    """All that is told from when the image is asked for to when it is gone."""
    stage.app.terminal_features.environment = environment
    stage.app.terminal_features.sixel = True
    engine = stage.main.engine
    assert isinstance(engine, FakeEngine)
    engine.images[ADDRESS] = hostile_image()
    stage.open(CUADRA)
    await pilot.pause()
    stage.main.pane.jump_to(SENT)
    stage.main.pane.focus_timeline()
    stage.recording.take()
    await pilot.press("v")
    await until(lambda: stage.app.screen.query_one(PictureView).display)
    await pilot.pause()
    await pilot.press("escape")
    await pilot.pause()
    return stage.recording.take()


async def test_kitty_is_told_what_we_encoded(store, tmp_path: Path, monkeypatch) -> None:
    async with staged(store, tmp_path, monkeypatch) as stage:
        told = await shown(stage, stage.pilot, {"TERM": "xterm-kitty"})
    assert set(orders(told)) <= CELLS | {"APC"}
    graphics = [each.raw for each in sequences(told) if each.kind == "APC"]
    assert len(graphics) >= 2
    assert all(KITTY.fullmatch(each) for each in graphics)
    data = b64decode("".join(re.findall(r";([A-Za-z0-9+/=]*)\x1b", "".join(graphics))))
    assert not Image.open(BytesIO(data)).info
    assert b"cm0" not in data


async def test_sixels_are_digits_and_signs(store, tmp_path: Path, monkeypatch) -> None:
    async with staged(store, tmp_path, monkeypatch) as stage:
        told = await shown(stage, stage.pilot, {"TERM": "xterm"})
    assert set(orders(told)) <= CELLS | {"DCS"}
    graphics = [each.raw for each in sequences(told) if each.kind == "DCS"]
    assert len(graphics) == 1
    assert all(SIXEL.fullmatch(each) for each in graphics)


def test_whatever_an_image_is_called_its_file_is_called_by_us(tmp_path: Path, store: Store) -> None:
    """The address, the words and the ids are a stranger's; the name on the disk is none of them."""
    held = store.base_message(SENT)
    assert held is not None
    folder = tmp_path / "downloads"
    for text in ("../../../etc/passwd", "C:\\CON.png", *(each.text for each in CORPUS[::10])):
        words = safe_text(text)
        theirs = structs.replace(held, id=MessageId(words), content=words, caption=words)
        saved = save_image(hostile_image(), folder, stem_of(theirs))
        assert saved.parent == folder
        assert NAME.fullmatch(saved.name), text
    assert {each.name for each in tmp_path.iterdir()} == {"downloads"}
