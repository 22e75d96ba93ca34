# A feed answers 304 while nothing changed, packs itself, is counted, and is gone when it is revoked.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
url=$("$CREDENCE" --quiet -C practice feed add everyone)
[[ $url == "$PAGE/feed/"*.ics ]] || fail "the address is $url"

# fetch STATUS CURL-WORDS ...
fetch() {
	local want=$1 got
	shift
	rm -f body
	got=$(curl -sS -D head -o body -w '%{http_code}' "$@")
	[ "$got" = "$want" ] || fail "$got instead of $want: $*"
}
fetch 200 -A 'Calendar/1.0 (tests)' "$url"
expect_text '^Content-Type: text/calendar; charset=utf-8' head
expect_text '^BEGIN:VCALENDAR' body
cp body plain.ics
etag=$(sed -n 's/^ETag: \(.*\)\r/\1/p' head)
fetch 304 -H "If-None-Match: $etag" "$url"
[ ! -s body ] || fail "304 with a body"
fetch 304 -H "If-None-Match: \"other\", W/$etag" "$url"
fetch 200 -H 'If-None-Match: "other"' "$url"
fetch 200 -I "$url"
expect_text "^Content-Length: $(wc -c <plain.ics)" head
tr -d '\r' <plain.ics | sed -e ':a' -e '$!N; s/\n //; ta' -e 'P; D' | expect_text "^SOURCE;VALUE=URI:$url\$" /dev/stdin

fetch 200 -H 'Accept-Encoding: gzip' "$url"
expect_text '^Content-Encoding: gzip' head
expect_text '^Vary: Accept-Encoding' head
gunzip -c <body | cmp - plain.ics
[ "$(sed -n 's/^ETag: \(.*\)\r/\1/p' head)" != "$etag" ] || fail "one tag for two kinds of bytes"
fetch 304 -H 'Accept-Encoding: gzip' -H "If-None-Match: $(sed -n 's/^ETag: \(.*\)\r/\1/p' head)" "$url"
fetch 200 -H 'Accept-Encoding: gzip;q=0' "$url"
! grep -i '^Content-Encoding' head || fail "packed though it was refused"

# A moved deadline is the same event with a higher sequence, under another tag.
deadline=$(sqlite3 practice/credence.db "SELECT min(deadline_id) FROM deadline WHERE status = 'open'")
[ -n "$deadline" ] || fail "the practice has no deadlines"
uid=$(sqlite3 practice/credence.db "SELECT uid FROM deadline WHERE deadline_id = $deadline")
sqlite3 practice/credence.db "UPDATE deadline SET on_day = date(on_day, '1 day'), sequence = 1,
    modified_ms = modified_ms + 1000 WHERE deadline_id = $deadline"
fetch 200 -H "If-None-Match: $etag" "$url"
tr -d '\r' <body | grep -A 1 "^UID:$uid" | expect_text '^SEQUENCE:1$' /dev/stdin

# Many at once, who want it plain or packed, wait for the same two files, and each gets the whole of it.
sqlite3 practice/credence.db "UPDATE deadline SET on_day = date(on_day, '1 day'), sequence = 2,
    modified_ms = modified_ms + 1000 WHERE deadline_id = $deadline"
asked=()
for i in {1..20}; do
	curl -sSf -o "plain.$i" "$url" &
	asked+=($!)
	curl -sSf --compressed -o "packed.$i" "$url" &
	asked+=($!)
done
wait "${asked[@]}"
tr -d '\r' <plain.1 | grep -A 1 "^UID:$uid" | expect_text '^SEQUENCE:2$' /dev/stdin
for i in {1..20}; do
	cmp plain.1 "plain.$i" && cmp plain.1 "packed.$i"
done

# Nobody tells a revoked address from one that never was.
fetch 404 "$PAGE/feed/aaaaaaaaaaaaaaaaaaaaaaaaaa.ics"
grep -v '^Date' head >never
cp body never.html
"$CREDENCE" --quiet -C practice feed revoke everyone
fetch 404 "$url"
grep -v '^Date' head | cmp - never
cmp body never.html
# Who tries too often is refused for a while; others are not, and whoever is right is served.
other=$("$CREDENCE" --quiet -C practice feed add other)
for _ in $(seq 60); do
	curl -s -o body -w '%{http_code}\n' "$PAGE/feed/wrong.ics"
done >codes
[ "$(tail -n 1 codes)" = 429 ] || fail "wrong addresses may be tried without end"
expect_text '^404$' codes
fetch 429 "$url"
expect_text '^Retry-After: 60' head
fetch 200 "$other"
fetch 429 -H 'X-Forwarded-For: 203.0.113.7' "$url"	# no proxy is named: nobody is believed
fetch 404 --interface 127.0.0.2 "$url"
fetch 200 --interface 127.0.0.2 "$other"

practice_stop_pages
[ "$(sqlite3 practice/credence.db "SELECT fetch_count >= 8, fetched_by <> '' FROM feed
    WHERE name = 'everyone'")" = '1|1' ]
"$CREDENCE" -C practice feed list >feeds.txt
expect_text '^everyone .* curl/' feeds.txt
! grep -r "$(basename "$url" .ics)" pages.log || fail "the secret is in the log"
