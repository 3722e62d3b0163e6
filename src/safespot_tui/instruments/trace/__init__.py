"""What crossed between a client and its server, and what that made of the client. No I/O."""
