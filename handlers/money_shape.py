"""The shapes of sentences about money and about the bot itself."""

from __future__ import annotations

from handlers.intent import Intent
from handlers.shape import Shape
from rules.part import Part

P = Part
_POLITE = P.FILLER | P.GREETING
_ASKED = _POLITE | P.HELP | P.RANGE | P.FUTURE | P.PERSON | P.HOW_MUCH | P.COULD | P.EARN
_DOUBTED = (
    (_ASKED | P.COMMISSION | P.IT | P.ODD | P.NOT | P.MORE | P.AMOUNT | P.GOAL | P.WHY | P.HOW)
    | P.CALCULATED
    | P.WRONG
    | P.THIS_DEAL
)
_TRIED = (
    (_POLITE | P.IF | P.AGAIN | P.MORE | P.DEAL | P.SALES | P.AMOUNT | P.COUNT | P.FUTURE)
    | P.HOW_MUCH
    | P.COULD
    | P.EARN
    | P.COMMISSION
    | P.IT
)
_ANY_DEAL = P.DEAL | P.SALES | P.COUNT

#: The first shape that fits decides.
MONEY_SHAPES = (
    Shape(intent=Intent.LINK, needs=(P.CODE,), allows=_POLITE | P.LINK),
    Shape(intent=Intent.LINK, needs=(P.LINK,), allows=_POLITE),
    Shape(intent=Intent.HELP, needs=(P.HELP,), allows=_POLITE | P.IT | P.HOW_MUCH),
    Shape(intent=Intent.HELP, needs=(P.GREETING,)),
    Shape(intent=Intent.COMMISSION, needs=(P.COMMISSION, P.LIST),
          allows=_ASKED | P.DEAL | P.SALES | P.DONE | P.COUNT | P.WHY),
    Shape(intent=Intent.WHY, needs=(P.WHY, P.COMMISSION | P.EARN),
           allows=_DOUBTED | P.DEAL | P.SALES | P.DONE | P.COUNT),
    Shape(intent=Intent.WHY, needs=(P.WHY,),
           allows=_POLITE | P.IT | P.ODD | P.AMOUNT | P.RANGE | P.CALCULATED | P.PERSON | P.WRONG
           | P.THIS_DEAL),
    Shape(intent=Intent.WHY, needs=(P.CALCULATED,), allows=_DOUBTED | P.SALES),
    Shape(intent=Intent.WHY, needs=(P.IT | P.COMMISSION, P.WRONG),
          allows=_POLITE | P.RANGE | P.ODD),
    Shape(intent=Intent.WHY, needs=(P.HOW, P.ODD), allows=_DOUBTED),
    Shape(intent=Intent.WHY, needs=(P.HOW, P.NOT, P.COMMISSION | P.EARN), allows=_DOUBTED),
    Shape(intent=Intent.WHAT_IF, needs=(P.AGAIN,), allows=_TRIED | P.RANGE),
    Shape(intent=Intent.WHAT_IF, needs=(P.IF, _ANY_DEAL | P.DONE), allows=_TRIED | P.RANGE),
    Shape(intent=Intent.WHAT_IF, needs=(P.IF, P.AMOUNT, P.HOW_MUCH | P.MORE), allows=_TRIED),
    Shape(intent=Intent.WHAT_IF, needs=(P.IF, P.AMOUNT), allows=_POLITE),
    Shape(intent=Intent.WHAT_IF, needs=(P.IF, P.DEAL, P.AMOUNT), allows=_TRIED | P.GOAL),
    Shape(intent=Intent.WHAT_IF, needs=(P.IF,), allows=_POLITE),
    Shape(intent=Intent.WHAT_IF, needs=(P.MORE | P.COUNT, P.AMOUNT), allows=_TRIED),
    Shape(intent=Intent.WHAT_IF, needs=(P.MORE, P.DEAL, P.HOW_MUCH | P.COULD), allows=_TRIED),
    Shape(intent=Intent.WHAT_IF, needs=(P.COUNT, P.COULD, P.EARN), allows=_TRIED),
    Shape(intent=Intent.WHAT_IF, needs=(_ANY_DEAL, P.AMOUNT, P.HOW_MUCH | P.COMMISSION),
           allows=_TRIED),
    Shape(intent=Intent.WHAT_IF, needs=(P.AMOUNT, P.EARN, P.COULD, P.HOW_MUCH), allows=_TRIED),
    Shape(intent=Intent.COMMISSION, needs=(P.COMMISSION, P.RANGE),
           allows=_ASKED | P.SALES | P.DONE | P.COUNT),
    Shape(intent=Intent.COMMISSION, needs=(P.COMMISSION,), allows=_ASKED | P.SALES),
    Shape(intent=Intent.COMMISSION, needs=(P.EARN, P.HOW_MUCH, P.RANGE),
           allows=_ASKED | P.SALES | P.DONE | P.COUNT),
    Shape(intent=Intent.COMMISSION, needs=(P.EARN, P.HOW_MUCH), allows=_ASKED),
    Shape(intent=Intent.COMMISSION, needs=(P.COMMISSION, P.STAGE),
          allows=_ASKED | P.IT | P.NOT | P.HOW),
    Shape(intent=Intent.COMMISSION, needs=(P.THIS_DEAL, P.HOW_MUCH),
          allows=_ASKED | P.IT | P.COMMISSION),
)  # fmt: skip
