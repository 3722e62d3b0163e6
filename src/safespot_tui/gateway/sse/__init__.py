"""Server-Sent Events: the decoder of the stream, and the connection that carries it."""
