"""babbler.py PORT CERTIFICATE KEY MODE_FILE LOG: a mail server that means no good after TLS and the login.

Speaks TLS from the first byte, then IMAP or SMTP with one message or one letter; what it does ill is the word in
MODE_FILE, read anew for each connection.  A mode that begins with "smtp-" makes it an SMTP server.  Each command that
it hears is a line of LOG, after the number of the connection.
"""
import itertools
import socket
import ssl
import sys
import threading
import time

port, certificate, key, mode_file, log = sys.argv[1:]
PATIENCE = 15           # seconds; no client should need them
MAIL = b"From: a@payer.test\r\nSubject: x\r\nMessage-ID: <q@payer.test>\r\n\r\nhello\r\n"


class Client:
    def __init__(self, number, mode, plain):
        self.mode, self.number = mode, number
        self.socket = context.wrap_socket(plain, server_side=True)
        self.lines = self.socket.makefile("rb")
        self.end = time.monotonic() + PATIENCE
        self.idles = 0

    def say(self, *lines):
        self.socket.sendall(b"".join(line + b"\r\n" for line in lines))

    def hear(self):
        line = self.lines.readline()
        if not line:
            raise EOFError
        with open(log, "a") as out:
            print(self.number, line[:40].strip().decode("latin-1"), file=out)
        return line.rstrip(b"\r\n")

    def for_ever(self, bytes, rest=0):
        while time.monotonic() < self.end:
            self.socket.sendall(bytes)
            time.sleep(rest)
        raise EOFError

    def leave(self, *lines):
        self.say(*lines)
        raise EOFError


# What IMAP commands are answered ill, by mode and command; the tagged OK follows where they come back.
IMAP = {
    "bare-capability": {b"CAPABILITY": lambda c: None},
    "empty-capability": {b"CAPABILITY": lambda c: c.say(b"* CAPABILITY")},
    "broken-flags": {b"EXAMINE": lambda c: c.say(b"* OK [PERMANENTFLAGS (\\x \\*", b"* OK [PERMANENTFLAGS] y")},
    "no-numbers": {b"EXAMINE": lambda c: None},
    "bye": {b"EXAMINE": lambda c: c.leave(b"* BYE go away")},
    "search-flood": {b"SEARCH": lambda c: c.for_ever(b"* SEARCH" + b" 1" * 30000 + b"\r\n")},
    "search-strange": {b"SEARCH": lambda c: c.say(b"* SEARCH 1 1 4294967295 1")},
    "search-nothing": {b"SEARCH": lambda c: None},
    "nesting": {b"SIZE": lambda c: c.for_ever(b"* 1 FETCH (UID 1 BODYSTRUCTURE " + b"(" * 40000)},
    "endless-line": {b"SIZE": lambda c: c.for_ever(b"x" * 65536)},
    "many-answers": {b"SIZE": lambda c: c.for_ever(b"* 1 FETCH (UID 1 RFC822.SIZE 30)\r\n" * 1000)},
    "no-sizes": {b"SIZE": lambda c: None},
    "size-lie": {b"SIZE": lambda c: c.say(b"* 1 FETCH (UID 1 RFC822.SIZE 1)"),
                 b"BODY": lambda c: c.for_ever(b"* 1 FETCH (UID 1 BODY[] {9000000}\r\n" + b"x" * 8999900)},
    "huge-literal": {b"BODY": lambda c: (c.say(b"* 1 FETCH (UID 1 BODY[] {4294967290}"), c.for_ever(b"x" * 65536))},
    "cut-literal": {b"BODY": lambda c: c.leave(b"* 1 FETCH (UID 1 BODY[] {5000}", b"abc")},
    "drip-literal": {b"BODY": lambda c: (c.say(b"* 1 FETCH (UID 1 BODY[] {5000}"), c.for_ever(b"x", .2))},
    "silent-literal": {b"BODY": lambda c: (c.say(b"* 1 FETCH (UID 1 BODY[] {5000}"), c.hear())},
    "nil-body": {b"BODY": lambda c: c.say(b"* 1 FETCH (UID 1 BODY[] NIL)")},
    "other-body": {b"BODY": lambda c: c.say(b"* 7 FETCH (UID 7 BODY[] {3}", b"abc)")},
    "expunged": {b"BODY": lambda c: c.say(b"* 1 EXPUNGE"), b"SEARCH": lambda c: c.say(
        b"* SEARCH" if c.searched else b"* SEARCH 1")},
}
GOOD = {
    b"CAPABILITY": lambda c: c.say(b"* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN SASL-IR"),
    b"EXAMINE": lambda c: c.say(b"* 1 EXISTS", b"* OK [UIDVALIDITY %d] x" % (c.number + 9), b"* OK [UIDNEXT 2] x"),
    b"SEARCH": lambda c: c.say(b"* SEARCH 1"),
    b"SIZE": lambda c: c.say(b"* 1 FETCH (UID 1 RFC822.SIZE %d)" % len(MAIL)),
    b"BODY": lambda c: c.say(b"* 1 FETCH (UID 1 BODY[] {%d}" % len(MAIL), MAIL + b")"),
    b"LIST": lambda c: c.say(b'* LIST () "/" INBOX'),
}
# How waiting for news begins, in turn: before the "+", with more in it than should be, and refused.
IDLE = [b"* 2 EXISTS\r\n+ idling\r\n", b'+ "idling"\r\n', b"+ {6}\r\nidling\r\n", b"* 2 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n+\r\n"]


def idle(c, tag):
    c.socket.sendall(IDLE[c.idles % len(IDLE)])
    c.idles += 1
    if c.hear() != b"DONE":
        raise EOFError
    c.say(tag + b" OK done")


def imap(c):
    c.say(b"* OK here")
    c.searched = False
    while True:
        tag, _, command = c.hear().partition(b" ")
        command = command.upper()
        if command.startswith(b"CAPABILITY "):         # as Cyrus does
            c.say(tag + b" BAD Unexpected extra arguments to Capability")
            continue
        if command.startswith(b"IDLE"):
            idle(c, tag)
            continue
        for word in GOOD:
            if word in command and not command.startswith(b"AUTH"):
                IMAP.get(c.mode, {}).get(word, GOOD[word])(c)
                c.searched = c.searched or word == b"SEARCH"
                break
        c.say(tag + b" OK done")
        if command.startswith(b"LOGOUT"):
            return


def smtp(c):
    mode = c.mode
    ill = {
        b"": {"smtp-lone-lf": lambda: c.socket.sendall(b"\n\n220 here\r\n")},
        b"EHLO": {
            "smtp-auth-tab": lambda: c.say(b"250-here", b"250-AUTH X\tY", b"250 AUTH=X\tY"),
            "smtp-endless": lambda: c.for_ever(b"250-x\r\n" * 1000),
            "smtp-endless-line": lambda: c.for_ever(b"2" * 65536),
            "smtp-lone-lf-later": lambda: c.socket.sendall(b"250-here\r\n\n\n250 AUTH PLAIN\n"),
            "smtp-close-ehlo": lambda: c.leave(b"250-here"),
        },
        b"AUTH": {"smtp-close-auth": lambda: c.leave(), "smtp-drip-auth": lambda: c.for_ever(b"2", .2)},
        b"MAIL": {
            "smtp-close-mail": lambda: c.leave(),
            "smtp-flood-mail": lambda: c.for_ever(b"250-x\r\n" * 1000),
        },
        b"RCPT": {"smtp-close-rcpt": lambda: c.leave(), "smtp-noise-rcpt": lambda: c.say(bytes(range(128, 255)))},
        b"DATA": {"smtp-close-data": lambda: c.leave(), "smtp-drip-data": lambda: c.for_ever(b"3", .2)},
    }
    good = {b"": [b"220 here"], b"EHLO": [b"250-here", b"250 AUTH PLAIN"], b"AUTH": [b"235 well"],
            b"DATA": [b"354 go on"]}
    word = b""
    while True:
        answer = ill.get(word, {}).get(mode)
        if answer:
            answer()
        else:
            c.say(*good.get(word, [b"250 well"]))
        if word == b"DATA":
            while c.hear() != b".":
                pass
            if mode == "smtp-close-dot":
                c.leave()
            c.say(b"250 taken")
        word = c.hear()[:4].upper()
        if word == b"QUIT":
            return


def talk(number, mode, plain):
    try:
        client = Client(number, mode, plain)
        (smtp if mode.startswith("smtp-") else imap)(client)
    except (OSError, EOFError):
        pass
    plain.close()


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
listener = socket.create_server(("127.0.0.1", int(port)))
for number in itertools.count(1):
    plain, _ = listener.accept()
    plain.settimeout(PATIENCE)
    mode = open(mode_file).read().strip()
    threading.Thread(target=talk, args=(number, mode, plain), daemon=True).start()
