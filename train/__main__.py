"""Train the reader and put its weights into the package: ``make train``.

    python -m train [--name NAME] [--silver 6] [--epochs 28]

Three legs, as the shipped weights came about: the annotated documents together with those that an earlier reader
annotated (silver), from the base weights; the annotated documents together with MUC-4 and re3d; the same again from
there at a high rate. The mean of the last two ends is exported. Some three and a half hours on two CPU cores, by the
time of the parts. Weights in training are kept under ``train/runs/NAME``; a run that was stopped goes on when it is
started again.
"""

import argparse
import subprocess
import sys

from train.corpus import ROOT


def main() -> int:
    """Run the legs and the exports, each as its own process; return the first exit code that is not 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="latest", help="the run's name")
    parser.add_argument("--silver", type=int, default=6, metavar="EPOCHS", help="epochs of the first leg")
    parser.add_argument("--epochs", type=int, default=28, help="epochs of the second leg")
    parser.add_argument("--again", type=int, default=14, metavar="EPOCHS", help="epochs of the third leg")
    options = parser.parse_args()
    out = ROOT / "train" / "runs" / options.name
    ends = [str(out / leg / "last.pt") for leg in ("silver", "gold", "again")]
    average = str(out / "mean.pt")
    commands = [
        ["train.fit", "--out", str(out / "silver"), "--epochs", str(options.silver), "--silver", "--incidents", "0",
         "--entities", "0"],
        ["train.fit", "--out", str(out / "gold"), "--epochs", str(options.epochs), "--rate", "2.5e-4",
         "--start", ends[0]],
        ["train.fit", "--out", str(out / "again"), "--epochs", str(options.again), "--rate", "2e-4",
         "--head-rate", "7e-4", "--incidents", "0.4", "--seed", "4", "--start", ends[1]],
        ["train.average", ends[1], ends[2], "--out", average],
        ["train.export", average],
        ["train.entities", average, "--export"],
        ["train.incidents", average, "--export"],
    ]  # fmt: skip
    for command in commands:
        done = subprocess.run([sys.executable, "-m", *command], check=False, cwd=ROOT)  # noqa: S603 - our own modules
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
