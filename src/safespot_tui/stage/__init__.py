"""Drives whole clients: by tapes, by a socket, by cassettes, by the hundred, and from pytest."""
