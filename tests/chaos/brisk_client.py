"""The client as it is, but for a shorter time in which a deletion can be taken back."""

import sys

from safespot_tui.cli.main import main as client
from safespot_tui.sync import intents

HOLD_SECONDS = 1.0


def main() -> int:
    """Run it. Nothing is changed by an import: that is done by those who test the others, too."""
    intents.UNDO_SECONDS = HOLD_SECONDS  # pyright: ignore[reportPrivateImportUsage]
    return client()


if __name__ == "__main__":
    sys.exit(main())
