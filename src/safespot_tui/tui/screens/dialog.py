"""What all dialogs look like."""

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

ResultT = TypeVar("ResultT")


class Words(Static):
    """Text as it is, whatever is in it."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str = "") -> None:  # noqa: A002
        super().__init__(Content(text), id=id, classes=classes, markup=False)

    def say(self, text: str) -> None:
        """Say something else."""
        self.update(Content(text))


class Field(Input):
    """One line to fill in. Its cursor stands still: blinking repaints for ever."""

    def __init__(
        self,
        value: str | None = None,
        *,
        placeholder: str = "",
        password: bool = False,
        max_length: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(
            value, placeholder=placeholder, password=password, max_length=max_length, id=id
        )
        self.cursor_blink = False


FORM_CSS = """
        Input {
            background: $surface;
            border: none;
            border-bottom: solid $border;
            padding: 0;
            height: 2;
        }
        Input:focus { border: none; border-bottom: solid $primary; }
        Button {
            min-width: 10;
            margin-right: 2;
            padding: 0 2;
            background: $panel;
            color: $foreground;
            text-style: none;
            &:hover { background: $primary 16%; }
            &:focus { background: $primary 16%; text-style: bold reverse; }
            &.-primary { background: $panel; color: $primary; text-style: bold; }
            &.-primary:focus { text-style: bold reverse; }
            &.-error { background: $panel; color: $error; text-style: bold; }
            &.-error:focus { text-style: bold reverse; }
        }
        .label { color: $foreground 65%; }
        .hint { color: $foreground 65%; margin-top: 1; }
        .buttons { height: auto; margin-top: 1; }
"""
"""How what one fills in looks; to stand within the rules of a screen."""


class Dialog(ModalScreen[ResultT | None]):
    """A box over the main screen: a title, what the dialog asks, and which keys it knows.

    Escape, or a click beside the box, gives None. Where there are few rows, the blank ones go.
    """

    DEFAULT_CSS = (
        """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > #box {
            width: 64;
            max-width: 94%;
            height: auto;
            max-height: 90%;
            padding: 1 2;
            background: $surface;
            border: round $border;
            border-title-color: $primary;
            border-title-style: bold;
            scrollbar-size-vertical: 1;
        }
        .error { color: $error; }
    """
        + FORM_CSS
        + """
        &.-low {
            & > #box { max-height: 100%; padding: 0 2; }
            .hint, .buttons, RowList { margin-top: 0; }
        }
    }
    """
    )
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "decline", show=False)]
    AUTO_FOCUS = "Input, Button"

    title_words = ""
    hint = ""

    def compose(self) -> ComposeResult:
        """The box with the parts in it."""
        box = VerticalScroll(*self.parts(), id="box", can_focus=False)
        box.border_title = Content(self.title_words)
        yield box

    def parts(self) -> list[Widget]:
        """What stands in the box."""
        raise NotImplementedError

    def action_decline(self) -> None:
        """Nothing was chosen."""
        self.dismiss(None)

    def on_click(self, event: object) -> None:
        """A click beside the box closes it."""
        from textual import events

        if isinstance(event, events.Click) and event.widget is self:
            self.action_decline()
