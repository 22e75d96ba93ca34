"""walk_routes.py ROUTER PORT WHO RIGHTS CREDENTIAL: asks for every address of the table in src/web/router.c that WHO, with
RIGHTS (a word list), has no right to, and says which were not refused.  CREDENTIAL: a cookie "credence=...", a token
"Bearer ...", or "-".  Prints how many were asked."""
import http.client
import re
import sys

router, port, who, rights, credential = sys.argv[1:]
rows = re.findall(r'\{ "(GET|POST|PATCH)",\s*"([^"]+)",\s*([^,]+?),\s*\w+\s*\}', open(router).read())
if len(rows) < 200:
    sys.exit("the table of routes was read wrongly: %d rows" % len(rows))
has = set(rights.split())
line = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
asked = wrong = 0
for method, pattern, words in rows:
    needs = {word[6:].lower() for word in re.findall(r"RIGHT_\w+", words)}
    if not needs or needs & has:
        continue
    path = re.sub(r":[a-z_]+", "1", pattern)
    is_api = path.startswith("/api/")
    headers = {"Cookie": credential} if credential.startswith("credence=") else \
        {"Authorization": credential} if credential != "-" else {}
    body = None
    if method != "GET":
        headers["Content-Type"] = "application/json" if is_api else "application/x-www-form-urlencoded"
        body = "{}" if is_api else "x=y"
    line.request(method, path, body, headers)
    answer = line.getresponse()
    answer.read()
    asked += 1
    if credential == "-":
        want = (401,) if is_api else (303, 401, 403)
    else:		# a token opens no page
        want = (403,) if is_api or credential.startswith("credence=") else (303, 403)
    if answer.status not in want:
        wrong += 1
        print("%s: %s %s is answered with %d" % (who, method, path, answer.status))
    if answer.status == 303 and not answer.getheader("Location", "").startswith("/sign-in"):
        wrong += 1
        print("%s: %s %s leads to %s" % (who, method, path, answer.getheader("Location")))
print(asked)
sys.exit(1 if wrong else 0)
