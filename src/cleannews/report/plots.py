"""
Plots of a finished run, with matplotlib (extra "plots"): the same run gives the same bytes.

Colours are those of Okabe and Ito (2008), which colour-blind readers tell apart, each with a hatch or a place
of its own, so that they are told apart in print.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path
from typing import Any

from cleannews.errors import MissingExtraError
from cleannews.files import written_whole
from cleannews.grouping.lsh import BandPlan
from cleannews.grouping.result import OutletPair
from cleannews.pipeline.finished import Run
from cleannews.printable import one_line
from cleannews.report.figures import BINS, Figures, figures_of

__all__ = ["FORMATS", "PLOTS", "require_plots", "write_plots"]

FORMATS = ("svg", "png")

_STYLES = {
    "copy": ("#0072B2", ""),
    "abridged": ("#E69F00", "///"),
    "version": ("#009E73", "..."),
    "reworded": ("#CC79A7", "xxx"),
}
_BLUE, _RED, _GREY = "#0072B2", "#D55E00", "#555555"
_MOST_OUTLETS, _MOST_ARROWS, _LONGEST_NAME = 20, 60, 28
_FEW_SIZES = 20

_STYLE = {
    "svg.fonttype": "none",  # text stays text: the reader's fonts have glyphs that ours lack
    "svg.hashsalt": "cleannews",
    "text.parse_math": False,  # names come from the web
    "text.usetex": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 150,
}


def require_plots() -> Any:
    """
    Return matplotlib.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import matplotlib as mpl
        import matplotlib.figure
    except ImportError:
        raise MissingExtraError("matplotlib", "plots") from None
    return mpl


def write_plots(run: Run, folder: Path) -> list[Path]:
    """
    Draw the plots of a run, each as SVG and as PNG.

    Args:
        run: The run.
        folder: Where they go; it is made. Files of their names are replaced.

    Returns:
        The files.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    mpl = require_plots()
    figures = figures_of(run)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with _styled(mpl):
        for name, (draw, size) in PLOTS.items():
            figure = mpl.figure.Figure(figsize=size)
            draw(figure, figures)
            for kind in FORMATS:
                path = folder / f"{name}.{kind}"
                metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
                drawn = BytesIO()
                figure.savefig(drawn, format=kind, metadata=metadata)
                with written_whole(path) as file:
                    file.write(drawn.getvalue())
                written.append(path)
    return written


@contextmanager
def _styled(mpl: Any) -> Iterator[None]:
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        yield


def _nothing(axes: Any, what: str) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, what, ha="center", va="center", color=_GREY, transform=axes.transAxes)


def _whole(axis: Any) -> None:
    """Let an axis count in whole numbers with thousands parted."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _similarities(figure: Any, figures: Figures) -> None:
    """Draw how similar members are to their representatives, with the thresholds."""
    upper, lower = figure.subplots(2, 1, sharex=True)
    figure.suptitle("Similarity of grouped articles to their representatives")
    if not figures.jaccard:
        lower.set_axis_off()
        _nothing(upper, "no groups in this run")
        return
    settings = figures.settings
    for axes, counts, label, threshold in (
        (upper, figures.jaccard, "Jaccard similarity of word 5-grams", settings.threshold),
        (
            lower,
            figures.containment,
            "containment (share of the smaller set)",
            settings.containment,
        ),
    ):
        _stacked(axes, counts)
        axes.set_xlabel(label)
        axes.set_ylabel("articles per bin of 0.02")
        if threshold is not None:
            axes.axvline(threshold, color=_RED, linestyle="--", linewidth=1.5)
            where = {"xy": (threshold, 1.0), "xycoords": ("data", "axes fraction")}
            axes.annotate(
                f"threshold {threshold:g}",
                **where,
                xytext=(-4, -2),
                textcoords="offset points",
                ha="right" if threshold > 0.25 else "left",
                va="top",
                color=_RED,
            )
        axes.tick_params(labelbottom=True)
        _whole(axes.yaxis)
    handles, labels = upper.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)


def _stacked(axes: Any, counts: Counter[tuple[str, int]]) -> None:
    below = [0] * BINS
    for relation, (colour, hatch) in _STYLES.items():
        heights = [counts[relation, at] for at in range(BINS)]
        if not any(heights):
            continue
        axes.bar(
            [at / BINS for at in range(BINS)],
            heights,
            1 / BINS,
            below,
            align="edge",
            label=relation,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.6,
        )
        below = [low + high for low, high in zip(below, heights, strict=True)]
    axes.set_xlim(0, 1)


def _sizes(figure: Any, figures: Figures) -> None:
    """Draw how many groups there are of each size; of many sizes by powers of two."""
    axes = figure.subplots()
    axes.set_title("Sizes of groups")
    if not figures.sizes:
        _nothing(axes, "no groups in this run")
        return
    largest = max(figures.sizes)
    if largest <= _FEW_SIZES:
        bins = [(size, size) for size in range(2, largest + 1)]
    else:
        bins = [(2**power, 2 ** (power + 1) - 1) for power in range(1, largest.bit_length())]
    counts = [
        sum(many for size, many in figures.sizes.items() if low <= size <= high)
        for low, high in bins
    ]
    bars = axes.bar(range(len(bins)), counts, 0.8, color=_BLUE)
    axes.margins(y=0.12)
    axes.bar_label(bars, [f"{count:,}" if count else "" for count in counts], padding=2)
    labels = [f"{low:,}" if low == high else f"{low:,}–{high:,}" for low, high in bins]
    turned = {"rotation": 40, "ha": "right"} if largest > _FEW_SIZES else {}
    axes.set_xticks(range(len(bins)), labels, **turned)
    axes.set_xlabel("articles in a group")
    axes.set_ylabel("groups")
    if max(counts) > 100 * max(1, min(filter(None, counts))):
        axes.set_yscale("log")
        axes.set_ylabel("groups (logarithmic)")
    else:
        _whole(axes.yaxis)


def _removed(figure: Any, figures: Figures) -> None:
    """Draw how much was removed of each category."""
    axes = figure.subplots()
    axes.set_title("Removed text by category")
    if not figures.removed:
        _nothing(axes, "nothing was removed in this run")
        return
    rows = sorted(figures.removed.items(), key=lambda it: (it[1][0], it[0]))
    bars = axes.barh(range(len(rows)), [it[0] for _, it in rows], color=_BLUE)
    axes.bar_label(bars, [f"{it[0]:,} in {it[1]:,} spans" for _, it in rows], padding=4)
    axes.set_yticks(range(len(rows)), [_name(category) for category, _ in rows])
    axes.set_xlabel("characters")
    axes.set_xlim(0, 1.35 * max(it[0] for _, it in rows))
    _whole(axes.xaxis)


def _curve(figure: Any, figures: Figures) -> None:
    """Draw the chance of a pair to become a candidate by its Jaccard similarity."""
    axes = figure.subplots()
    threshold = figures.settings.threshold
    plan = BandPlan.for_threshold(threshold)
    steps = [at / 200 for at in range(201)]
    axes.plot(steps, [plan.probability(at) for at in steps], color=_BLUE, linewidth=2)
    axes.axvline(threshold, color=_RED, linestyle="--", linewidth=1.5)
    chance = plan.probability(threshold)
    axes.plot([threshold], [chance], "o", color=_RED)
    axes.annotate(
        f"threshold {threshold:g}:\n{int(chance * 1000) / 1000:.1%} found",
        (threshold, chance),
        xytext=(8, -14) if threshold < 0.75 else (-8, -60),
        textcoords="offset points",
        ha="left" if threshold < 0.75 else "right",
        va="top",
        color=_RED,
    )
    axes.set_title(f"S-curve of MinHash LSH: {plan.bands} bands of {plan.rows} rows")
    axes.set_xlabel("Jaccard similarity of a pair")
    axes.set_ylabel("probability of becoming a candidate")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.05)
    axes.grid(alpha=0.3)


def _network(figure: Any, figures: Figures) -> None:
    """Draw who has what another outlet had: outlets on a circle, arrows from who had it first."""
    axes = figure.subplots()
    if not figures.outlets:
        lacking = figures.outlets is None
        axes.set_title("Who has what another outlet had")
        _nothing(
            axes,
            "not known: the run was written with --only-kept"
            if lacking
            else "no articles that two outlets have",
        )
        return
    names, arrows, every = _strongest(figures.outlets)
    axes.set_title(
        f"Who has what another outlet had: {len(names)} of {every} outlets, "
        f"{len(arrows)} of {len(figures.outlets):,} pairs",
        pad=24,
    )
    angles = {name: pi / 2 - 2 * pi * at / len(names) for at, name in enumerate(names)}
    most = arrows[0].articles
    for pair in reversed(arrows):
        _arrow(axes, angles[pair.source], angles[pair.copier], pair, most)
    totals: Counter[str] = Counter()
    for pair in arrows:
        totals[pair.source] += pair.articles
    for name, angle in angles.items():
        x, y = cos(angle), sin(angle)
        size = 8 + 8 * (totals[name] / max(totals.values())) ** 0.5
        axes.plot(x, y, "o", color=_BLUE, markersize=size, markeredgecolor="white", zorder=3)
        side = "center" if abs(x) < 0.15 else ("left" if x > 0 else "right")
        height = "center" if abs(x) >= 0.15 else ("bottom" if y > 0 else "top")
        axes.text(1.1 * x, 1.1 * y, _name(name), ha=side, va=height)
    axes.set_xlim(-2.1, 2.1)
    axes.set_ylim(-1.3, 1.3)
    axes.set_aspect("equal")
    axes.set_axis_off()
    note = f"arrow: from the earlier to the later article; width: articles, 1 to {most:,}; solid:"
    note += " dates tell the direction for most; dashed: they do not; larger dot: more articles had first"
    figure.supxlabel(note, fontsize=8, color=_GREY)


def _strongest(outlets: tuple[OutletPair, ...]) -> tuple[list[str], list[OutletPair], int]:
    """Return the outlets with most articles in the order of names, their arrows, and how many there are."""
    weights: Counter[str] = Counter()
    for pair in outlets:
        weights[pair.source] += pair.articles
        weights[pair.copier] += pair.articles
    names = sorted(sorted(weights, key=lambda it: (-weights[it], it))[:_MOST_OUTLETS])
    chosen = set(names)
    arrows = [it for it in outlets if it.source in chosen and it.copier in chosen][:_MOST_ARROWS]
    return names, arrows or [outlets[0]], len(weights)


def _arrow(axes: Any, start: float, end: float, pair: OutletPair, most: int) -> None:
    axes.annotate(
        "",
        (cos(end), sin(end)),
        (cos(start), sin(start)),
        arrowprops={
            "arrowstyle": "-|>",
            "connectionstyle": "arc3,rad=0.18",
            "linewidth": 0.6 + 3.4 * pair.articles / most if most > 1 else 0.8,
            "linestyle": "--" if 2 * pair.undated > pair.articles else "-",
            "color": _GREY,
            "alpha": 0.75,
            "shrinkA": 8,
            "shrinkB": 8,
            "mutation_scale": 11,
        },
    )


def _name(text: str) -> str:
    """Return a name from the web, harmless and not too long."""
    safe = one_line(text)
    return safe if len(safe) <= _LONGEST_NAME else f"{safe[: _LONGEST_NAME - 1]}…"


PLOTS: dict[str, tuple[Callable[[Any, Figures], None], tuple[float, float]]] = {
    "similarity": (_similarities, (7, 6)),
    "group-sizes": (_sizes, (7, 4)),
    "removed": (_removed, (7, 4)),
    "outlets": (_network, (9, 6.5)),
    "s-curve": (_curve, (6, 4)),
}
"""The plots by the names of their files, each with its size in inches."""
