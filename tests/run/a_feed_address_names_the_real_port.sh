# A feed's address has the port of the daemon that runs, also where the system chose it; where nobody
# can know the port yet, it is said in words, and no address with port 0 is given out.
. "$TOP/tests/lib/run.sh"

settings() {
	printf '%s\n' 'org: { name: Practice, timezone: America/Chicago }' \
	    'mail: { from: team@practice.example }' "web: { $1 }" >practice/credence.yaml
}

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.example
settings 'port: 8099'
[[ $("$CREDENCE" --quiet -C practice feed add fixed) == http://127.0.0.1:8099/feed/*.ics ]]
settings 'port: 0, url: "https://cred.practice.example/"'
[[ $("$CREDENCE" --quiet -C practice feed add outside) == https://cred.practice.example/feed/*.ics ]]

settings 'port: 0'
"$CREDENCE" -C practice feed add early >early.txt
expect_text '^/feed/[0-9a-z]+\.ics$' early.txt
expect_text 'a port is chosen when the daemon starts' early.txt
"$CREDENCE" --json -C practice feed add early2 >early.json
expect_json .url null <early.json
expect_json '.path | test("^/feed/[0-9a-z]+\\.ics$")' true <early.json
"$CREDENCE" -C practice feed print early >early.ics
! grep -q '127\.0\.0\.1' early.ics || fail "links to a port that nobody knows"

start daemon.log "$CREDENCE" -C practice run
wait_for grep -q '^running' daemon.log
page=$(sed -n 's/^running: \(http[^ ]*\) .*/\1/p' daemon.log)
url=$("$CREDENCE" --quiet -C practice feed add late)
[[ $url == "$page"/feed/*.ics ]] || fail "$url instead of something at $page"
curl -sSf -o late.ics "$url"
expect_text '^BEGIN:VCALENDAR' late.ics
# What was made earlier stands behind the same address.
curl -sSf -o early2.ics "$page$(sed -n 1p early.txt)"
expect_text '^BEGIN:VCALENDAR' early2.ics

# The pages came back on another port after they were killed.
web=$(pgrep -P "$started" -f ' child web ')
kill -KILL "$web"
answers() {
	curl -sf -o again.ics "$("$CREDENCE" --quiet -C practice feed add "again $SECONDS $RANDOM")"
}
wait_for answers

# A daemon that is gone has no address, though its note may still be there.
stop_process "$started"
[[ $("$CREDENCE" --quiet -C practice feed add after) == /feed/*.ics ]]
