"""Processes that begin with everything imported: what `multiprocessing` calls a forkserver.

Importing is most of what a short program does, and hundreds of tests start one. Here a process
imports it all once (`server.py`), and the others are forked from it: with arguments, an
environment, streams and, if wanted, a terminal of their own, and killed like any other. What a
start takes, and what is imported on the way, cannot be seen here: tests of that start the program
as it is installed.
"""

from .popen import Popen, run

__all__ = ["Popen", "run"]
