"""Many clients that write and read at once: how long that takes, and what is lost on the way."""
