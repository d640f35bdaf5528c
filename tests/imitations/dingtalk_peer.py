"""The vendor's own Stream client, in a process that can be ended: it takes no cancellation."""

from __future__ import annotations

import json
import sys
from typing import Any

import dingtalk_stream  # type: ignore[import-untyped] # it ships no types
from dingtalk_stream import AckMessage, CallbackMessage, ChatbotMessage, Credential, EventMessage


class Bot(dingtalk_stream.ChatbotHandler):  # type: ignore[misc] # it ships no types
    async def process(self, callback: CallbackMessage) -> tuple[int, str]:
        _tell(ChatbotMessage.from_dict(callback.data).text.content)
        return AckMessage.STATUS_OK, "OK"


class Cards(dingtalk_stream.CallbackHandler):  # type: ignore[misc] # it ships no types
    async def process(self, callback: CallbackMessage) -> tuple[int, dict[str, Any]]:
        said = dingtalk_stream.CardCallbackMessage.from_dict(callback.data)
        return AckMessage.STATUS_OK, {"cardData": {"cardParamMap": {"of": said.card_instance_id}}}


class Events(dingtalk_stream.EventHandler):  # type: ignore[misc] # it ships no types
    async def process(self, event: EventMessage) -> tuple[int, str]:
        _tell(event.headers.event_type)
        return AckMessage.STATUS_OK, "OK"


def _tell(word: str) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    client = dingtalk_stream.DingTalkStreamClient(Credential(sys.argv[1], sys.argv[2]))
    client.get_host_ip = lambda: "127.0.0.1"  # it would ask the world
    client.register_callback_handler(ChatbotMessage.TOPIC, Bot())
    client.register_callback_handler("/v1.0/card/instances/callback", Cards())
    client.register_all_event_handler(Events())
    client.start_forever()
