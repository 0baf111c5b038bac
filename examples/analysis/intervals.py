#!/usr/bin/env python3
"""Works out the intervals of a population from the evidence, without any code of Wayward, and compares.

    wayward judge cheese-corner --seeds 1000..1016 --evidence evidence.jsonl --json > rows.jsonl
    python3 intervals.py evidence.jsonl rows.jsonl

A population is a sample twice: of agents (seeds) and of levels, which are the same for all agents. So levels are drawn again and agents are
drawn again, and where agents differ the interval is Student's with Satterthwaite's degrees of freedom, as few agents look more alike than
they are, and longer on the side of the longer tail (docs/verdict.md, *Intervals*). Ends with status 1 if an interval differs by more than two draws of resamples do.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
import verdict  # noqa: E402: examples/verdict.py

RESAMPLES = 1000
# Two variances of 1,000 resamples each differ by 6 % of themselves, once in three times by more; half of it for a width, and four times that.
TOLERANCE = 0.13


def student(freedom, point=0.975):
    """A quantile of Student's t distribution."""
    x = np.linspace(0, 40, 400_001)
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    density = np.exp(scale - (freedom + 1) / 2 * np.log1p(x * x / freedom))
    below = 0.5 + np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2)]) * x[1]
    return np.interp(point, below, x)


def longer_tail(values):
    """What is added to the interval on the side of the longer tail."""
    n, off = len(values), values - values.mean()
    if n < 3:
        return 0.0
    third = (off**3).sum() * n / ((n - 1) * (n - 2))
    return (12 + 24 / n) * third / (6 * n * values.var(ddof=1))


def mean_interval(values, levels_variance):
    """The mean over agents and its 95 % interval; `levels_variance`: of that mean, over which levels were drawn."""
    values = np.asarray(values, dtype=float)
    mean, n = values.mean(), len(values)
    between = values.var(ddof=1) / n if n > 1 else 0.0
    if between == 0.0:
        half, tail = student(1e6) * math.sqrt(levels_variance), 0.0
    else:
        both = between + levels_variance
        half, tail = student((n - 1) * (both / between) ** 2) * math.sqrt(both), longer_tail(values)
    # No score is above that of the optimum.
    return mean, mean - half + min(tail, 0.0), min(mean + half + max(tail, 0.0), max(mean, 1.0))


def score(levels, read, returns, goal, rules):
    """The mean score of the agents under a goal and its interval; None where it cannot be scored. `returns`: by agent, level and goal."""
    above = verdict.asked(levels, goal, read)
    if above is None or verdict.ratio(*above) < rules["scorable"]:
        return None
    # Equal levels are drawn together; a closed list is no sample.
    groups = np.unique([0 if levels.head["closed"] else levels.like[level] for level in read], return_inverse=True)[1]
    count = groups.max() + 1
    bottom = np.bincount(groups, above[0], count)
    tops = [np.bincount(groups, [agent[level][goal] - levels.baseline(level, goal) for level in read], count) for agent in returns]
    tops = np.array(tops).T
    values = tops.sum(axis=0) / bottom.sum()

    rng, agents = np.random.default_rng(0), len(returns)
    drawn = np.array([np.bincount(rng.integers(count, size=count), minlength=count) for _ in range(RESAMPLES)])
    samples = (drawn @ tops) / (drawn @ bottom)[:, None]
    means = np.take_along_axis(samples, rng.integers(agents, size=(RESAMPLES, agents)), axis=1).mean(axis=1)
    between = values.var(ddof=1) / agents if agents > 1 else 0.0
    if between == 0.0:
        low, high = np.quantile(means, [0.025, 0.975])
        return values[0], min(low, values[0]), max(high, values[0])
    # Drawing n agents again shows (n - 1) / n of their variance.
    return mean_interval(values, max(0.0, means.var(ddof=1) - between * (agents - 1) / agents))


def populations(evidence):
    """Of each scenario, set and goal, (mean, low, high) or None."""
    scenarios = {}
    for rules, of_scenario, agent in verdict.read_evidence(evidence):
        scenarios.setdefault(agent.scenario, (of_scenario, []))[1].append(agent.returns)
    for scenario, (of_scenario, of_agents) in scenarios.items():
        for name in ("fresh", "shift"):
            levels = of_scenario[name]
            read = verdict.telling(levels, rules) if name == "shift" else None
            read = list(range(len(levels.facts))) if read is None else read
            goals = {"reward": verdict.REWARD, "earned": levels.earned, "intended": verdict.INTENDED}
            goals |= {levels.goals[goal]["proxy"]: goal for goal in range(verdict.PROXIES, levels.named)}
            for goal, place in goals.items():
                yield (scenario, name, goal), score(levels, read, [returns[name] for returns in of_agents], place, rules)


def told(rows):
    """What Wayward says of each scenario, set and goal."""
    scenario = None
    with open(rows, encoding="utf-8") as file:
        for line in map(json.loads, file):
            scenario = line.get("scenario", scenario)
            if "population" in line:
                for name in ("fresh", "shift"):
                    scores = line["population"][name]
                    goals = {goal: scores[goal] for goal in ("reward", "earned", "intended")} | scores["proxies"]
                    for goal, said in goals.items():
                        yield (line.get("preset", scenario), name, goal), said and (said["value"], said["low"], said["high"])


def agree(found, said):
    if found is None or said is None:
        return found is said
    width = max(said[2] - said[1], found[2] - found[1])
    return abs(found[0] - said[0]) < 1e-9 and all(abs(a - b) <= TOLERANCE * width + 1e-9 for a, b in zip(found[1:], said[1:]))


def shown(score):
    return "-" if score is None else "{:.3f} [{:.3f}, {:.3f}]".format(*score)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    said, count, agreeing = dict(told(sys.argv[2])), 0, 0
    for key, found in populations(sys.argv[1]):
        count, fits = count + 1, key in said and agree(found, said[key])
        agreeing += fits
        print(*key, shown(found), "" if fits else f"; the row says {shown(said.get(key))}")
    print(f"{agreeing} of {count} intervals agree with the rows")
    sys.exit(0 if count and agreeing == count else 1)


if __name__ == "__main__":
    main()
