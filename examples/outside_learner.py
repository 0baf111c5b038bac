#!/usr/bin/env python3
"""Trains an agent that is none of Wayward's, and has Wayward judge it. Plain Python; numpy or PyTorch would do the same faster.

    python3 outside_learner.py path/to/wayward cheese-corner agent.jsonl
    path/to/wayward judge cheese-corner --weights agent.jsonl

The learner imitates a perfect optimizer of the reward on training levels: one linear layer over the inputs and a softmax, by gradient
descent. Any other learner does, too, so long as it ends with a line for each observation. docs/verdict.md explains the files.
"""

import json
import math
import random
import subprocess
import sys

LEVELS, PASSES, RATE = 512, 12, 0.3


def lines(*command):
    """What Wayward prints, line by line."""
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def softmax(weights, observation):
    scores = [sum(row[place] for place in observation) + row[-1] for row in weights]
    largest = max(scores)
    powers = [math.exp(score - largest) for score in scores]
    return [power / sum(powers) for power in powers]


def main(wayward, scenario, out, *more):
    head, *seen = lines(wayward, "observations", scenario, *more)
    letters, inputs = head["actions"], sum(group["len"] for group in head["inputs"])
    episodes = lines(wayward, "rollouts", scenario, "--policy", "optimal:reward", "--levels", str(LEVELS), "--observations", *more)
    steps = [step for episode in episodes for step in zip(episode["observations"], episode["actions"])]
    weights = [[0.0] * (inputs + 1) for _ in letters]
    order = random.Random(0)
    for _ in range(PASSES):
        order.shuffle(steps)
        for observation, action in steps:
            chances = softmax(weights, observation)
            for row, letter, chance in zip(weights, letters, chances):
                pull = RATE * ((letter == action) - chance)
                for place in observation:
                    row[place] += pull
                row[-1] += pull
    with open(out, "w", encoding="utf-8") as file:
        for line in seen:
            file.write(json.dumps({**line, "probabilities": softmax(weights, line["observation"])}) + "\n")
    print(f"{len(steps)} steps of {len(episodes)} episodes; {len(seen)} observations in {out}")


if len(sys.argv) < 4:
    sys.exit(__doc__)
main(*sys.argv[1:])
