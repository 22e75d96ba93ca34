# dav.py [OPTION ...]: a CalDAV server in memory that keeps connections open, does only what our tests need,
# and can be made to lack what real servers lack.  Prints its port first, then a line for each request: method,
# path, status, number of the connection.  One user, anybody's password.
#
#	--no-sync	knows no sync-collection (RFC 6578)
#	--no-etag	does not tell the ETag of what was put
#	--weak		calls its ETags weak, and takes them as strong
#	--parts N	tells of changes N at a time (507, RFC 6578, 3.6)
#	--busy N	has enough after N resources were put: 429 for an hour
#	--cut N		stores the N-th resource and breaks off within its answer, once
#	--home URL	says that calendars are there
#	--digest	wants the password of team, which is one, as Digest (RFC 7616) alone
#	--long TITLE	refuses resources in which that stands: 413
#	--quiet		prints no requests
import argparse
import hashlib
import itertools
import re
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

connections = itertools.count(1)
lock = Lock()
collections = {}	# path: {name: (etag, bytes)}
changes = []		# (collection, name), in their order: a token is how many there were
counts = {"put": 0, "etag": 0}
options = None


def propstat(props, status="200 OK"):
    return "<d:propstat><d:prop>%s</d:prop><d:status>HTTP/1.1 %s</d:status></d:propstat>" % (props, status)


def response(href, inside):
    return "<d:response><d:href>%s</d:href>%s</d:response>" % (href, inside)


def quoted(etag):
    return ("W/" if options.weak else "") + '"%s"' % etag


def etag_of(resource):
    return "<d:getetag>%s</d:getetag>" % quoted(resource[0])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = next(connections)

    def log_message(self, *words):
        pass

    def answer(self, status, body="", **headers):
        if not options.quiet:
            print(self.command, self.path, status, self.number, flush=True)
        body = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def multistatus(self, inside):
        self.answer(207, '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" '
                    'xmlns:c="urn:ietf:params:xml:ns:caldav">%s</d:multistatus>' % inside,
                    Content_Type="application/xml; charset=utf-8")

    def collection_response(self, path):
        return response(path, propstat(
            "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>%s"
            "</d:displayname>" % path.rstrip("/").rsplit("/", 1)[1]) + propstat(
            "<d:current-user-principal/>", "404 Not Found"))

    def propfind(self):
        path = self.path
        if path == "/.well-known/caldav":
            self.answer(301, Location="/dav/")
        elif path == "/dav/":
            self.multistatus(response(path, propstat(
                "<d:current-user-principal><d:href>/dav/me/</d:href></d:current-user-principal>")))
        elif path == "/dav/me/":
            self.multistatus(response(path, propstat(
                "<c:calendar-home-set><d:href>%s</d:href></c:calendar-home-set>" % options.home)))
        elif path == "/dav/me/cals/":
            self.multistatus(response(path, propstat("<d:resourcetype><d:collection/></d:resourcetype>")) +
                             "".join(self.collection_response(p) for p in collections))
        elif path not in collections:
            self.answer(404)
        elif self.headers.get("Depth") == "1":
            self.multistatus(self.collection_response(path) + "".join(
                response(path + name, propstat(etag_of(r))) for name, r in collections[path].items()))
        else:
            self.multistatus(self.collection_response(path))

    def report(self, body):
        there = collections.get(self.path)
        if there is None:
            return self.answer(404)
        if options.no_sync or "sync-collection" not in body:
            return self.answer(403)
        token = re.search(r"sync-token>(.*?)<", body)
        token = token.group(1) if token else ""
        start = int(token) if token else 0
        if start > len(changes):
            return self.answer(409)
        end = min(len(changes), start + options.parts) if options.parts else len(changes)
        names = dict.fromkeys(n for c, n in changes[start:end] if c == self.path)
        inside = "".join(response(self.path + n, propstat(etag_of(there[n])) if n in there else
                                  "<d:status>HTTP/1.1 404 Not Found</d:status>") for n in names)
        if end < len(changes):
            inside += response(self.path, "<d:status>HTTP/1.1 507 Insufficient Storage</d:status>")
        self.multistatus(inside + "<d:sync-token>%d</d:sync-token>" % end)

    def is_known(self):
        said = dict(re.findall(r'(\w+)="?([^",]*)"?', self.headers.get("Authorization") or ""))

        def md5(*words):
            return hashlib.md5(":".join(words).encode()).hexdigest()

        return said.get("response") == md5(
            md5("team", "here", "one"), "n1", said.get("nc", ""), said.get("cnonce", ""), "auth",
            md5(self.command, self.path))

    def matches(self, resource):
        want = self.headers.get("If-Match")
        if self.headers.get("If-None-Match") == "*" and resource:
            return False
        return want is None or (resource is not None and want == '"%s"' % resource[0])

    def put(self, there, name, body):
        counts["put"] += 1
        if options.busy and counts["put"] > options.busy:
            return self.answer(429, Retry_After="3600")
        counts["etag"] += 1
        there[name] = (counts["etag"], body)
        changes.append((self.path[:-len(name)], name))
        if options.cut == counts["put"]:
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nsto")
            self.wfile.flush()  # after no bytes at all a client may ask again by itself
            return self.connection.shutdown(socket.SHUT_RDWR)
        return self.answer(201, **({} if options.no_etag else {"ETag": quoted(counts["etag"])}))

    def resource(self, body):
        folder, name = self.path.rsplit("/", 1)
        there = collections.get(folder + "/")
        found = there.get(name) if there is not None else None
        if there is None or (found is None and self.command != "PUT"):
            self.answer(404)
        elif self.command == "GET":
            self.answer(200, found[1], Content_Type="text/calendar", ETag=quoted(found[0]))
        elif not self.matches(found):
            self.answer(412)
        elif self.command == "PUT":
            self.put(there, name, body)
        else:
            del there[name]
            changes.append((folder + "/", name))
            self.answer(204)

    def work(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with lock:
            if options.digest and not self.is_known():
                self.answer(401, WWW_Authenticate='Digest realm="here", nonce="n1", qop="auth"')
            elif options.long and options.long in body:
                self.answer(413)
            elif self.command == "PROPFIND":
                self.propfind()
            elif self.command == "REPORT":
                self.report(body)
            elif self.command == "MKCALENDAR":
                collections[self.path] = {}
                self.answer(201)
            elif self.command == "DELETE" and self.path in collections:
                del collections[self.path]
                self.answer(204)
            else:
                self.resource(body)

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
    global options
    words = argparse.ArgumentParser()
    for flag in ("--no-sync", "--no-etag", "--weak", "--digest", "--quiet"):
        words.add_argument(flag, action="store_true")
    for number in ("--parts", "--busy", "--cut"):
        words.add_argument(number, type=int, default=0)
    words.add_argument("--long")
    words.add_argument("--home", default="/dav/me/cals/")
    options = words.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


main()
