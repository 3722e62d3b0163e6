"""SafeSpot's messenger for the terminal."""

__version__ = "0.1.0"
