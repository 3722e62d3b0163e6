"""What the user is told of while they look elsewhere: when it is due, in what words, by which
sequence of the terminal."""
