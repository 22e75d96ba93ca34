"""hostile_client.py WHAT PORT: a client that means no good, or one that a bad line makes look so.

crowd    opens 10,000 connections: a third says nothing, a third half a head, a third half a body, and each that is
         still open says one letter more now and then; prints "there" when all were opened, and holds until it is killed
large    sends 1 GB in one form, then 100 MB without saying how much comes (chunks): prints the two statuses
torn     sends what is no HTTP, or only a part of it: prints how many were answered with 400 or more, or hung up on
"""
import resource
import signal
import socket
import sys

HEAD = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
CROWD = 10000
LARGE = 1 << 30
CHUNKED = 100 << 20


def dial(port, seconds=20):
    return socket.create_connection(("127.0.0.1", port), timeout=seconds)


def crowd(port):
    # An ordinary user may have so many files open who asks for it.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    starts = [b"", b"GET / HTTP/1.1\r\nHost: 127", HEAD + b"Content-Length: 9000\r\n\r\ntoken="]
    guests = []
    for i in range(CROWD):
        guest = dial(port)
        guest.setblocking(False)
        guests.append(guest)
        for talker, text in ((guest, starts[i % 3]), (guests[i // 2], b"a")):
            try:
                talker.send(text)
            except OSError:
                pass  # shown out already
    print("there", flush=True)
    signal.pause()


def status(talker):
    """The status of the answer, 0 where there is none."""
    answer = b""
    try:
        while b"\r\n\r\n" not in answer:
            more = talker.recv(65536)
            if not more:
                break
            answer += more
        words = answer.split(b" ", 2)
        return int(words[1]) if words[0].startswith(b"HTTP/1.") else 0
    except OSError:
        return 0


def large(port):
    megabyte = b"x" * (1 << 20)
    with dial(port, 60) as talker:
        talker.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % LARGE)
        for _ in range(LARGE >> 20):
            talker.sendall(megabyte)
        print(status(talker))
    with dial(port, 60) as talker:
        talker.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(CHUNKED >> 20):
            talker.sendall(b"100000\r\n" + megabyte + b"\r\n")
        talker.sendall(b"0\r\n\r\n")
        print(status(talker))


def torn(port):
    host = b"Host: 127.0.0.1\r\n"
    texts = [
        b"GET\r\n\r\n", b"/ HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\n" + host + b"\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + host + b"X: " + b"y" * 100000 + b"\r\n\r\n", b"GET /" + b"z" * 100000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + host + b"".join(b"H%d: 1\r\n" % i for i in range(10000)) + b"\r\n",
        b"BREW /pot HTTP/1.1\r\n" + host + b"\r\n", b"TRACE / HTTP/1.1\r\n" + host + b"\r\n",
        b"CONNECT 10.0.0.1:25 HTTP/1.1\r\n" + host + b"\r\n", b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HEAD + b"Content-Length: -1\r\n\r\n", HEAD + b"Content-Length: 1e3\r\n\r\n",
        HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n", HEAD + b"Content-Length: 10\r\n\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ]
    for text in b"\0\1\2\3\4\r\n\r\n", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 60:
        with dial(port) as talker:  # the library waits for a line: they are hung up on when their time is over
            talker.sendall(text)
    ends = 0
    for text in texts:
        with dial(port) as talker:
            try:
                talker.sendall(text)
                talker.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it may hang up at once
            said = status(talker)
            ends += said == 0 or said >= 400
            if 0 < said < 400:
                print("answered", said, text[:60], file=sys.stderr)
    print(ends, len(texts))


{"crowd": crowd, "large": large, "torn": torn}[sys.argv[1]](int(sys.argv[2]))
