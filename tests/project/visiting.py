"""A visitor of a server in another process: cookies, forms with their token, and no redirects followed unasked."""

from __future__ import annotations

import http.client
import json
import re
import secrets
from urllib.parse import urlencode


class Visitor:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method, path, body=b"", headers=None, timeout=20):
        """``(status, headers, text)``; raises OSError or HTTPException while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers, text
        finally:
            connection.close()

    def get(self, path):
        return self.ask("GET", path)

    def token(self, path):
        _status, _headers, text = self.get(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        return found.group(1) if found else self.cookies.get("csrftoken", "")

    def post(self, path, values, token=""):
        body = urlencode({"csrfmiddlewaretoken": token or self.token(path), **values}, doseq=True)
        return self.ask("POST", path, body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, path, content, token):
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        return self.ask("POST", path, json.dumps(content).encode(), headers)

    def upload(self, path, values, name, file_name, content, token=""):
        """A form with one file (field, name, bytes)."""
        edge = secrets.token_hex(12)
        parts = []
        for key, value in {"csrfmiddlewaretoken": token or self.token(path), **values}.items():
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode())
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
            + content
            + b"\r\n"
        )
        parts.append(f"--{edge}--\r\n".encode())
        return self.ask("POST", path, b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def sign_in(self, email, password):
        status, headers, text = self.post("/account/login/", {"login": email, "password": password})
        assert status == 302 and "login" not in headers["Location"], (status, text[:2000])
        return self
