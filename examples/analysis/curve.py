#!/usr/bin/env python3
"""Draws what agents learn over a field that was varied, from the table of a sweep.

    wayward sweep cheese-corner --vary train.disagree=0,0.003,0.01,0.03,0.1,0.3,1 --seeds 1000..1016 --out sweep.csv
    python3 curve.py sweep.csv curve.svg

    wayward sweep … --json > sweep.jsonl
    python3 curve.py sweep.jsonl curve.svg

The points are printed as CSV. JSON Lines have Wayward's own intervals. Rows of CSV do not say how much of each agent's own interval is
shared, as all agents meet the same levels; taken as all of it, intervals come out as wide or wider.
"""

import json
import re
import sys

import matplotlib
import numpy as np
import pandas as pd

from intervals import mean_interval

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: after the choice of what draws

# From a 95 % interval to a standard deviation.
DEVIATIONS = 2 * 1.959964
COLORS, MARKS = ["#565e68", "#1c66b3", "#a85200", "#14703f"], "os^D"


def read_csv(path):
    """A line for each point, series and figure, from the rows of the agents."""
    rows = pd.read_csv(path)
    varied = list(rows.columns[: rows.columns.get_loc("seed")])
    proxies = [name[6:-4] for name in rows.columns if re.fullmatch(r"shift\..+\.low", name)]
    proxies = [name for name in proxies if name not in ("reward", "earned", "intended")]
    series = {"training: reward": "fresh.reward", "shifted: intended": "shift.intended"}
    series |= {f"shifted: {name}": f"shift.{name}" for name in proxies}
    points = []
    for place, agents in rows.groupby(varied, sort=False):
        for name, column in series.items():
            if agents[column].isna().any():
                continue
            deviation = ((agents[f"{column}.high"] - agents[f"{column}.low"]) / DEVIATIONS).mean()
            points.append([label(place), name, *mean_interval(agents[column], deviation**2)])
    return points, ", ".join(varied)


def read_json(path):
    """The same from what Wayward says of all agents of a point together."""
    points, varied = [], ""
    with open(path, encoding="utf-8") as file:
        lines = [line for line in map(json.loads, file) if "population" in line]
    for line in lines:
        fresh, shift = line["population"]["fresh"], line["population"]["shift"]
        scores = {"training: reward": fresh["reward"], "shifted: intended": shift["intended"]}
        scores |= {f"shifted: {name}": score for name, score in shift["proxies"].items()}
        varied = ", ".join(line["vary"])
        for name, score in scores.items():
            if score is not None:
                points.append([label(line["vary"].values()), name, score["value"], score["low"], score["high"]])
    return points, varied


def label(values):
    return ", ".join(f"{value:g}" if isinstance(value, (int, float)) else str(value) for value in values)


def draw(points, varied, path):
    """Values stand at equal distances, as in docs/results.md: from one to the next is about a factor of three."""
    # Text stays text: it can be searched and read out.
    plt.rcParams["svg.fonttype"] = "none"
    figure, axes = plt.subplots(figsize=(7.6, 3.8), layout="constrained")
    places = {value: place for place, value in enumerate(points["point"].unique())}
    series = list(points.groupby("series", sort=False))
    for i, (name, of) in enumerate(series):
        # Side by side, so that no interval hides another.
        x = of["point"].map(places) + 0.08 * (i - (len(series) - 1) / 2)
        errors = np.array([of["value"] - of["low"], of["high"] - of["value"]])
        axes.errorbar(x, of["value"], errors, label=name, color=COLORS[i % 4], marker=MARKS[i % 4], capsize=3)
    axes.set_xticks(range(len(places)), list(places))
    axes.set_xlabel(varied)
    axes.set_ylabel("score (1: optimal)")
    axes.axhline(0, color="#83888f", linewidth=0.8)
    axes.grid(axis="y", color="#deded6")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", frameon=False)
    figure.savefig(path)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    table, picture = sys.argv[1:]
    points, varied = read_csv(table) if table.endswith(".csv") else read_json(table)
    points = pd.DataFrame(points, columns=["point", "series", "value", "low", "high"])
    points.to_csv(sys.stdout, index=False)
    draw(points, varied, picture)


if __name__ == "__main__":
    main()
