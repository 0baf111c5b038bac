#!/usr/bin/env python3
"""The rules of Wayward's cheese corner once more, in plain Python, and a comparison of both, step by step.

    python3 room.py path/to/wayward

It plays the actions of episodes that `wayward rollouts` recorded and compares place, features, reward, end and what was seen. Ends with
status 1 if anything differs.
"""

import json
import subprocess
import sys

LETTERS = "udlr"
MOVES = {"u": (-1, 0), "d": (1, 0), "l": (0, -1), "r": (0, 1)}
# What is seen: 25 walls, three inputs for the cheese across and three down, 15 columns, 15 rows.
ACROSS, DOWN, COLUMN, ROW, INPUTS = 25, 28, 31, 46, 61


def rollouts(wayward, scenario, *more):
    """The episodes that Wayward prints."""
    printed = subprocess.run([wayward, "rollouts", scenario, *more], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


class Room:
    """A level. Places are (row, column), counted from 0 at the top left of the border."""

    def __init__(self, episode):
        picture = episode["picture"]
        if "=" in picture[0]:
            raise ValueError(f"only rooms whose marker stands in the corner, found {picture[0]}")
        self.picture, self.time_limit = picture, episode["time_limit"]
        self.marker = (1, len(picture[0]) - 2)
        self.start, self.cheese = self.find("@"), self.find("c")

    def find(self, letter):
        return next((row, line.index(letter)) for row, line in enumerate(self.picture) if letter in line)

    def is_wall(self, row, column):
        inside = 0 <= row < len(self.picture) and 0 <= column < len(self.picture[0])
        return not inside or self.picture[row][column] == "#"

    def moved(self, at, letter):
        to = (at[0] + MOVES[letter][0], at[1] + MOVES[letter][1])
        return at if self.is_wall(*to) else to

    def seen(self, at):
        """The numbers of the inputs that are on: walls in the window around, on which side the cheese lies, the own place."""
        row, column = at
        window = [(y, x) for y in range(row - 2, row + 3) for x in range(column - 2, column + 3)]
        walls = [place for place, cell in enumerate(window) if self.is_wall(*cell)]
        side = lambda there, here: (there > here) - (there < here) + 1
        return walls + [ACROSS + side(self.cheese[1], column), DOWN + side(self.cheese[0], row), COLUMN + column, ROW + row]


def mismatches(episode):
    """In how many steps of an episode these rules and Wayward's differ."""
    room, features = Room(episode), episode["features"]
    at, been, wrong = room.start, room.start == room.marker, 0
    for step, letter in enumerate(episode["actions"]):
        seen, before, at = room.seen(at), at, room.moved(at, letter)
        here = at == room.marker and not been
        been = been or here
        mine = [seen, at[1], at[0], at == room.cheese, here, at == before, float(at == room.cheese)]
        names = ("x", "y", "reached_cheese", "reached_corner", "bumped")
        theirs = [episode["observations"][step], *(features[name][step] for name in names), episode["reward"][step]]
        is_last = at == room.cheese or step + 1 == room.time_limit
        wrong += mine != theirs or is_last != (step + 1 == len(episode["actions"]))
    return wrong + ((at == room.cheese) != (episode["end"] == "terminated"))


def check(wayward, *more):
    steps = wrong = count = 0
    for on, policy in (("fresh", "random"), ("fresh", "optimal:reward"), ("shift", "random"), ("shift", "optimal:corner")):
        for episode in rollouts(wayward, "cheese-corner", "--on", on, "--policy", policy, "--levels", "200", "--observations", *more):
            count, steps, wrong = count + 1, steps + len(episode["actions"]), wrong + mismatches(episode)
    print(f"{steps} steps of {count} episodes, {wrong} mismatches")
    return wrong == 0 and steps > 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(0 if check(*sys.argv[1:]) else 1)
