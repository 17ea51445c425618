"""Train the reader and put its weights into the package: ``make train``.

    python -m train [--name NAME] [--epochs 10] [--again 1]

Two legs: the annotated documents together with MUC-4 and re3d, from the base weights; the same from there at a lower
rate, warmed up again. The mean of the two ends is exported. Weights in training are kept under ``train/runs/NAME``; a
run that was stopped goes on when it is started again. Runs on two CPU cores, or on a GPU where PyTorch finds one.
"""

import argparse
import os
import subprocess
import sys

from train.corpus import ROOT

ALLOCATION = {
    "MALLOC_TOP_PAD_": str(2**28),
    "MALLOC_MMAP_THRESHOLD_": str(2**32),
    "MALLOC_TRIM_THRESHOLD_": str(2**33),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""What keeps glibc (mallopt(3)) from giving each batch's memory back and asking for it anew, in huge pages where the
system has them."""


def main() -> int:
    """Run the legs and the exports, each as its own process; return the first exit code that is not 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="latest", help="the run's name")
    parser.add_argument("--epochs", type=int, default=10, help="epochs of the first leg")
    parser.add_argument("--again", type=int, default=1, metavar="EPOCHS", help="epochs of the second leg")
    options = parser.parse_args()
    out = ROOT / "train" / "runs" / options.name
    ends = [str(out / leg / "last.pt") for leg in ("first", "again")]
    average = str(out / "mean.pt")
    legs = ["--minutes", "240", "--first", "10", "--every", "6", "--written", "0.6"]
    commands = [
        ["train.fit", "--out", str(out / "first"), "--epochs", str(options.epochs), "--incidents", "0.45",
         "--entities", "3", *legs],
        ["train.fit", "--out", str(out / "again"), "--epochs", str(options.again), "--rate", "1.5e-4",
         "--head-rate", "5e-4", "--incidents", "1", "--entities", "5", "--seed", "4", "--start", ends[0], *legs],
        ["train.average", *ends, "--out", average],
        ["train.export", average],
        ["train.entities", average, "--export"],
        ["train.incidents", average, "--export"],
    ]  # fmt: skip
    for command in commands:
        done = subprocess.run([sys.executable, "-m", *command], check=False, cwd=ROOT, env=ALLOCATION | os.environ)  # noqa: S603 - our own modules
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
