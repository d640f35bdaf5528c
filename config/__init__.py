"""Settings and policy readers, shipped samples."""
