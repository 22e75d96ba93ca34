# web.py [--port N] [--cert PEM] [--leave]: an HTTP server on loopback that does what the path asks for, well or
# ill, for one test.  Prints its port as the first line, then a line for each request: method, path,
# "auth" or "-", the number of the connection.  --cert: TLS, the key beside it as NAME.key.
# --leave: ends when its standard input does.
import argparse
import gzip
import hashlib
import itertools
import pathlib
import re
import socket
import ssl
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CORPUS = pathlib.Path(__file__).parent.parent / "corpus"
connections = itertools.count(1)
# Of a registry: the word of the question by which its recorded answers are called, their folder, and that about nobody.
REGISTRIES = {
    "nppes": ("number", "nppes/api", "nothing.json"),
    "revalidation": ("filter[npi][condition][value]", "revalidation", "nobody.json"),
    "sam": ("exclusionName", "sam", "nobody.json"),
    "caqh": ("Caqh_Provider_Id", "caqh", "nobody.json"),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def setup(self):
        super().setup()
        self.number = next(connections)

    def log_message(self, *words):
        pass

    def answer(self, status, body=b"", kind="text/plain", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body)

    def forever(self, rest, piece):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.wfile.write(piece)
            if rest:
                time.sleep(rest)

    def head(self, length=None):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        if length:
            self.send_header("Content-Length", str(length))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()

    # Takes user "ada" with password "one" by RFC 7616 (MD5, as servers still ask for) and by nothing else.
    def digest(self, body):
        said = dict(re.findall(r'(\w+)="?([^",]*)"?', self.headers.get("Authorization") or ""))

        def md5(*words):
            return hashlib.md5(":".join(words).encode()).hexdigest()

        want = md5(md5("ada", "here", "one"), "n1", said.get("nc", ""), said.get("cnonce", ""),
                   "auth", md5(self.command, self.path))
        if said.get("nonce") == "n1" and said.get("response") == want:
            self.answer(200, body.encode())
        else:
            self.answer(401, b"no", WWW_Authenticate='Digest realm="here", nonce="n1", qop="auth"')

    # Registries' APIs: answers by what is asked for (and the page), or whatever that is the file that the path
    # names, "half" for one that breaks off.  They answer everything with 200.
    def registry(self, path, rest):
        name, _, query = rest.partition("?")
        said = {key: value[0] for key, value in urllib.parse.parse_qs(query).items()}
        word, folder, nobody = REGISTRIES[path]
        page = said.get("page", "0")
        asked = said.get(word, "") + ("" if page == "0" else " " + page) + ".json"
        place = CORPUS / folder / asked if name in ("", "half") else CORPUS / path / name
        body = (place if place.exists() else CORPUS / path / nobody).read_bytes()
        self.answer(200, body[:len(body) // 2] if name == "half" else body, "application/json")

    def work(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        known = "auth" if self.headers.get("Authorization") else "-"
        print(self.command, self.path, known, self.number, flush=True)
        path, _, rest = self.path[1:].partition("/")
        word = rest.partition("?")[0]
        me = "http://127.0.0.1:%d" % self.server.server_port
        if path == "echo":
            said = "".join("%s: %s\n" % h for h in self.headers.items())
            self.answer(200, (self.command + " " + self.path + "\n" + said + "\n").encode() + body,
                        ETag='"one"')
        elif path == "status":
            self.answer(int(word.rstrip("/")), b"no")
        elif path == "later":
            self.answer(429, b"no", Retry_After=word)
        elif path == "digest":
            self.digest(rest)
        elif path == "login":
            self.answer(200, b"<html><form>", "text/html; charset=utf-8")
        elif path == "kind":
            self.answer(200, b"x", rest)
        elif path == "here":
            self.answer(302, Location="/echo/%s" % rest)
        elif path == "moved":
            self.answer(308, Location="/echo/%s" % rest)
        elif path == "circle":
            self.answer(301, Location="/circle/%s" % rest)
        elif path == "away":
            self.answer(302, Location="http://127.0.0.1:%s/echo/" % rest)
        elif path == "file":
            self.answer(301, Location="file:///etc/passwd")
        elif path == "many":
            self.answer(200, b"x" * int(word))
        elif path == "packed":
            self.answer(200, gzip.compress(b"x" * int(rest)), Content_Encoding="gzip")
        elif path == "unpackable":
            self.answer(200, b"not gzip", Content_Encoding="gzip")
        elif path == "headers":
            self.send_response(200)
            for i in range(1000):
                self.send_header("X-%d" % i, "y" * 50)
            self.end_headers()
        elif path == "hang":
            time.sleep(60)
        elif path == "cut":
            self.head(1000)
            self.wfile.write(b"half")
            self.close_connection = True
        elif path == "slam":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif path == "drip":
            self.head()
            self.forever(0.2, b"x")
        elif path == "stall":
            self.head(1000)
            self.wfile.write(b"half")
            time.sleep(60)
        elif path == "flood":
            self.head()
            self.forever(0, b"x" * 65536)
        elif path == "corpus":
            self.answer(200, (CORPUS / rest).read_bytes(), "text/csv", Last_Modified="Thu, 12 Nov 2026 14:00:00 GMT")
        elif path in REGISTRIES:
            self.registry(path, rest)
        elif path == "noise":
            self.wfile.write(bytes(i * 7 % 256 for i in range(4096)))
            self.close_connection = True
        else:
            self.answer(404, me.encode())

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.work
        raise AttributeError(name)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, request, client_address):
        pass


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--cert")
    words.add_argument("--leave", action="store_true")
    options = words.parse_args()
    server = Server(("127.0.0.1", options.port), Handler)
    if options.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.cert[:-len(".pem")] + ".key")
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    print(server.server_port, flush=True)
    if options.leave:
        threading.Thread(target=leave_with_parent, args=(server,), daemon=True).start()
    server.serve_forever()


# A test that dies leaves nothing behind: whoever started us holds our standard input open.
def leave_with_parent(server):
    sys.stdin.read()
    server.shutdown()


main()
