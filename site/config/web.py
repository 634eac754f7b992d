"""The web server of `manage.py run`: gunicorn on one address, in a process of its own."""

import os
from typing import Any

from gunicorn.app.base import BaseApplication

from config.watchdog import die_with_the_parent


class WebServer(BaseApplication):
    """gunicorn without a command line: one worker with threads, as an embedded database wants it."""

    def __init__(self, port: int, threads: int = 8) -> None:
        self._wishes = {
            "bind": f"127.0.0.1:{port}",
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 3,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._wishes.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()


def serve(port: int) -> None:
    """Blocks until TERM or INT."""
    os.setpgid(0, 0)
    die_with_the_parent()
    WebServer(port).run()
