"""Train the reader and put its weights into the package: ``make train``.

    python -m train [--name NAME] [--silver 12] [--epochs 40]

Two legs: first the annotated documents together with those that an earlier reader annotated (silver), from the base
weights; then the annotated documents together with MUC-4 and re3d. Then the encoder is exported, and the head for
incidents goes on alone on its states. Three to four hours on two CPU cores, by the time of the parts. Weights in
training are kept under ``train/runs/NAME``; a run that was stopped goes on when it is started again.
"""

import argparse
import subprocess
import sys

from train.corpus import ROOT


def main() -> int:
    """Run both legs and the exports, each as its own process; return the first exit code that is not 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="latest", help="the run's name")
    parser.add_argument("--silver", type=int, default=12, metavar="EPOCHS", help="epochs of the first leg")
    parser.add_argument("--epochs", type=int, default=40, help="epochs of the second leg")
    options = parser.parse_args()
    out = ROOT / "train" / "runs" / options.name
    first, second = out / "silver", out / "gold"
    last, polished = str(second / "last.pt"), str(second / "polished.pt")
    commands = [
        ["train.fit", "--out", str(first), "--epochs", str(options.silver), "--rate", "3e-4", "--silver",
         "--incidents", "0", "--entities", "0"],
        ["train.fit", "--out", str(second), "--epochs", str(options.epochs), "--rate", "2.5e-4",
         "--start", str(first / "last.pt")],
        ["train.export", last],
        ["train.polish", last, "--out", polished],
        ["train.incidents", polished, "--export"],
        ["train.entities", last, "--export"],
    ]  # fmt: skip
    for command in commands:
        done = subprocess.run([sys.executable, "-m", *command], check=False, cwd=ROOT)  # noqa: S603 - our own modules
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
