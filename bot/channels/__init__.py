"""The chats Foothold lives in, each behind the port in `channel.py`."""
