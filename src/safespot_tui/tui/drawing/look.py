"""How a row of a list stands out."""

from msgspec import Struct


class Look(Struct, frozen=True):
    """Chosen by the keyboard, open beside the list, or neither."""

    selected: bool = False
    open: bool = False
    focused: bool = False
    """Whether the keyboard is in the list."""

    @property
    def ground(self) -> str:
        """The role of what is behind the row."""
        if self.selected and self.focused:
            return "ground-selected"
        return "ground-open" if self.open else "ground"

    @property
    def bar(self) -> str:
        """The cell at the row's left edge."""
        return "▌" if self.open or self.selected else " "

    @property
    def bar_role(self) -> str:
        """The role of that cell."""
        return "bar" if self.selected and self.focused else "bar-quiet"
