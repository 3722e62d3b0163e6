"""One line of plain words that is only there when it has something to say."""

from textual.content import Content
from textual.widget import Widget


class Banner(Widget):
    """Words from literals: they may quote strangers."""

    DEFAULT_CSS = """
    Banner {
        height: 1;
        padding: 0 2;
        display: none;
        background: $panel;
        color: $foreground;
        &.complaint { color: $text-error; height: auto; max-height: 3; }
    }
    """

    _words = ""

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def say(self, words: str) -> None:
        """Say this; nothing takes no room."""
        if words != self._words:
            self._words = words
            self.display = bool(words)
            self.refresh(layout=True)

    def render(self) -> Content:
        """The words, literally."""
        return Content(self._words)
