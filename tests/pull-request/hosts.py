"""The other end, on loopback: GitHub's and GitLab's comments, and a place of releases."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def identity(name):
    """GitLab tells authors apart by number."""
    return sum(name.encode())


class Host:
    """Keeps comments as both hosts do, and what was asked of it."""

    def __init__(self):
        self.comments = []
        self.requests = []
        self.refused = {}  # method -> status
        self.files = {}  # path -> bytes
        self.viewer = "github-actions[bot]"
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{server.server_port}"
        self._server = server
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def write(self, body, author="github-actions[bot]"):
        """Somebody writes a comment."""
        bot = author.endswith("[bot]")
        number = len(self.comments) + 1
        user = {"login": author, "type": "Bot" if bot else "User", "id": identity(author)}
        self.comments.append({"id": number, "body": body, "user": user, "author": user, "system": False})
        return self.comments[-1]

    def wrote(self):
        """The methods that change something, in order."""
        return [method for method, path, _, _ in self.requests if method != "GET" and path != "/graphql"]

    def _answer(self, method, path, query, body):
        if path == "/graphql":
            return 200, {"data": {"viewer": {"login": self.viewer}}}
        if method in self.refused:
            return self.refused[method], {"message": "::error::Resource not accessible by integration"}
        if path == "/user":
            return 200, {"id": identity(self.viewer)}
        page = int(query.get("page", ["1"])[0])
        size = int(query.get("per_page", ["30"])[0])
        one = re.fullmatch(r"/repos/acme/plans/issues/comments/(\d+)|/projects/7/merge_requests/12/notes/(\d+)", path)
        if one and method in ("PATCH", "PUT"):
            comment = self.comments[int(one[1] or one[2]) - 1]
            comment["body"] = json.loads(body)["body"]
            return 200, comment
        if path in ("/repos/acme/plans/issues/12/comments", "/projects/7/merge_requests/12/notes"):
            if method == "GET":
                return 200, self.comments[(page - 1) * size : page * size]
            if method == "POST":
                text = json.loads(body)["body"]
                if len(text) > 65536:
                    return 422, {"message": "Body is too long (maximum is 65536 characters)"}
                return 201, self.write(text, self.viewer)
        return 404, {}

    def _handler(self):
        host = self

        class Handler(BaseHTTPRequestHandler):
            def serve(self):
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                token = self.headers.get("Authorization") or self.headers.get("Private-Token")
                host.requests.append((self.command, parts.path, parse_qs(parts.query), token))
                if parts.path in host.files:
                    status, answer = 200, host.files[parts.path]
                else:
                    status, value = host._answer(self.command, parts.path, parse_qs(parts.query), body)
                    answer = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PATCH = do_PUT = serve

            def log_message(self, *_):
                pass

        return Handler
