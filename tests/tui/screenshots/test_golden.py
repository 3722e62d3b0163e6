"""Every screen in both languages, both themes and three sizes, as `tests/tui/golden` has them.

After a change that is meant, `pytest tests/tui/screenshots --update-screenshots` writes them again.
"""

import difflib
import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from rich.segment import Segment
from textual._compositor import Compositor
from textual.events import Resize
from textual.geometry import Size as TextualSize
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.theme import Theme

from safespot_tui import i18n, tui
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import UserId
from safespot_tui.store.patch import Restored
from safespot_tui.store.store import Store
from safespot_tui.tui.engine import Launch
from safespot_tui.tui.screens.login import LoginScreen
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.themes import DARK, LIGHT
from tests.tui.fake_engine import FakeEngine
from tests.tui.neighbourhood import build_neighbourhood
from tests.tui.screenshots.frames import Frame, Size, frame_of, part, parts_of
from tests.tui.screenshots.scenes import SCENES
from tests.tui.screenshots.stage import LIVE, Scene, Stage, UnpaintedApp, paint_nothing
from tests.tui.until import until

GOLDEN = Path(__file__).parents[1] / "golden"
SIZES: list[Size] = [(60, 15), (80, 24), (120, 40)]
LANGUAGES = ("en", "es")

BY_DAY: Size = (80, 24)
"""The size of which all looks are kept, by night and by day."""

Photographs = tuple[dict[Size, Frame], dict[Size, Frame]]
Walk = dict[str, Photographs]
"""The frames of each scene."""


async def photographed(stage: Stage) -> Photographs:
    """By night in all sizes, by day in one, and back as it was."""
    dark: dict[Size, Frame] = {}
    light: dict[Size, Frame] = {}
    for size in reversed(SIZES):
        await resize(stage, size)
        dark[size] = frame_of(stage.app)
        if size == BY_DAY:
            await change_theme(stage, LIGHT)
            light[size] = frame_of(stage.app)
            await change_theme(stage, DARK)
    return {size: dark[size] for size in SIZES}, light


async def change_theme(stage: Stage, theme: Theme) -> None:
    stage.app.theme = theme.name
    await stage.settle()


async def resize(stage: Stage, size: Size) -> None:
    if stage.app.size != size:
        there = stage.app._driver._size = TextualSize(*size)
        stage.app.post_message(Resize(there, there))
        await stage.settle()
    if stage.app._notifications:
        stage.app.clear_notifications()
        await stage.settle()


async def walked(launch: Launch) -> Walk:
    """Through all scenes, and through the two screens that are none of an account at work."""
    walk: Walk = {}
    async with shown(FakeEngine(build_neighbourhood()), launch) as stage:
        for scene in SCENES:
            await resize(stage, SIZES[-1])
            await play(scene, stage)
            walk[scene.name] = await photographed(stage)
            await leave(scene, stage)
    for name, engine in (("empty", FakeEngine(_nobody())), ("login", None)):
        async with shown(engine, structs.replace(launch, tour=False)) as stage:
            walk[name] = await photographed(stage)
    return walk


def _nobody() -> Store:
    store = Store()
    store.apply(Restored(UserId("u-vera"), Entities()), LIVE)
    return store


@asynccontextmanager
async def shown(engine: FakeEngine | None, launch: Launch) -> AsyncIterator[Stage]:
    app = UnpaintedApp(engine, structs.replace(launch, theme=DARK.name))
    async with app.run_test(size=SIZES[-1]) as pilot:
        stage = Stage(app, pilot, engine, app.screen)
        await stage.settle()
        yield stage


async def play(scene: Scene, stage: Stage) -> None:
    await scene.step(stage)
    await until(lambda: type(stage.app.screen) is scene.screen)
    await stage.settle()


async def leave(scene: Scene, stage: Stage) -> None:
    while isinstance(stage.app.screen, ModalScreen):
        stage.app.screen.dismiss(None)
        await stage.settle()
    if scene.back is not None:
        await scene.back(stage)
        await stage.settle()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_looks_as_it_did(
    language: str, launch: Launch, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    i18n.install(language)
    monkeypatch.setattr(Compositor, "render_update", paint_nothing)
    walk = await walked(launch)
    update = request.config.getoption("--update-screenshots")
    changed: list[str] = []
    for name, photographs in walk.items():
        path = GOLDEN / f"{name}.txt"
        kept = parts_of(path.read_text("utf-8")) if path.exists() else {}
        drawn = part(language, *photographs)
        if update:
            GOLDEN.mkdir(exist_ok=True)
            parts = kept | {language: drawn}
            path.write_text("".join(parts[each] for each in LANGUAGES if each in parts), "utf-8")
        elif drawn != kept.get(language):
            before = kept.get(language, "").splitlines()
            changed += [path.name, *difflib.unified_diff(before, drawn.splitlines(), n=0)][:20]
    assert not changed, "\n".join(changed)


def test_no_golden_is_left_of_what_is_gone() -> None:
    names = {scene.name for scene in SCENES} | {"empty", "login"}
    assert {path.stem for path in GOLDEN.iterdir()} == names


def leaves(of: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    """The screens of ours that nothing is derived from: those that can be seen."""
    kinds = of.__subclasses__()
    for kind in kinds:
        yield from leaves(kind)
    if of.__module__.startswith("safespot_tui.") and not kinds:
        yield of


def test_no_screen_is_left_out() -> None:
    for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
        importlib.import_module(module.name)
    assert set(leaves(Screen)) == {scene.screen for scene in SCENES} | {LoginScreen}


async def test_a_line_that_is_too_wide_would_be_noticed(launch: Launch) -> None:
    async with shown(FakeEngine(build_neighbourhood()), launch) as stage:
        assert isinstance(stage.main, MainScreen)
        frame_of(stage.app)
        true = stage.main.inbox.list.render_line
        # As wide as it says, if a wide sign were one cell.
        stage.main.inbox.list.render_line = lambda y: (
            Strip([Segment("家" * 40)], 40) if y == 0 else true(y)
        )
        stage.main.inbox.list.refresh()
        await stage.settle()
        with pytest.raises(AssertionError, match="not 120 cells"):
            frame_of(stage.app)
