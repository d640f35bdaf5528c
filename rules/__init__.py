"""The policies of Foothold, pure: no input or output, no clock, no framework."""
