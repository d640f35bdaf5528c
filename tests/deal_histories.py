"""Histories of deals as senders tell them: any order, repeats, corrections, money both ways."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.builders import Event, a_deal, a_hire, an_event

_DAYS = ("2026-09-30T23:30:00+08:00", "2026-10-15T10:00:00+08:00", "2026-11-24T10:00:00+08:00")
_AMOUNTS = ("0", "0.01", "33.33", "4999.99", "9000", "10000", "25000.01")


@st.composite
def histories(draw: st.DrawFn, zone: str = "Asia/Shanghai") -> list[Event]:
    """Events of up to five deals of two reps, shuffled, some of them twice; A002 is in a zone."""
    events: list[Event] = []
    for n in range(draw(st.integers(1, 5))):
        number = f"D{n}"
        cost = draw(_costs) | {"product": draw(_product)}
        events.append(
            a_deal(number, amount=draw(_amount), closed_at=draw(_day), **draw(_whose), **cost)
        )
        versions = range(2, 2 + draw(st.integers(0, 3)))
        events += [draw(_changes(number, version)) for version in versions]
    repeats = draw(st.lists(st.sampled_from(events), max_size=4))
    return draw(st.permutations([*events, *repeats, a_hire("A001"), a_hire("A002", zone=zone)]))


_amount = st.sampled_from(_AMOUNTS)
_day = st.sampled_from(_DAYS)
_WHOSE: list[dict[str, object]] = [
    {"employee_id": "A001"},
    {"employee_id": "A002"},
    {
        "splits": [
            {"employee_id": "A001", "share": "0.33"},
            {"employee_id": "A002", "share": "0.67"},
        ]
    },
]
_whose = st.sampled_from(_WHOSE)
_product = st.sampled_from(("", "软件", "ＨＡＲＤＷＡＲＥ", "else"))
_cost = st.sampled_from(("0", "20.02", "6000", "8123.45"))
#: A cost may come with the closing, later, or never.
_costs: st.SearchStrategy[dict[str, object]] = st.one_of(
    st.just({}), _cost.map(lambda cost: {"cost": cost})
)


def _changes(number: str, version: int) -> st.SearchStrategy[Event]:
    def change(type_: str, **data: object) -> Event:
        return an_event(f"{number}-{version}", type_, {"deal_id": number, **data}, version=version)

    return st.one_of(
        st.builds(lambda a: change("deal.amended", amount=a, currency="CNY"), _amount),
        st.builds(lambda d: change("deal.amended", closed_at=d), _day),
        st.builds(lambda c: change("deal.amended", cost=c, currency="CNY"), _cost),
        st.builds(lambda p: change("deal.amended", product=p), _product),
        st.builds(lambda w: change("deal.reassigned", **w), _whose),
        st.just(change("deal.cancelled")),
        st.builds(lambda a: change("deal.refunded", amount=a), _amount),
        st.builds(
            lambda a, d: change("deal.paid", instalment_id=str(version), amount=a, paid_at=d),
            _amount,
            _day,
        ),
    )
