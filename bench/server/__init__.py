"""How fast the bundled backend is: `python -m bench.server`."""
