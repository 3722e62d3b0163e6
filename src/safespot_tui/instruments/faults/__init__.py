"""A bad line and a bad server, made on the client's side, the same for the same seed."""
