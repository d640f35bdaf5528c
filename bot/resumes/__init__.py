"""Resume files made into lines: each is read by a child process with little time and memory."""
