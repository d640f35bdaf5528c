"""Pictures for a chat. matplotlib is imported when one is drawn, and nowhere else.

Where no font with Chinese letters is installed the labels are English: never boxes. Where there is
no matplotlib there is no picture, and the card says the same in words. A phone shows it at a third
of its size, so letters are large and numbers at risk stand under their weeks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from rules.retention_view import FEWEST, RetentionView

#: Debian's fonts-wqy-microhei first. Of a collection matplotlib sees the first face alone (JP).
CHINESE_FONTS = (
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "Droid Sans Fallback",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)
#: What their files are called, without the ending.
_FILES = frozenset(
    "wqy-microhei wqy-zenhei notosanscjk-regular notosanscjksc-regular sourcehansanssc-regular"
    " droidsansfallback droidsansfallbackfull pingfang msyh simhei".split()
)
_LATIN = "DejaVu Sans"
_SIZE, _DOTS = (5.0, 3.9), 160
_POINTS, _TITLE_POINTS = 12, 13
_LINE, _BAND = "#1f6feb", "#9ec5fe"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveWords:
    """The labels by language, and whose language is wanted."""

    language: str
    title: Mapping[str, str]
    week: Mapping[str, str]
    stays: Mapping[str, str]
    at_risk: Mapping[str, str]
    #: What is said where the curve ends early.
    few: Mapping[str, str]


def can_draw() -> bool:
    """Whether a picture can be drawn here."""
    return find_spec("matplotlib") is not None


def planned(facts: RetentionView, words: CurveWords) -> str:
    """Give what a picture shows, to be drawn later; "" where there is nothing to draw."""
    if not facts.told or not can_draw():
        return ""
    points = [(one.week, share.value, share.low, share.high) for one, share in facts.told]
    # Flat from the last share on, as far as it is known that enough are still there.
    untold = min((one.week for one in facts.curve if one.share is None), default=None)
    known = [week for week, n in facts.at_risk if n >= FEWEST and (untold is None or week < untold)]
    plan = {
        "points": points,
        "until": max([points[-1][0], *known]),
        "is_cut": untold is not None,
        "at_risk": facts.at_risk,
        "words": asdict(words),
    }
    return json.dumps(plan)


def chinese_font() -> str | None:
    """Name the installed font with Chinese letters that is used; None without one.

    matplotlib keeps the list of its first run: a font that was installed since is looked for.
    """
    from matplotlib import font_manager  # noqa: PLC0415 - half a second

    if (known := _listed(font_manager.fontManager.ttflist)) is not None:
        return known
    for file in font_manager.findSystemFonts():
        if Path(file).stem.lower() in _FILES:
            font_manager.fontManager.addfont(file)
    return _listed(font_manager.fontManager.ttflist)


def draw_curve(plan: str) -> bytes:
    """Draw who still stays by week as PNG, with its interval and the numbers at risk beneath.

    It takes about a second, three the first time: call it in a thread, outside a transaction.
    """
    wanted = json.loads(plan)
    words, at_risk = CurveWords(**wanted["words"]), wanted["at_risk"]
    seen: list[tuple[int, int, int | None, int | None]] = wanted["points"]
    from matplotlib import rc_context  # noqa: PLC0415 - half a second
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    font = chinese_font() if words.language == "zh" else None
    language = "zh" if font else "en"
    family = [font, _LATIN] if font else [_LATIN]
    points = [(0, 1000, 1000, 1000)]
    points += [
        (week, share, share if low is None else low, share if high is None else high)
        for week, share, low, high in seen
    ]
    points.append((wanted["until"], *points[-1][1:]))
    last = max([wanted["until"], *(week for week, n in at_risk if n)])
    weeks = [week for week, *_ in points]
    stays, low, high = ([one[n] / 10 for one in points] for n in (1, 2, 3))
    to = BytesIO()
    with rc_context(
        {
            "font.family": family, "axes.unicode_minus": False, "font.size": _POINTS,
            "axes.titlesize": _TITLE_POINTS,
        }
    ):  # fmt: skip
        figure = Figure(figsize=_SIZE, dpi=_DOTS, layout="constrained")
        FigureCanvasAgg(figure)
        plot = figure.add_subplot()
        plot.fill_between(weeks, low, high, step="post", color=_BAND, alpha=0.5, linewidth=0)
        plot.step(weeks, stays, where="post", color=_LINE, linewidth=2)
        plot.set_ylim(0, 102)
        plot.set_xlim(0, max(last, 1))
        ends = [words.few[language]] if wanted["is_cut"] else []
        plot.set_title("\n".join([words.title[language], *ends]))
        plot.set_ylabel(words.stays[language])
        there = [(week, n) for week, n in at_risk if n] or [(0, 0)]
        plot.set_xticks([week for week, _ in there], [f"{week}\n{n}" for week, n in there])
        plot.annotate(
            f"{words.week[language]}\n{words.at_risk[language]}", (0, 0),
            xycoords="axes fraction", xytext=(-18, -5), textcoords="offset points",
            ha="right", va="top", fontsize=_POINTS,
        )  # fmt: skip
        plot.grid(visible=True, alpha=0.25)
        figure.savefig(to, format="png", metadata={"Software": None})
    return to.getvalue()


def _listed(fonts: Iterable[object]) -> str | None:
    known = {getattr(one, "name", "") for one in fonts}
    return next((one for one in CHINESE_FONTS if one in known), None)
