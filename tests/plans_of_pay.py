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
#: By what a deal is sold above its cost.
MARKUP = f"""{_HEAD}measure = "markup"
mode = "whole_amount"
tiers = [
    {{ from = "0%", rate = "1%" }},
    {{ from = "25%", rate = "3%" }},
    {{ from = "150%", rate = "6%", each = "10.00" }},
]
"""
#: By a deal's size and its margin.
GRID_OF_DEALS = f"""{_HEAD}measure = "deal"
mode = "whole_amount"
across = {{ measure = "margin_rate", from = ["0%", "20%", "40%"] }}
tiers = [
    {{ from = "0", rates = ["1%", "2%", "3%"] }},
    {{ from = "9000", rates = ["2%", "3%", "5%"] }},
]
"""
#: By what a period sold and how many deals it had; marginal within the column.
GRID_OF_PERIODS = f"""{_HEAD}across = {{ measure = "count", from = [1, 3] }}
tiers = [
    {{ from = "0", rates = ["3%", "4%"] }},
    {{ from = "10000", rates = ["5%", "7%"] }},
]
"""
#: By each deal's margin, in rows of what the period has reached of its quota.
GRID_MIXED = f"""{_HEAD}measure = "attainment"
mode = "whole_amount"
quota = "20000.00"
across = {{ measure = "markup", from = ["0%", "30%"] }}
period_at_most = "1500.00"
deal_at_least = "20.00"
tiers = [
    {{ from = "0%", rates = ["1%", "3%"] }},
    {{ from = "50%", rates = ["2%", "5%"] }},
    {{ from = "100%", rates = ["4%", "8%"] }},
]
"""
#: A deal by its size, in columns of how many deals the period has.
GRID_TURNED = f"""{_HEAD}measure = "deal"
across = {{ measure = "count", from = [1, 2, 4] }}
deal_at_most = "900.00"
tiers = [
    {{ from = "0", rates = ["1%", "2%", "3%"] }},
    {{ from = "9000", rates = ["2%", "4%", "6%"] }},
]
"""
#: Tiers of the period, times a factor of what of the quota is done.
FACTOR = f"""{_HEAD}quota = "20000.00"
period_at_most = "3000.00"
factors = [
    {{ from = "0%", times = "0.5" }},
    {{ from = "50%", times = "attainment" }},
    {{ from = "120%", times = "1.2" }},
]
tiers = [{{ from = "0", rate = "5%" }}, {{ from = "10000", rate = "7%", sum = "100.00" }}]
"""
#: Whole amounts, times a factor of the number of deals.
FACTOR_WHOLE = f"""{_HEAD}mode = "whole_amount"
factor_by = "count"
factors = [{{ from = 1, times = "0.8" }}, {{ from = 3, times = "1" }}]
tiers = [{{ from = "0", rate = "5%" }}, {{ from = "10000", rate = "7%", each = "30.00" }}]
"""
#: Each deal by its own size, times a factor of the period's sum.
FACTOR_OF_DEALS = f"""{_HEAD}measure = "deal"
mode = "whole_amount"
deal_at_least = "50.00"
factor_by = "period"
factors = [{{ from = "0", times = "0.9" }}, {{ from = "10000", times = "1.1" }}]
tiers = [{{ from = "0", rate = "3%" }}, {{ from = "9000", rate = "4%" }}]
"""
#: The rate goes by the number of deals, the least and the most of each deal by itself.
LIMITS_BY_COUNT = f"""{_HEAD}measure = "count"
mode = "whole_amount"
deal_at_least = "100.00"
deal_at_most = "800.00"
tiers = [{{ from = 1, rate = "5%" }}, {{ from = 3, rate = "8%", sum = "200.00" }}]
"""
#: Each deal by its size, and a most for the period.
DEALS_CAPPED = f"""{_HEAD}measure = "deal"
period_at_most = "1200.00"
tiers = [{{ from = "0", rate = "5%" }}, {{ from = "9000", rate = "7%" }}]
"""
#: By what is sold, in tiers of what the period has reached; a third column for anything else.
PRODUCTS = f"""{_HEAD}mode = "whole_amount"
across = {{ measure = "product", names = ["软件", "Hardware"] }}
deal_at_most = "1500.00"
tiers = [
    {{ from = "0", rates = ["10%", "5%", "0%"], eaches = ["0", "20.00", "10.00"] }},
    {{ from = "10000", rates = ["12%", "6%", "1%"] }},
]
"""
#: By what is sold and the size of each deal, its margin for it.
PRODUCTS_OF_DEALS = f"""{_HEAD}base = "margin"
measure = "deal"
across = {{ measure = "product", names = ["软件"] }}
tiers = [
    {{ from = "0", rates = ["10%", "3%"] }},
    {{ from = "3000", rates = ["15%", "4%"], eaches = ["50.00", "0"] }},
]
"""
#: A part of each deal for the house, until it has enough in a year; a fee for each closing.
HOUSE_FEE = f"""{_HEAD}period = "year"
deal_less = "250.00"
tiers = [{{ from = "0", rate = "70%" }}, {{ from = "20000", rate = "100%" }}]
"""
FEE_WHOLE = f"""{_HEAD}mode = "whole_amount"
deal_less = "33.33"
period_at_most = "2500.00"
tiers = [{{ from = "0", rate = "5%" }}, {{ from = "10000", rate = "7%" }}]
"""
FEE_OF_DEALS = f"""{_HEAD}measure = "deal"
deal_at_least = "60.00"
deal_less = "50.00"
tiers = [{{ from = "0", rate = "5%" }}, {{ from = "9000", rate = "7%" }}]
"""
#: Money that comes a month late counts to four fifths, two months late to half.
LATE = f"""{_HEAD}tier_on = "collected"
late = [{{ after_days = 30, counts = "80%" }}, {{ after_days = 45, counts = "33.33%" }}]
tiers = [{{ from = "0", rate = "5%" }}, {{ from = "10000", rate = "7%" }}]
"""
PRODUCTS_COLLECTED = PRODUCTS.replace("tiers", 'tier_on = "collected"\ntiers', 1)
MARGIN_COLLECTED = MARGIN.replace('base = "margin"', 'base = "margin"\ntier_on = "collected"')
COUNT_COLLECTED = COUNT.replace("tiers", 'tier_on = "collected"\ntiers', 1)

LIMITS_COLLECTED = LIMITS_BY_COUNT.replace("tiers", 'tier_on = "collected"\ntiers', 1)

PLANS = {
    "margin": MARGIN,
    "margin rate": MARGIN_RATE,
    "per deal": PER_DEAL,
    "count": COUNT,
    "count, whole": COUNT_WHOLE,
    "attainment": ATTAINMENT,
    "attainment, mixed": ATTAINMENT_MIXED,
    "markup": MARKUP,
    "grid of deals": GRID_OF_DEALS,
    "grid of periods": GRID_OF_PERIODS,
    "grid, mixed": GRID_MIXED,
    "grid, turned": GRID_TURNED,
    "factor": FACTOR,
    "factor, whole": FACTOR_WHOLE,
    "factor of deals": FACTOR_OF_DEALS,
    "limits by count": LIMITS_BY_COUNT,
    "deals, capped": DEALS_CAPPED,
    "products": PRODUCTS,
    "products of deals": PRODUCTS_OF_DEALS,
    "products, collected": PRODUCTS_COLLECTED,
    "fee of a year": HOUSE_FEE,
    "fee, whole": FEE_WHOLE,
    "fee of deals": FEE_OF_DEALS,
    "late": LATE,
    "limits by count, collected": LIMITS_COLLECTED,
    "margin, collected": MARGIN_COLLECTED,
    "count, collected": COUNT_COLLECTED,
}
