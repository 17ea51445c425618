"""The pure functions of the pictures, by node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(
    shutil.which("npm") is None or not (ROOT / "node_modules").is_dir(), reason="make web has not been run"
)
def test_the_functions_of_the_pictures():
    done = subprocess.run(
        ["npm", "test", "--silent"], check=False, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
