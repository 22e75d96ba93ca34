# oidc.py: an OpenID Connect server on loopback, for one test: discovery, codes with PKCE, ID tokens signed by
# openssl (RS256, ES256).  It lets everybody in without asking.  Prints its port, then a line for each request.
# GET /do/KEY/VALUE changes what it says next: a claim (email, email_verified, iss, aud, nonce, exp) or
#	alg	RS256, ES256, or none
#	key	own, or other: signed by a key that it does not show
#	wait	/token answers only after GET /do/wait/no
#	name	what it calls itself in its discovery
import base64
import hashlib
import json
import secrets
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

CLIENT, SECRET = "credence-test", "not a secret"
folder = tempfile.TemporaryDirectory()
lock = threading.Lock()
say, codes = {"alg": "RS256", "key": "own"}, {}
go_on = threading.Event()
go_on.set()


def openssl(*words, data=None):
    return subprocess.run(["openssl", *words], input=data, check=True, capture_output=True).stdout


def url64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def make_keys():
    for name in ("own", "other"):
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", path(name, "RS256"))
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path(name, "ES256"))
    modulus = openssl("rsa", "-in", path("own", "RS256"), "-noout", "-modulus").decode().strip().split("=")[1]
    point = openssl("pkey", "-in", path("own", "ES256"), "-pubout", "-outform", "DER")[-64:]
    return [{"kty": "RSA", "use": "sig", "kid": "RS256", "n": url64(bytes.fromhex(modulus)), "e": "AQAB"},
            {"kty": "EC", "crv": "P-256", "kid": "ES256", "x": url64(point[:32]), "y": url64(point[32:])}]


def path(name, alg):
    return "%s/%s.%s" % (folder.name, name, alg)


def der_integer(der, at):
    return der[at + 2:at + 2 + der[at + 1]].lstrip(b"\0").rjust(32, b"\0"), at + 2 + der[at + 1]


def sign(text, alg, name):
    if alg == "none":
        return b""
    der = openssl("dgst", "-sha256", "-sign", path(name, alg), data=text)
    if alg == "RS256":
        return der
    r, at = der_integer(der, 2)
    return r + der_integer(der, at)[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *words):
        pass

    def answer(self, status, value, location=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        parts = urlsplit(self.path)
        print(parts.path, flush=True)
        here = "http://127.0.0.1:%d" % self.server.server_port
        if parts.path.startswith("/do/"):
            key, value = (unquote(word) for word in parts.path.split("/")[2:4])
            if key == "wait":
                (go_on.clear if value == "yes" else go_on.set)()
            say[key] = value
            if value == "-":
                del say[key]
            self.answer(200, {})
        elif parts.path == "/.well-known/openid-configuration":
            self.answer(200, {"issuer": say.get("name", here), "authorization_endpoint": here + "/authorize",
                              "token_endpoint": here + "/token", "jwks_uri": here + "/keys"})
        elif parts.path == "/keys":
            self.answer(200, {"keys": self.server.keys})
        elif parts.path == "/authorize":
            query = {k: v[0] for k, v in parse_qs(parts.query).items()}
            assert query["client_id"] == CLIENT and query["response_type"] == "code", query
            assert query["code_challenge_method"] == "S256" and "openid" in query["scope"].split(), query
            code = secrets.token_urlsafe(20)
            codes[code] = query
            self.answer(302, {}, "%s?code=%s&state=%s" % (query["redirect_uri"], code, query["state"]))
        else:
            self.answer(404, {})

    def do_POST(self):
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        print(self.path, form.get("grant_type"), flush=True)
        go_on.wait(20)
        with lock:
            query = codes.pop(form.get("code"), None)
        challenge = url64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if not query or query["code_challenge"] != challenge or query["redirect_uri"] != form.get("redirect_uri") or \
                form.get("client_id") != CLIENT or form.get("client_secret") != SECRET:
            self.answer(400, {"error": "invalid_grant"})
            return
        now = int(time.time())
        claims = {"iss": "http://127.0.0.1:%d" % self.server.server_port, "aud": CLIENT, "sub": "17", "iat": now,
                  "exp": now + 300, "nonce": query["nonce"], "email": "Maria@Elm.example", "email_verified": True}
        for key in claims:
            if key in say:
                claims[key] = int(say[key]) if key == "exp" else say[key]
        text = ".".join(url64(json.dumps(part).encode()) for part in ({"alg": say["alg"], "kid": say["alg"]}, claims))
        self.answer(200, {"access_token": "a", "token_type": "Bearer",
                          "id_token": text + "." + url64(sign(text.encode(), say["alg"], say["key"]))})


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.keys = make_keys()
    print(server.server_port, flush=True)
    server.serve_forever()


main()
