"""``python -m annals`` is ``annals``."""

from annals.cli import main

if __name__ == "__main__":
    main()
