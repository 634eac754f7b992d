"""A Vonage of our own on this machine, over TLS, that misbehaves on demand."""

import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs

import trustme

Answer = tuple[int, str, str]  # HTTP status, content type, body


def accepted(reference: str, parts: int = 1) -> Answer:
    return _json(
        [
            {"to": "962791234123", "message-id": f"V-{reference}-{part}", "status": "0"}
            | {"message-price": "0.03330", "network": "41601"}
            for part in range(1, parts + 1)
        ]
    )


def refused(code: str, words: str = "refused") -> Answer:
    return _json([{"status": code, "error-text": words}])


def in_part(reference: str) -> Answer:
    return _json(
        [
            {"message-id": f"V-{reference}-1", "status": "0"},
            {"status": "5", "error-text": "internal error"},
        ]
    )


def _json(messages: list[dict[str, str]]) -> Answer:
    return (
        200,
        "application/json",
        json.dumps({"message-count": str(len(messages)), "messages": messages}),
    )


class VonageStub:
    """Answers as `moves` say, one move a request, and kindly once they are used up.

    Moves: "ok", "parts:3", "status:1", "http:429", "garbage", "empty", "hang", "drop", "slow", "partial".
    """

    def __init__(self) -> None:
        self.arrived: list[dict[str, str]] = []
        self.moves: list[str] = []
        self.patience = 30.0  # seconds that "hang" waits at most
        self.pause = 0.0  # seconds before each answer
        self._lock = threading.Lock()
        self._authority = trustme.CA()
        self._released = threading.Event()

    def __enter__(self) -> "VonageStub":
        stub = self

        class Handler(_Handler):
            vonage = stub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("127.0.0.1").configure_cert(context)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def write_ca(self, path: Path) -> str:
        self._authority.cert_pem.write_to_path(str(path))
        return str(path)

    def arrivals(self) -> Counter[str]:
        """How often each message was taken, by our reference."""
        with self._lock:
            return Counter(one["client-ref"] for one in self.arrived)

    def next_move(self, request: dict[str, str]) -> str:
        with self._lock:
            move = self.moves.pop(0) if self.moves else "ok"
            if move.partition(":")[0] in {
                "ok",
                "parts",
                "garbage",
                "empty",
                "hang",
                "drop",
                "slow",
            }:
                self.arrived.append(request)  # what a real provider would have sent on
        return move

    def wait(self) -> None:
        self._released.wait(self.patience)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    vonage: VonageStub

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        form = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        request = {name: values[0] for name, values in form.items()}
        request["authorization"] = self.headers.get("Authorization", "")
        time.sleep(self.vonage.pause)
        answer = self._answer(self.vonage.next_move(request), request.get("client-ref", ""))
        if answer is None:
            self.close_connection = True
            return
        self._say(answer)

    def _answer(self, move: str, reference: str) -> Answer | None:
        name, _, value = move.partition(":")
        if name == "hang":
            self.vonage.wait()
        if name in {"hang", "drop"}:
            return None
        if name == "slow":
            time.sleep(0.5)
        answers: dict[str, Callable[[], Answer]] = {
            "parts": lambda: accepted(reference, int(value)),
            "status": lambda: refused(value),
            "http": lambda: (int(value), "application/json", '{"title": "no"}'),
            "garbage": lambda: (200, "text/html", "<html>Welcome to the hotel’s network</html>"),
            "empty": lambda: (200, "application/json", "{}"),
            "partial": lambda: in_part(reference),
        }
        return answers.get(name, lambda: accepted(reference))()

    def _say(self, answer: Answer) -> None:
        status, kind, body = answer
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            if status == 429:
                self.send_header("Retry-After", "120")
            self.end_headers()
            self.wfile.write(body.encode())

    def log_message(self, *_args: object) -> None:
        """It keeps quiet in the tests' output."""


@contextmanager
def vonage_stub() -> Iterator[VonageStub]:
    with VonageStub() as stub:
        yield stub
