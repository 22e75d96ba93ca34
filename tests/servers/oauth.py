# oauth.py: an OAuth 2 server on loopback, for one test: device codes (RFC 8628), codes with PKCE
# (RFC 7636), renewal, and the introspection (RFC 7662) by which Dovecot asks whose a token is.  Its answers
# have the form of Microsoft's.  Prints its port, then a line for each request: path and grant type.
# GET /do/WORD changes what it does next:
#	allow	the person typed the code; until then "authorization_pending"
#	refuse	the person said no
#	stale	access tokens that were given do not count any more; renewal goes on
#	revoke	neither do the tokens to renew with
#	break	the next answer of /token is status 503
#	short	access tokens live 60 seconds from now on
import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

USER = "team@practice.test"
CLIENT = "6731de76-14a6-49ae-97bc-6eba6914391e"


class State:
    lock = threading.Lock()
    allowed = refused = broken = False
    life = 3600
    access = set()
    refresh = set()
    device = None
    codes = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *words):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, error, words):
        self.answer(400, {"error": error, "error_description": words + "\r\nTrace ID: 0000\r\n",
                          "error_codes": [70016]})

    def tokens(self):
        access, refresh = secrets.token_urlsafe(900), secrets.token_urlsafe(300)
        State.access.add(access)
        State.refresh.add(refresh)
        self.answer(200, {"token_type": "Bearer", "scope": "mail", "expires_in": State.life,
                          "ext_expires_in": State.life, "access_token": access,
                          "refresh_token": refresh})

    def do_GET(self):
        parts = urlsplit(self.path)
        word = parts.path[len("/do/"):]
        if parts.path == "/authorize":
            query = {k: v[0] for k, v in parse_qs(parts.query).items()}
            code = secrets.token_urlsafe(20)
            State.codes[code] = query
            self.send_response(302)
            self.send_header("Location", "%s?code=%s&state=%s" % (query["redirect_uri"], code,
                                                                  query["state"]))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with State.lock:
            State.allowed |= word == "allow"
            State.refused |= word == "refuse"
            State.broken |= word == "break"
            if word == "short":
                State.life = 60
            if word in ("stale", "revoke"):
                State.access.clear()
            if word == "revoke":
                State.refresh.clear()
        self.answer(200, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = {k: v[0] for k, v in parse_qs(body).items()}
        print(self.path, form.get("grant_type", "-"), flush=True)
        with State.lock:
            if self.path == "/introspect":
                known = form.get("token") in State.access
                self.answer(200, {"active": known, "username": USER} if known else {"active": False})
            elif form.get("client_id") != CLIENT:
                self.refuse("unauthorized_client", "AADSTS700016: there is no such application")
            elif self.path == "/device":
                State.device = secrets.token_urlsafe(40)
                self.answer(200, {"user_code": "H4S3X8ABC", "device_code": State.device,
                                  "verification_uri": "https://login.example/device",
                                  "expires_in": 900, "interval": 0, "message": "Sign in"})
            elif self.path == "/token":
                self.token(form)
            else:
                self.answer(404, {})

    def token(self, form):
        kind = form.get("grant_type")
        if State.broken:
            State.broken = False
            self.answer(503, {})
        elif kind == "refresh_token":
            if form.get("refresh_token") in State.refresh:
                self.tokens()
            else:
                self.refuse("invalid_grant", "AADSTS50173: the grant has expired or was revoked")
        elif kind == "urn:ietf:params:oauth:grant-type:device_code":
            if form.get("device_code") != State.device:
                self.refuse("invalid_grant", "no such code")
            elif State.refused:
                self.refuse("authorization_declined", "AADSTS65004: the user declined")
            elif State.allowed:
                self.tokens()
            else:
                self.refuse("authorization_pending", "AADSTS70016: pending")
        elif kind == "authorization_code":
            query = State.codes.pop(form.get("code"), None)
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if query and query.get("code_challenge") == challenge and \
                    query.get("code_challenge_method") == "S256" and \
                    query.get("redirect_uri") == form.get("redirect_uri"):
                self.tokens()
            else:
                self.refuse("invalid_grant", "the code is not of this client")
        else:
            self.refuse("unsupported_grant_type", "what is %s?" % kind)


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


main()
