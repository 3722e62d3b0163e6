"""The least that a Textual app with a composer can be: the floor of the figures."""

from textual.app import App, ComposeResult
from textual.widgets import Static, TextArea


class Floor(App[None]):
    """One line of text and a `TextArea`."""

    CSS = "TextArea { height: 5; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Static("floor is ready", markup=False)
        composer = TextArea()
        composer.cursor_blink = False
        yield composer

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()


if __name__ == "__main__":
    Floor().run()
