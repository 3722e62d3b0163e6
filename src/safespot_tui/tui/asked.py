"""A click on something that stands for an action."""

from textual.message import Message


class Asked(Message):
    """The user wants an action done, which is named by its id."""

    def __init__(self, action_id: str) -> None:
        super().__init__()
        self.action_id = action_id
