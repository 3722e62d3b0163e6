"""A terminal that keeps what is typed to itself until there is a screen to type to."""

import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress


@contextmanager
def silent_terminal() -> Generator[None]:
    """From here on keys are neither shown nor changed by the terminal; it is put back at the end.

    What is typed while the program starts is then waiting for its first screen, Enter as Enter.
    Without a POSIX terminal nothing is done.
    """
    try:
        import termios
    except ImportError:
        yield
        return
    descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
    try:
        before = termios.tcgetattr(descriptor)
    except termios.error:
        yield
        return
    silent = termios.tcgetattr(descriptor)
    silent[0] &= ~(termios.ICRNL | termios.IXON)
    silent[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(descriptor, termios.TCSANOW, silent)
    try:
        yield
    finally:
        # A terminal that was closed meanwhile has nothing to be put back.
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
