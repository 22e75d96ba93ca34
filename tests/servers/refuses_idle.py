"""refuses_idle.py PORT CERTIFICATE KEY LOG [grants]: an IMAP server with an empty mailbox that offers IDLE and refuses it;
with the last word it grants it, and has no news.

Writes the time of each refusal into LOG.  One connection at a time; ends when it is killed.
"""
import socket
import ssl
import sys
import time

port, certificate, key, log = sys.argv[1:5]
grants = sys.argv[5:] == ["grants"]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
listener = socket.create_server(("127.0.0.1", int(port)))


def answer(tag, command, say):
    if command.startswith("CAPABILITY"):
        say("* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN SASL-IR")
    elif command.startswith("EXAMINE"):
        say("* 0 EXISTS", "* OK [UIDVALIDITY 7] x", "* OK [UIDNEXT 1] x")
    elif command.startswith("UID SEARCH"):
        say("* SEARCH")
    elif command.startswith("IDLE") and grants:
        say("+ waiting")  # its OK goes out at "DONE"
        return tag
    elif command.startswith("IDLE"):
        with open(log, "a") as out:
            print(time.monotonic(), file=out)
        say(tag + " NO not now")
        return None
    say(tag + " OK done")
    return None


def talk(client):
    lines = client.makefile("r", newline="\r\n")
    say = lambda *words: client.sendall("".join(word + "\r\n" for word in words).encode())
    say("* OK here")
    waiting = None
    for line in lines:
        tag, _, command = line.strip().partition(" ")
        if waiting:
            say(waiting + " OK done")
            waiting = None
        else:
            waiting = answer(tag, command.upper(), say)


while True:
    client, _ = listener.accept()
    try:
        talk(context.wrap_socket(client, server_side=True))
    except OSError:
        pass
    client.close()
