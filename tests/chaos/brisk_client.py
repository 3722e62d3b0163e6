"""The client as it is, but for a shorter time in which a deletion can be taken back."""

import sys

from safespot_tui.cli.main import main
from safespot_tui.sync import engine

HOLD_SECONDS = 1.0

engine.UNDO_SECONDS = HOLD_SECONDS  # pyright: ignore[reportPrivateImportUsage]

if __name__ == "__main__":
    sys.exit(main())
