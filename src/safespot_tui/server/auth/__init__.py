"""Who asks: passwords, sessions, and the dependency that turns a token into a caller."""
