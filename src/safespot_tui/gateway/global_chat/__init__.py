"""The dialect of the bundled backend: the Global Chat contract. Import it after the first paint."""
