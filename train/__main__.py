"""Train the reader and put its weights into the package: ``make train``.

    python -m train [--name NAME] [any option of train.fit]

About an hour on two CPU cores. Weights in training are kept under ``train/runs/NAME``.
"""

import argparse
import subprocess
import sys

from train.corpus import ROOT


def main() -> int:
    """Run the training and the export, each as its own process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="latest", help="the run's name")
    options, others = parser.parse_known_args()
    out = ROOT / "train" / "runs" / options.name
    for command in (["train.fit", "--out", str(out), *others], ["train.export", str(out / "best.pt")]):
        done = subprocess.run([sys.executable, "-m", *command], check=False, cwd=ROOT)  # noqa: S603 - our own modules
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
