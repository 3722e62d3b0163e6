"""The app: an engine, a screen to show it, and what goes on around both."""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import structs
from rich.console import RenderableType
from textual import work
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.notifications import Notify
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.config.settings import Density, EmojiMode
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.store.connection import ConnectionState
from safespot_tui.tui.announcer import Announcer
from safespot_tui.tui.arrangement import Arrangement
from safespot_tui.tui.clipboard import copy_sequence
from safespot_tui.tui.corner import Answer, Corner
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.engine import Engine, Launch, OpenEngine
from safespot_tui.tui.key_queue import KeyQueue, Press
from safespot_tui.tui.line_filters import LineFilters
from safespot_tui.tui.memory import Memory
from safespot_tui.tui.notifications.decision import Attention, Focus
from safespot_tui.tui.pane_maker import Looks
from safespot_tui.tui.remembered import Remembered
from safespot_tui.tui.screen import PaintOnKeyScreen
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.session import Session
from safespot_tui.tui.terminal.glass_app import GlassApp
from safespot_tui.tui.themes import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from safespot_tui.tui.witnessing import Witnessing

log = logging.getLogger(__name__)

OBJECTS_PER_COLLECTION = (10_000, 20, 100)
"""New objects after which the collector looks at them; by default it would be every 15 messages,
and ever more of what is there, which the key that is pressed meanwhile waits for."""


class MessengerApp(GlassApp):
    """Shows one account; without an engine, asks to log in first.

    ::

        login ──▶ main ──(the user logs out)──▶ login ──▶ main, with another engine
                    └────(token no good)────▶ main, with a notice; logging in again goes on in place
    """

    TITLE = "SafeSpot"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []  # noqa: RUF012 - Textual's own Ctrl+Q would be flow control
    PAUSE_GC_ON_SCROLL = True

    def __init__(self, engine: Engine | None, launch: Launch) -> None:
        super().__init__()
        self.launch = launch
        self._line_filters = LineFilters(self)
        self._session: Session | None = None
        self._first_engine = engine
        self._keys = KeyQueue(self, self._on_press)
        self._main: MainScreen | None = None
        self._witnessing: Witnessing | None = None
        self._attending = AsyncExitStack()
        self._focus = Focus.UNKNOWN
        self._corner = Corner()
        self.crash: Exception | None = None
        """What ended the app, if it did not end as it should."""
        self.remembered = Remembered(launch.state_path, self._as_it_is)
        """What stays the same at the next start."""
        memory = self.remembered.memory
        if launch.instruments is not None:
            from safespot_tui.tui.witnessing import witnessing_of

            self._witnessing = witnessing_of(self)
        self._line_filters.draw_emoji(launch.settings.emoji or memory.emoji)
        for theme in (*THEMES, *_own_themes(launch.settings.themes)):
            self.register_theme(theme)
        wanted = launch.theme or memory.theme or DARK.name
        self.theme = wanted if wanted in self.available_themes else DARK.name

    # ---------------------------------------------------------------------------- life

    def get_default_screen(self) -> Screen[Any]:
        """The main screen, if there is an account; it is painted before anything is asked."""
        if self._first_engine is None:
            from safespot_tui.tui.screens.login import LoginScreen

            return LoginScreen(self.launch.server, self.launch.email)
        self._session = self._session_of(self._first_engine)
        return self._main_screen(self._session)

    def on_mount(self) -> None:
        """The engine starts once the screen has been painted."""
        self._handle_signals()
        if self._witnessing is not None:
            self._witnessing.begin()
        if (wanted := self.launch.theme) and wanted not in self.available_themes:
            sentence = _("There is no theme “{name}”.").format(name=safe_line(wanted))
            self.notify(sentence, severity="warning", markup=False)
        self.call_after_refresh(self._painted)

    async def _painted(self) -> None:
        await self._keys.open()
        if self._session is not None:
            self._start(self._session)
        if self.launch.attend is not None:
            await self._attending.enter_async_context(self.launch.attend(self))
        if not self.is_headless:
            _spare_the_collector()

    def _handle_signals(self) -> None:
        """A terminal that closes, or a polite kill, must leave the terminal as it was found."""
        import signal

        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self.exit)
                except (NotImplementedError, RuntimeError, ValueError):
                    log.info("%s is not handled here", name)

    async def on_event(self, event: Event) -> None:
        """Keys wait for each other; everything else goes its way."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self._keys.put(event)
        else:
            if self._witnessing is not None:
                self._witnessing.note(event)
            await super().on_event(event)

    async def _on_press(self, event: Press) -> None:
        """A key shows at once, however much is going on."""
        if isinstance(self.screen, PaintOnKeyScreen):
            self.screen.key_pressed()
        if self._witnessing is not None:
            self._witnessing.note(event)
        await super().on_event(event)

    def _session_of(self, engine: Engine) -> Session:
        return Session(
            engine, self.launch, lambda seconds, work: self.set_timer(seconds, work).stop
        )

    def _main_screen(self, session: Session) -> MainScreen:
        settings, memory = self.launch.settings, self.remembered.memory
        self._main = MainScreen(
            session.engine,
            self.launch.clock,
            memory.conversation_id,
            self.launch.folders,
            Arrangement(
                settings.layout,
                memory.zoomed,
                settings.inbox_width or memory.inbox_width,
            ),
            looks=Looks(
                formatted=self.launch.formatted,
                compact=settings.density is Density.COMPACT,
                links=settings.links and self.terminal_features.links,
                thumbnails=settings.thumbnails,
            ),
            tour=self.launch.tour and not memory.toured,
            watch=session.watch,
        )
        if self.launch.instruments is not None:
            from safespot_tui.tui.inspector.painting import Painting

            self._main.frames = Painting(
                self.launch.instruments, self._main, lambda: self._focus is not Focus.AWAY
            )
        return self._main

    def _start(self, session: Session) -> None:
        session.start(
            self, Announcer(session.engine, self, self._ask_for_alias), self._handle_exception
        )

    def _ask_for_alias(self) -> bool:
        """Let the user choose one, but never over what is being typed; whether they are asked."""
        main = self._main
        asks = main is not None and self.screen is main and not main.pane.composer.text
        if main is not None and asks:
            main.perform(ACTIONS["self.rename"])
        return asks

    async def on_unmount(self) -> None:
        """Nothing of the engine outlives the screen."""
        await self._attending.aclose()
        self.remembered.keep()
        if self._main is not None and self._main.is_attached:
            self._main.stop_reading()
        if self._session is not None:
            await self._session.stop()

    def take_screen(self) -> bool:
        """Whether the last screen is painted already, for us to paint over."""
        return self.launch.frame is not None and self.launch.frame.take()

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave; what is on the screen now is there at once at the next start."""
        self.end_record()
        self._keep_frame()
        super().exit(result, return_code, message)

    def witness(self, action_id: str, words: str) -> None:
        """An action is done that no key asks for; whoever records that is told."""
        if self._witnessing is not None:
            self._witnessing.note_action(action_id, words)

    def end_record(self) -> None:
        """What is known and shown now is what a recording comes to, where there is one."""
        if self._witnessing is not None:
            self._witnessing.end()

    def _keep_frame(self) -> None:
        frame = self.launch.frame
        engine = self._session.engine if self._session is not None else None
        if (
            frame is not None
            and engine is not None
            and engine.store.connection.state is not ConnectionState.LOGGED_OUT
            and self._main is not None
            and self.screen is self._main
            # The next start begins with the panes.
            and not self._main.walls.is_on
        ):
            # Before the server has been heard again, nobody knows who is there.
            engine.forget_presence()
            self._main.beat.flush()
            frame.keep(self.whole_screen())

    def _fatal_error(self) -> None:
        """A mistake in the program: written down, not thrown at the user; `run` says where."""
        self.crash = self._exception
        log.critical("the screen ended by mistake", exc_info=self._exception)
        self._close_messages_no_wait()

    # ---------------------------------------------------------------------------- logging in

    def ask_to_log_in(self) -> None:
        """Show the login screen over the main one; what is stored stays."""
        from safespot_tui.tui.screens.login import LoginScreen

        if not isinstance(self.screen, LoginScreen):
            server, email = self.launch.server, self.launch.email
            if self._session is not None:
                engine = self._session.engine
                server, email = engine.server, engine.email
            self.push_screen(LoginScreen(server, email))

    def leave_login(self) -> None:
        """Back to what is stored, to read it, if there is anything."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    @work(group="account")
    async def logged_in(self, open_engine: OpenEngine) -> None:
        """Close the account that was open, if one was, and show the one just logged in to."""
        # What is recorded is one account.
        self.end_record()
        if self._session is not None:
            await self._session.stop()
        self._session = self._session_of(open_engine())
        self.remembered.recall()
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.switch_screen(  # pyright: ignore[reportUnknownMemberType]
            self._main_screen(self._session)
        )
        self._start(self._session)

    # ---------------------------------------------------------------------------- following

    def on_app_focus(self) -> None:
        """The user looks at the terminal again."""
        self._focus = Focus.HERE
        if self._session is not None:
            self._session.set_focused(focused=True)

    def on_app_blur(self) -> None:
        """The user looks elsewhere: nothing is read meanwhile."""
        self._focus = Focus.AWAY
        if self._session is not None:
            self._session.set_focused(focused=False)

    # ---------------------------------------------------------------------------- telling

    def answer(self, sentence: str, *, refused: bool = False) -> None:
        """Say in a corner what came of what the user has just asked for."""
        self.post_message(Notify(Answer.of(sentence, refused=refused)))

    def on_notify(self, event: Notify) -> None:
        """What is said now may take the place of what was said before."""
        self._corner.admit(event.notification)

    # ---------------------------------------------------------------------------- being told

    @property
    def main(self) -> MainScreen | None:
        """The main screen; None before somebody is logged in."""
        return self._main

    @property
    def shown(self) -> Collection[ConversationId]:
        """The conversations that are on the screen."""
        panes = self._main.conversation_panes() if self._main is not None else ()
        ids = (pane.conversation_id for pane in panes)
        return [each for each in ids if each is not None]

    @property
    def attention(self) -> Attention:
        """Where the user looks, and whether they want peace."""
        return Attention(self._focus, do_not_disturb=self.quiet_until is not None)

    @property
    def quiet_until(self) -> datetime | None:
        """Until when the user does not want to be disturbed; None when that is over."""
        until = self.remembered.memory.quiet_until
        return until if until is not None and until > self.launch.clock() else None

    def keep_quiet(self, until: datetime | None) -> None:
        """Disturb the user no more until then, also after another start; None ends it."""
        self.remembered.keep_quiet(until)
        if self._main is not None:
            self._main.show_quiet(self.quiet_until)

    def tell_terminal(self, sequence: str) -> None:
        """Write a sequence that draws nothing."""
        if sequence and self._driver is not None and not self._driver.is_headless:
            self._driver.write(sequence)

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do something after some time."""
        self.set_timer(seconds, work)

    # ---------------------------------------------------------------------------- comfort

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text on the clipboard of the terminal, also inside tmux, and on the app's own."""
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(copy_sequence(text, os.environ))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What goes over every line that is painted."""
        return self._line_filters.among(super().get_line_filters())

    def next_emoji_mode(self) -> None:
        """Draw emoji as they are, as shortcodes, or everything in ASCII; remembered."""
        modes = list(EmojiMode)
        mode = modes[(modes.index(glyphs.mode()) + 1) % len(modes)]
        self._line_filters.draw_emoji(mode)
        self.remembered.draw_emoji(mode)
        for screen in self.screen_stack:
            for widget in (screen, *screen.walk_children(Widget)):
                widget.notify_style_update()
                widget.refresh(layout=True)

    def next_theme(self) -> None:
        """From dark to light, and back."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name
        self.remembered.keep()

    def _as_it_is(self, memory: Memory) -> Memory:
        main = self._main
        return structs.replace(
            memory,
            conversation_id=(main and main.pane.conversation_id) or memory.conversation_id,
            theme=self.theme,
            # Who left at the login has not seen it yet.
            toured=memory.toured or main is not None,
        )


def _own_themes(tables: Mapping[str, Mapping[str, str | bool]]) -> Sequence[Theme]:
    if not tables:
        return ()
    from safespot_tui.tui.user_themes import themes_in

    return themes_in(tables)


def _spare_the_collector() -> None:
    """What is alive now stays alive: the collector need not look at it again.

    Not for who draws on no terminal and may be one of hundreds in its process: nothing of those
    that have ended would ever be let go.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OBJECTS_PER_COLLECTION)
    gc.enable()
