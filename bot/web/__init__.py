"""The HTTP side: webhooks in, the web chat, health."""
