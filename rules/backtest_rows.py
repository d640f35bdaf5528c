"""Which rows of RULES have a threshold that can be tried, by number; of the others, why not."""

from __future__ import annotations

from rules.backtest import RULES, Rule
from rules.errors import Invalid

#: Row of RULES -> why nothing of it is tried, and what answers instead.
WHY_NOT = {
    "5": "sets no threshold: it keeps two measures apart",
    "7": "sets no threshold: `foothold hiring match` gives the precision of the key pool",
    "10": "asks for three tasks of each pairing: there is no figure on whose sides people fall",
    "12": "says when a sum is told: nobody is flagged",
    "16": "follows rows 14 and 15: try skill_growth and results_growth",
    "17": "says who decides: nobody is flagged",
    "22": "says when an alert is asked about again: nobody is flagged",
    "23": "`foothold retention evaluate` and `score` try a model and its bands",
    "24": "sets no threshold: `foothold retention report` gives who was confirmed",
    "25": "compares groups and flags nobody: `foothold retention groups --match-edges 60 80"
    " --completion-edges 70 90` tries other edges",
    "26": "proposes the edges of row 6 and the bar of row 18: try match_low, match_key or"
    " training_due",
    "27": "sets no threshold: values keep the scale they came with",
    "28": "sets no threshold: it says whose figures are shown",
}


def rule_of(said: str) -> Rule:
    """Give a rule by its name or by a row of RULES with one rule; `Invalid` says what there is."""
    word = said.strip().lower().removeprefix("row").strip()
    if word in set(Rule):
        return Rule(word)
    found = [rule for rule, one in RULES.items() if word in one.row.split(", ")]
    if len(found) == 1:
        return found[0]
    if found:
        raise Invalid("rule", f"row {word} has several: {', '.join(one.value for one in found)}")
    if word in WHY_NOT:
        raise Invalid("rule", f"row {word} {WHY_NOT[word]}")
    names = ", ".join(one.value for one in Rule)
    raise Invalid("rule", f"{said.strip()[:40]!r} is neither a row of RULES nor one of {names}")
