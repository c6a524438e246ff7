"""Writing down what a worker hands over: a process of its own for each recording."""
