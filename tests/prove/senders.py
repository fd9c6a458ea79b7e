"""People at their forms, who send again what was not answered, and keep their own list."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID, uuid4

import httpx

SENDERS = 3
_PAUSE = 0.03
_SECONDS = 15.0
Fields = dict[str, str]


class Senders:
    """Coordinators in a hurry: each adds memos, and opens needs as long as there are any."""

    def __init__(self, port: int, cookies: dict[str, str], token: str, csrf: Fields) -> None:
        self.acknowledged: list[str] = []
        self.opened: list[UUID] = []
        self.wrong: list[str] = []
        self.poison: list[str] = []  # keys of tasks that are to be given up
        self.met = 0  # faults that met a worker with a task in hand
        self.refused = 0  # how often somebody was asked to come later
        self.waiting: queue.SimpleQueue[UUID] = queue.SimpleQueue()
        self._address = f"http://localhost:{port}"
        self._cookies, self._token, self._csrf = cookies, token, csrf
        self._end = threading.Event()
        self._turns = [threading.Lock() for _ in range(SENDERS)]
        self._threads = [threading.Thread(target=self._send, args=(turn,)) for turn in self._turns]

    def begin(self, about: UUID) -> None:
        """Send memos about a need from now on."""
        self._about = about
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop; what is under way is not waited for."""
        self._end.set()
        for thread in self._threads:
            thread.join()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While nobody sends: whatever was begun has been acknowledged."""
        with ExitStack() as stack:
            for turn in self._turns:
                stack.enter_context(turn)
            yield

    @contextmanager
    def crowd(self, keys: list[str]) -> Iterator[None]:
        """More people, one a form, all at once; at the end of the block each has an answer."""
        threads = [threading.Thread(target=self._send_one, args=(key,)) for key in keys]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for thread in threads:
                thread.join()

    def _send(self, turn: threading.Lock) -> None:
        with self._client() as client:
            while not self._end.wait(_PAUSE):
                with turn:
                    self._add_memo(client, str(uuid4()))
                    self._open_need(client)

    def _send_one(self, key: str) -> None:
        with self._client() as client:
            self._add_memo(client, key)

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self._address, cookies=self._cookies, timeout=_SECONDS)

    def _add_memo(self, client: httpx.Client, key: str) -> None:
        form = {**self._csrf, "_once": key, "medium": "phone", "line": key}
        path = f"/memos/need/{self._about}"
        if self._until_answered(lambda: client.post(path, data=form), {303}):
            self.acknowledged.append(key)

    def _open_need(self, client: httpx.Client) -> None:
        try:
            need = self.waiting.get_nowait()
        except queue.Empty:
            return
        headers = {"authorization": f"Bearer {self._token}"}
        path = f"/api/v1/needs/{need}/open"
        # 409: it was opened by a sending whose answer was lost.
        if self._until_answered(lambda: client.post(path, json={}, headers=headers), {200, 409}):
            self.opened.append(need)

    def _until_answered(self, send: Callable[[], httpx.Response], good: set[int]) -> bool:
        """Send again and again; whether it was acknowledged before the end."""
        while not self._end.is_set():
            try:
                answer = send()
            except httpx.TransportError:
                self._end.wait(_PAUSE)
                continue
            if answer.status_code in good:
                return True
            if answer.status_code != 503:
                self.wrong.append(f"{answer.request.url.path} -> {answer.status_code}")
                return False
            self.refused += 1
            self._end.wait(_PAUSE)
        return False
