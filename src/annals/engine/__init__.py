"""Where the work is done: on this machine, in one process or several."""
