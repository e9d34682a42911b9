#!/usr/bin/env python3
"""Every scenario of the generator against snug with one shard and with three.

    tests/bench/shards.py [--repeat 3] [--seconds 10] [--scenarios fanout,churn]

The server may use every core, the generator too: what is compared is CPU time per delivery, memory, and that nothing is
lost, doubled, out of order or misdelivered (exit code 1 otherwise). On two cores three shards can't be faster; what
handing over between them costs shows.
"""
import argparse
import os
import statistics
import sys

import compare

SCENARIOS = {
    "fanout": ["--window", "8"],
    "rooms": [],
    "chat": [],
    "idle": ["--clients", "2000"],
    "storm": ["--clients", "5000"],
    "churn": [],
    "resume": [],
    "slow": [],
    "presence": [],
}
FIGURES = {
    "deliveries": ("delivered", 0),
    "CPU us per delivery": ("server_cpu_us_per_delivery", 2),
    "CPU us per connection": ("server_cpu_us_per_connection", 0),
    "p99 of a delivery, ms": ("delivery.p99", 1),
    "peak anonymous memory, KiB": ("server_kib_peak", 0),
}


def cell(runs, figure, decimals):
    values = [run[figure] for run in runs if figure in run]
    if not values:
        return "–"
    middle = f"{statistics.median(values):,.{decimals}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):,.{decimals}f}–{max(values):,.{decimals}f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--scenarios", default=",".join(SCENARIOS))
    asked = parser.parse_args()
    every_core = frozenset(os.sched_getaffinity(0))
    kinds = [compare.snug(shards, every_core) for shards in (1, 3)]
    wanted = asked.scenarios.split(",")
    found = {(name, kind): [] for name in wanted for kind in range(2)}
    wrong = []
    for turn in range(asked.repeat):
        for name in wanted:
            for kind, peer in enumerate(kinds):
                print(f"{turn + 1}/{asked.repeat}: {name}, {(1, 3)[kind]} shards", file=sys.stderr)
                try:
                    found[name, kind].append(
                        compare.measure(peer, [name, *SCENARIOS[name], "--duration", str(asked.seconds)]))
                except RuntimeError as why:
                    wrong.append(f"{name}, {(1, 3)[kind]} shards: {why}")
    print("| scenario, shards | " + " | ".join(FIGURES) + " |\n|---" + "|---" * len(FIGURES) + "|")
    for (name, kind), runs in found.items():
        cells = [cell(runs, *figure) for figure in FIGURES.values()]
        print(f"| {name}, {(1, 3)[kind]} | " + " | ".join(cells) + " |")
    for line in wrong:
        print(f"not measured: {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
