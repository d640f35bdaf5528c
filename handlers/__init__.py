"""What happens when somebody asks or reports."""
