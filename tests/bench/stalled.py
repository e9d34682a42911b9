#!/usr/bin/env python3
"""What the others notice while a tenth of the receivers stops reading for seconds.

    tests/bench/stalled.py [--repeat 5]

The scenario `slow`, with nobody and with a tenth stalled, by turns. Prints the server's CPU time per delivery and the
p99 of those who read (the generator leaves the stalled out), as medians and ranges. The run itself ends non-zero where
somebody who stalled doesn't have everything in the end.
"""
import argparse
import statistics
import sys

import compare

FIGURES = {"CPU us per delivery": "server_cpu_us_per_delivery", "p99 of those who read, ms": "delivery.p99"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    snug = compare.peers()[0]
    shares = ("0", "0.1")
    found = {share: [] for share in shares}
    for turn in range(asked.repeat):
        for share in shares:
            print(f"{turn + 1}/{asked.repeat}: {share} stalled", file=sys.stderr)
            found[share].append(compare.measure(snug, ["slow", "--stall", share]))
    print("| | nobody stalled | a tenth stalled |\n|---|---|---|")
    for title, figure in FIGURES.items():
        cells = []
        for share in shares:
            values = [run[figure] for run in found[share]]
            cells.append(f"{statistics.median(values):.3f} ({min(values):.3f}–{max(values):.3f})")
        print(f"| {title} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
