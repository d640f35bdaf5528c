"""What people type and what is understood of it, one file per thing that is asked for."""
