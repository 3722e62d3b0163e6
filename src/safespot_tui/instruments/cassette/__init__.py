"""All that crossed a gateway, in a file, and a gateway that tells it again."""
