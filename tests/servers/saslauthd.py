"""saslauthd.py SOCKET FILE: says whether a password is right, as saslauthd does: FILE holds USER:PASSWORD.

A question is four words (user, password, service, realm), each after its length in two bytes; so is the answer.
"""
import os
import socket
import struct
import sys

path, known = sys.argv[1:]
listener = socket.socket(socket.AF_UNIX)
listener.bind(path + ".new")
listener.listen(10)
os.rename(path + ".new", path)
while True:
    client, _ = listener.accept()
    question = client.makefile("rb")
    words = [question.read(struct.unpack(">H", question.read(2))[0]).decode() for _ in range(4)]
    answer = b"OK" if ":".join(words[:2]) == open(known).read().strip() else b"NO"
    client.sendall(struct.pack(">H", len(answer)) + answer)
    client.close()
