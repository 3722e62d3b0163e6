"""A running client, asked and told what to do over a socket."""
