"""Plans that pay by more than an amount: one of each kind, as an operator would write them."""

from __future__ import annotations

_HEAD = 'name = "standard"\ncurrency = "CNY"\n'

MARGIN = f"""{_HEAD}base = "margin"
tiers = [{{ from = "0", rate = "10%" }}, {{ from = "3000", rate = "15%" }}]
"""
#: The rate goes by the margin of each deal, and is paid on its amount.
MARGIN_RATE = f"""{_HEAD}measure = "margin_rate"
mode = "whole_amount"
deal_at_least = "50.00"
deal_at_most = "900.00"
tiers = [
    {{ from = "0%", rate = "2%" }},
    {{ from = "20%", rate = "4%", each = "30.00" }},
    {{ from = "33.34%", rate = "6%" }},
]
"""
PER_DEAL = f"""{_HEAD}measure = "deal"
mode = "whole_amount"
deal_at_least = "100.00"
deal_at_most = "1500.00"
tiers = [{{ from = "0", rate = "5%", each = "20.00" }}, {{ from = "9000", rate = "7%" }}]
"""
#: The first two deals bring 100.00 each, those after them 150.00; 500.00 for the fourth.
COUNT = f"""{_HEAD}measure = "count"
tiers = [
    {{ from = 1, each = "100.00" }},
    {{ from = 3, each = "150.00" }},
    {{ from = 4, each = "150.00", sum = "500.00" }},
]
"""
COUNT_WHOLE = f"""{_HEAD}measure = "count"
mode = "whole_amount"
period_at_most = "4000.00"
tiers = [{{ from = 1, rate = "5%" }}, {{ from = 3, rate = "8%", each = "40.00" }}]
"""
#: 30,000.00 pay 1,000.00: a thirtieth of what is sold, half as much again from there on.
ATTAINMENT = f"""{_HEAD}measure = "attainment"
quota = "30000.00"
on_target = "1000.00"
tiers = [
    {{ from = "0%", times = "0.5" }},
    {{ from = "50%", times = "10/9" }},
    {{ from = "100%", times = "1.5", sum = "200.00" }},
]
"""
ATTAINMENT_MIXED = f"""{_HEAD}measure = "attainment"
mode = "mixed"
quota = "20000.00"
period_at_most = "2500.00"
tiers = [
    {{ from = "0%", rate = "5%" }},
    {{ from = "50%", rate = "10%", applies_to = "all", sum = "100.00" }},
    {{ from = "100%", rate = "15%" }},
]
"""
MARGIN_COLLECTED = MARGIN.replace('base = "margin"', 'base = "margin"\ntier_on = "collected"')
COUNT_COLLECTED = COUNT.replace("tiers", 'tier_on = "collected"\ntiers', 1)

PLANS = {
    "margin": MARGIN,
    "margin rate": MARGIN_RATE,
    "per deal": PER_DEAL,
    "count": COUNT,
    "count, whole": COUNT_WHOLE,
    "attainment": ATTAINMENT,
    "attainment, mixed": ATTAINMENT_MIXED,
    "margin, collected": MARGIN_COLLECTED,
    "count, collected": COUNT_COLLECTED,
}
