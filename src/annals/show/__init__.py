"""The page: a record in a browser, every view a link, every correction with who and why."""

from annals.show.app import make_app
from annals.show.jobs import Jobs
from annals.show.settings import Settings

__all__ = ["Jobs", "Settings", "make_app"]
