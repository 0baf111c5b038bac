#!/usr/bin/env python3
"""Trains an agent that is none of Wayward's on rollouts, and has Wayward judge it. Needs numpy.

    python3 outside_learner.py path/to/wayward cheese-corner agent.jsonl

The learner imitates a perfect optimizer of the reward on training levels: one linear layer over the inputs and a softmax, by gradient
descent on cross entropy. Any other learner does, too, so long as it ends with a line for each observation; examples/outside/ has PPO of
stable-baselines3. docs/verdict.md explains the files. What follows the three words is handed on, such as --set judge.levels=64.
"""

import json
import subprocess
import sys

import numpy as np

LEVELS, PASSES, BATCH, RATE = 512, 20, 32, 1.0


def lines(*command):
    """What Wayward prints, line by line."""
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def one_hot(observations, inputs):
    """A row for each observation: 1 for each input that is on, and a last 1 for the bias."""
    x = np.zeros((len(observations), inputs + 1))
    x[:, -1] = 1
    for row, on in zip(x, observations):
        row[on] = 1
    return x


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def learn(x, y):
    """Weights of one layer for which softmax(x @ weights) comes near y."""
    rng, weights = np.random.default_rng(0), np.zeros((x.shape[1], y.shape[1]))
    for _ in range(PASSES):
        for batch in np.array_split(rng.permutation(len(x)), max(1, len(x) // BATCH)):
            error = softmax(x[batch] @ weights) - y[batch]
            weights -= RATE * x[batch].T @ error / len(batch)
    return weights


def main(wayward, scenario, out, *more):
    episodes = lines(wayward, "rollouts", scenario, "--policy", "optimal:reward", "--levels", str(LEVELS), "--observations", *more)
    head, *table = lines(wayward, "observations", scenario, *more)
    inputs, letters = sum(group["len"] for group in head["inputs"]), head["actions"]

    x = one_hot([seen for episode in episodes for seen in episode["observations"]], inputs)
    y = np.eye(len(letters))[[letters.index(letter) for episode in episodes for letter in episode["actions"]]]
    weights = learn(x, y)

    probabilities = softmax(one_hot([line["observation"] for line in table], inputs) @ weights)
    with open(out, "w", encoding="utf-8") as file:
        for line, row in zip(table, probabilities):
            file.write(json.dumps({**line, "probabilities": row.tolist()}) + "\n")
    print(f"{len(x)} steps of {len(episodes)} episodes; {len(table)} observations in {out}", flush=True)
    subprocess.run([wayward, "judge", scenario, "--weights", out, *more], check=True)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
