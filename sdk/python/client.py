"""OnMemOS from Python 3.9 and later, with nothing to install.

    from sdk.python.client import OnMemOSClient

    client = OnMemOSClient("http://localhost:8080", "your-api-key")
    with client.gke_workspace_session("python", "ml-training", "researcher", ttl_minutes=480) as workspace:
        print(workspace.execute("python --version")["stdout"])

What is sent and answered is what docs/openapi.json describes, as dictionaries.
"""

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from contextlib import contextmanager

__all__ = ["OnMemOSClient", "OnMemOSError", "Workspace"]

_TRIES_MAX = 4
_PATIENCE_SECONDS = 60


class OnMemOSError(Exception):
    """A refusal: `code` is one of the documented ones, `detail` says why, `status` is that of HTTP (None: no answer came)."""

    def __init__(self, status, code, detail):
        super().__init__(f"{detail} ({code})")
        self.status = status
        self.code = code
        self.detail = detail


class OnMemOSClient:
    """Without arguments the server and the key are those of ONMEMOS_URL and ONMEMOS_API_KEY."""

    def __init__(self, base_url=None, api_key=None):
        self.base_url = (base_url or os.environ.get("ONMEMOS_URL") or "http://localhost:8080").rstrip("/")
        self.api_key = api_key or os.environ.get("ONMEMOS_API_KEY")
        if not self.api_key:
            raise ValueError("no API key: give one, or set ONMEMOS_API_KEY (npm start prints one)")

    def create_session(self, session):
        """Makes a session and answers it once it runs, or starts if that takes long. However often it is sent, it is made once."""
        return self._send("POST", "/v1/sessions", session, {"Idempotency-Key": str(uuid.uuid4())})

    def get_session(self, session_id):
        return self._send("GET", _path(session_id))

    def list_sessions(self):
        """The newest, as many as one page has."""
        return self._send("GET", "/v1/sessions")["sessions"]

    def execute_session(self, session_id, command, timeout=120):
        """Runs a command, for `timeout` seconds at the most. One that fails is an answer, not an error: see `returncode`."""
        body = {"command": command, "timeout": timeout}
        return self._send("POST", f"{_path(session_id)}/execute", body, patience=timeout + _PATIENCE_SECONDS)

    def delete_session(self, session_id):
        """Stops a session and settles its bill. One that has ended already stays as it ended."""
        return self._send("DELETE", _path(session_id))

    @contextmanager
    def workspace_session(self, provider, template, namespace, user, **more):
        """A session for the length of a `with`, deleted at its end, whichever way that comes."""
        wish = {"provider": provider, "template": template, "namespace": namespace, "user": user, **more}
        session = self.create_session(wish)
        try:
            yield Workspace(self, session)
        finally:
            self.delete_session(session["id"])

    def cloudrun_workspace_session(self, template, namespace, user, **more):
        return self.workspace_session("cloud_run", template, namespace, user, **more)

    def gke_workspace_session(self, template, namespace, user, **more):
        return self.workspace_session("gke", template, namespace, user, **more)

    def _send(self, method, path, body=None, headers=None, patience=_PATIENCE_SECONDS):
        is_repeatable = method != "POST" or "Idempotency-Key" in (headers or {})
        for tried in range(1, _TRIES_MAX + 1):
            try:
                return self._send_once(method, path, body, headers, patience)
            except OnMemOSError as refusal:
                is_passing = refusal.status in (None, 429, 503)
                if not (is_repeatable and is_passing) or tried == _TRIES_MAX:
                    raise
                time.sleep(min(getattr(refusal, "retry_after_seconds", 2 ** (tried - 2)), 10))

    def _send_once(self, method, path, body, headers, patience):
        request = urllib.request.Request(
            self.base_url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-API-Key": self.api_key, "Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=patience) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None
        except OSError as error:
            why = f"{self.base_url} does not answer: {getattr(error, 'reason', error)}"
            raise OnMemOSError(None, "unreachable", why) from error


class Workspace:
    """A session that is there to run commands in: `id`, and the whole of it as `session`."""

    def __init__(self, client, session):
        self._client = client
        self.session = session
        self.id = session["id"]

    def execute(self, command, timeout=120):
        return self._client.execute_session(self.id, command, timeout)


def _path(session_id):
    return f"/v1/sessions/{urllib.parse.quote(session_id, safe='')}"


def _refusal(error):
    """A refusal as the server says it, or whoever stands before it."""
    text = error.read().decode(errors="replace")
    try:
        problem = json.loads(text)
        refusal = OnMemOSError(error.code, problem["code"], problem["detail"])
    except (ValueError, KeyError, TypeError):
        return OnMemOSError(error.code, "not_a_problem", text.strip()[:200] or error.reason)
    after = error.headers.get("Retry-After", "")
    if after.isdigit():
        refusal.retry_after_seconds = int(after)
    return refusal
