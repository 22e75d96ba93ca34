# A provider's own page, by a signed address: what is needed, files from a phone, corrections and a signature,
# each for a person to accept; cut off it leaves nothing behind; nothing else can be reached by it.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

practice_make
cat >>practice/credence.yaml <<'Y'
documents: { bytes_max: 100000 }
Y
practice_serve practice
sql() { sqlite3 -cmd '.timeout 5000' practice/credence.db "$1"; }
ask() {	# WANT WORDS ...
	local got want=$1
	shift
	got=$(curl -sS -o page.html -D head -w '%{http_code}' "$@")
	[ "$got" = "$want" ] || fail "$*: $got instead of $want: $(grep -A2 '<h1' page.html)"
}

# The address goes by mail, is signed, and is nowhere but in the letter.
"$CREDENCE" -C practice provider invite 1234567893 >invited.txt
expect_text 'a letter with this address goes to ada@elm.example; it works for 14 days' invited.txt
url=$(tail -n 1 invited.txt)
my=${url#"$PAGE"}
[ "$my" != "$url" ] || fail "not our address: $url"
sql "SELECT body FROM outbox WHERE recipient = 'ada@elm.example' AND name = 'provider_link'" >letter.txt
expect_text "^$url\$" letter.txt
[ "$(sql "SELECT count(*) FROM provider_link, json_each(json_array(recipient, created_by)) WHERE value LIKE '%${my##*-}%'")" = 0 ]
expect_exit 2 "$CREDENCE" -C practice provider invite 1234567893 --days 91
[ "$("$CREDENCE" -C practice provider invite 1245319599 --print | head -n 1)" = "this address works for 14 days:" ]

ask 200 "$url"
expect_text '<h1>Ada Larkspur' page.html
expect_text 'What your file still needs' page.html
expect_text '<strong>Malpractice insurance</strong> <span class="quiet">for Prairie Health' page.html
! grep -qi 'sanctions\|screening\|claims' page.html || fail "what the practice looks up is asked for"
! grep -qE 'href="/(cases|providers|case/|inbox)|Foxglove|1245319599' page.html || fail "other data can be seen"
# Another number, another signature, an old one: the same words.
for wrong in "$PAGE/my/2-${my##*-}" "$PAGE/my/1-aaaaaaaaaaaaaaaaaaaaaaaaaa" "$PAGE/my/1" "$PAGE/my/x-y" "$PAGE/my/99-${my##*-}"; do
	ask 404 "$wrong"
	expect_text 'has ended or was taken back' page.html
done
echo 'four green apples' | "$CREDENCE" --quiet -C practice user add maria --role admin --password -
ask 200 "$url"				# no session is needed, none is got
! grep -q '^Set-Cookie' head || fail "a session"
ask 303 "$PAGE/provider/1"
ask 200 "$url"
cp page.html mine.html

# Files: all of them received, asked about, and there once.
{ printf '%%PDF-1.4\n'; head -c 60000 /dev/zero | tr '\0' x; } >licence.pdf
printf '\377\330\377\340 photo' >'w9 "<b>".jpg'
head -c 200000 /dev/zero >large.bin
send() {	# WANT FILE ...
	local want=$1 files=()
	shift
	for file; do files+=(-F "file=@\"${file//\"/\\\"}\""); done
	cp mine.html page.html
	ask "$want" -F "token=$(practice_hidden token)" "${files[@]}" "$url/files"
}
kept() { find practice/documents -type f | wc -l; }
send 303 licence.pdf 'w9 "<b>".jpg'
ask 200 "$url?did=files"
expect_text 'Your files have arrived' page.html
expect_text 'licence.pdf <span class="tag">received' page.html
! grep -q '<b>.jpg' page.html || fail "a name became HTML"
[ "$(sql "SELECT group_concat(provider_id || status || link_id) FROM document")" = 1received1,1received1 ]
[ "$(sql "SELECT count(*) FROM task WHERE status = 'open' AND title LIKE 'Ada Larkspur sent %'")" = 2 ]
send 303 licence.pdf			# again, after a break
[ "$(sql 'SELECT count(*) FROM document')" = 2 ]
"$CREDENCE" --quiet -C practice document save 1 back.pdf
cmp licence.pdf back.pdf
# Too large, too many, none, from another site, without our token, cut off: nothing is left, and it is said.
before=$(kept)
send 400 licence.pdf large.bin
expect_text 'large.bin' page.html
cp mine.html page.html
ask 400 -F "token=$(practice_hidden token)" -F 'file=@/dev/null;filename=' "$url/files"
expect_text 'no file was chosen' page.html
printf '%%PDF-1.4 other\n' >other.pdf
ask 403 -F token=wrong -F file=@other.pdf "$url/files"
ask 403 -H 'Origin: http://evil.example' -F "token=$(sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' mine.html | head -n 1)" -F file=@other.pdf "$url/files"
head -c 500000 /dev/zero >huge.bin
ask 413 -F token=x -F file=@huge.bin "$url/files"
ask 404 -F token=x -F file=@other.pdf "$PAGE/my/1-aaaaaaaaaaaaaaaaaaaaaaaaaa/files"
{
	printf 'POST %s/files HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000\r\n\r\n' "$my" "$practice_port"
	printf -- '--b\r\nContent-Disposition: form-data; name="file"; filename="cut.pdf"\r\n\r\n%%PDF-1.4 '
	head -c 50000 /dev/zero
} >cut.txt
exec {cut}<>"/dev/tcp/127.0.0.1/$practice_port"
cat cut.txt >&"$cut"
exec {cut}>&-
ask 200 "$url"
nothing_left() { [ "$(kept)" = "$before" ]; }
wait_for nothing_left
[ "$(sql 'SELECT count(*) FROM document')" = 2 ]

# Piece by piece: after a break we say how far it is; not from elsewhere, of anybody else, or too large.
head -c 90000 /dev/urandom >scan.bin
piece() {	# WANT AT COUNT [WORDS ...]
	local want=$1 at=$2 count=$3
	shift 3
	dd status=none if=scan.bin of=piece.bin bs=10000 skip=$((at / 10000)) count=$((count / 10000))
	cp mine.html page.html
	ask "$want" -F "token=$(practice_hidden token)" -F key=k1 -F name=scan.bin -F size=90000 -F "at=$at" -F piece=@piece.bin "$@" "$url/pieces"
}
piece 200 0 40000
expect_json .at 40000 <page.html
piece 409 0 40000
expect_json .at 40000 <page.html
piece 409 50000 40000
# The server is started anew meanwhile: the form that is open there goes on where it was.
[ "$(find practice/documents/.parts -type f | wc -l)" = 1 ]
! grep -rqaF "$(head -c 16 scan.bin | tr -d '\0\n')" practice/documents/.parts || fail "a piece lies there in clear"
practice_stop_pages
rm lifeline
practice_serve practice
ask 200 "$url/pieces?key=k1"
expect_json .at 40000 <page.html
ask 200 "$url/pieces?key=k2"
expect_json .at 0 <page.html
other=$("$CREDENCE" -C practice provider invite 1245319599 --print | tail -n 1)
ask 200 "$other/pieces?key=k1"
expect_json .at 0 <page.html
cp mine.html page.html
ask 400 -F "token=$(practice_hidden token)" -F key=k1 -F name=x -F size=40001 -F at=40000 -F piece=@other.pdf "$url/pieces"
ask 403 -F token=wrong -F key=k1 -F name=x -F size=90000 -F at=40000 -F piece=@piece.bin "$url/pieces"
ask 413 -H 'Expect: 100-continue' -F key=k1 -F piece=@huge.bin "$url/pieces"
cp mine.html page.html
ask 400 -F "token=$(practice_hidden token)" -F key=k3 -F name=x -F size=100001 -F at=0 -F piece=@other.pdf "$url/pieces"
ask 404 -F piece=@other.pdf "$PAGE/my/1-aaaaaaaaaaaaaaaaaaaaaaaaaa/pieces"
piece 200 40000 50000
expect_json .done true <page.html
[ "$(sql "SELECT group_concat(status) FROM document WHERE name = 'scan.bin'")" = received ]
"$CREDENCE" --quiet -C practice document save "$(sql "SELECT document_id FROM document WHERE name = 'scan.bin'")" scan.back
cmp scan.bin scan.back
[ -z "$(ls -A practice/documents/.parts)" ] || fail "pieces are left: $(find practice/documents/.parts)"

# A correction is a proposal, a signature has name, time, address and text; twice is once.
say() {	# WANT PATH WORDS ...
	local want=$1 path=$2
	shift 2
	cp mine.html page.html
	ask "$want" -d "token=$(practice_hidden token)" "$@" "$url/$path"
}
say 303 correction --data-urlencode 'text=My street is <i>Oak</i> 5'
say 303 correction --data-urlencode 'text=My street is <i>Oak</i> 5'
say 400 correction -d text=
shown=$(sed -n 's/.*name="shown" value="\([^"]*\)".*/\1/p' mine.html)
say 400 attestation --data-urlencode "shown=$shown" -d name=Ada
say 409 attestation -d 'shown=another text' -d name=Ada -d agree=yes
say 303 attestation --data-urlencode "shown=$shown" -d 'name=Ada B. Larkspur' -d agree=yes
[ "$(sql "SELECT group_concat(kind || '/' || name || '/' || client || '/' || (said_ms > 0), ' ') FROM provider_said")" = \
    'correction/Ada Larkspur/127.0.0.1/1 attestation/Ada B. Larkspur/127.0.0.1/1' ]
[ "$(sql "SELECT text FROM provider_said WHERE kind = 'attestation'")" = "$shown" ]
[ "$(sql "SELECT count(*) FROM task WHERE title LIKE 'Ada Larkspur (provider 1) proposes: My street%'")" = 1 ]
ask 200 "$url"
! grep -q '<i>Oak' page.html || fail "what was said became HTML"

# Fields: what differs from what the form showed is proposed, each by itself; a person accepts or refuses it.
mine() {	# WANT NAME=VALUE ...: as the page's own form, with these changed
	local want=$1 words=() word
	shift
	for word; do words+=(--data-urlencode "$word"); done
	cp mine.html page.html
	ask "$want" -d "token=$(practice_hidden token)" "${words[@]}" "$url/proposals"
}
expect_text 'name="was.email" value="ada@elm.example"' mine.html
! grep -E 'name="(npi|birth_day|sex|ssn|dea_number|status|note)"' mine.html || fail "more is offered than they may correct"
mine 400 was.email=ada@elm.example email=ada@elm.example
mine 400 was.email=ada@elm.example email=nonsense
expect_text 'E-mail' page.html
mine 400 was.npi=1234567893 npi=1245319599 was.status=active status=left
mine 303 was.email=ada@elm.example email=Ada.New@elm.example was.phone= 'phone=(217) 555-0144' was.last_name=Larkspur \
    'last_name=Larkspur <b>' was.suffix= suffix=
mine 303 was.phone= phone=217-555-0145
proposed() { sql "SELECT group_concat(field || '/' || was || '/' || wanted || '/' || status, ' ') FROM (SELECT * FROM proposal ORDER BY field)"; }
[ "$(proposed)" = 'email/ada@elm.example/ada.new@elm.example/open last_name/Larkspur/Larkspur <b>/open phone//217-555-0145/open' ] ||
    fail "proposed: $(proposed)"
[ "$(sql "SELECT email || last_name FROM provider WHERE provider_id = 1")" = ada@elm.exampleLarkspur ]
proposal_tasks() { sql "SELECT group_concat(status) FROM task WHERE title LIKE 'Ada Larkspur (provider 1) proposes changes%'"; }
[ "$(proposal_tasks)" = open ]

# On a phone, without and with script.
browser_start
for look in 'light 360' 'dark 1440'; do
	browser_scheme "${look% *}"
	browser_size "${look#* }" 900
	browser_open "$url"
	browser_axe >axe.txt
	[ ! -s axe.txt ] || fail "$look: $(cat axe.txt)"
	[ -z "${PICTURES:-}" ] || browser_picture "$PICTURES/${look#* }_my.png"
done

# With script a file goes piece by piece, too.
browser_value '(() => { const files = new DataTransfer(); files.items.add(new File(["%PDF-1.4 by script"], "script.pdf"));
    document.getElementById("file").files = files.files; document.querySelector("form[data-pieces]").requestSubmit(); })()' >/dev/null
has_come() { [ "$(sql "SELECT count(*) FROM document WHERE name = 'script.pdf'")" = 1 ]; }
wait_for has_come

# Taken back, all at once; the desk sees it and can send another.
"$CREDENCE" -C practice provider uninvite 1234567893 >taken.txt
expect_text '^1 address taken back$' taken.txt
ask 404 "$url"
send 404 other.pdf
[ "$(sql "SELECT group_concat(action) FROM (SELECT action FROM audit WHERE object = 'provider 1' AND (action LIKE 'provider link %'
    OR action LIKE 'provider %tion') ORDER BY audit_id)")" = \
    'provider link add,provider correction,provider attestation,provider link revoke' ]
ask 200 -c jar "$PAGE/sign-in"
ask 303 -b jar -c jar -d "token=$(practice_hidden token)" -d name=maria --data-urlencode 'password=four green apples' "$PAGE/sign-in"
ask 200 -b jar "$PAGE/provider/1"
expect_text 'Their own page' page.html
! grep -q '/provider/1/invite' page.html || fail "an administrator does not work on records"
"$CREDENCE" --quiet -C practice user role maria admin coordinator
ask 200 -c jar "$PAGE/sign-in"
ask 303 -b jar -c jar -d "token=$(practice_hidden token)" -d name=maria --data-urlencode 'password=four green apples' "$PAGE/sign-in"
ask 200 -b jar "$PAGE/provider/1"
expect_text '<ins>Larkspur &lt;b&gt;</ins>' page.html
cp page.html desk.html
decide() {	# WANT FIELD WORDS ...
	local want=$1 field=$2
	shift 2
	cp desk.html page.html
	ask "$want" -b jar -d "token=$(practice_hidden token)" "$@" "$PAGE/proposal/$(sql "SELECT proposal_id FROM proposal WHERE field = '$field'")/decide"
}
decide 400 last_name -d as=refused -d shown=Larkspur
decide 303 last_name -d as=refused -d shown=Larkspur -d reason='as on the licence'
decide 409 last_name -d as=accepted -d shown=Larkspur
"$CREDENCE" --quiet -C practice provider set 1 email=other@elm.example
decide 409 email -d as=accepted -d shown=ada@elm.example
expect_text 'it is &quot;other@elm.example&quot; now, and the provider wants &quot;ada.new@elm.example&quot;' page.html
decide 303 email -d as=accepted -d shown=other@elm.example
expect_text '^Location: /provider/1.did=accepted' head
[ "$(proposal_tasks)" = open ]
decide 303 phone -d as=accepted -d shown=
[ "$(proposal_tasks)" = 'done' ]
[ "$(sql "SELECT email || ' ' || phone || ' ' || last_name FROM provider WHERE provider_id = 1")" = 'ada.new@elm.example 217-555-0145 Larkspur' ]
[ "$(sql "SELECT count(*) FROM audit WHERE object = 'provider 1' AND action LIKE 'proposal %'")" = 3 ]
ask 404 -b jar -d "token=$(sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' desk.html | head -n 1)" -d as=accepted -d shown= "$PAGE/proposal/99/decide"
ask 200 -b jar "$PAGE/provider/1"
once=$(practice_hidden once) token=$(practice_hidden token)
ask 303 -b jar -d "token=$token" -d "once=$once" "$PAGE/provider/1/invite"
expect_text '^Location: /provider/1\?did=invited' head
ask 303 -b jar -d "token=$token" -d "once=$once" "$PAGE/provider/1/invite"
expect_text '^Location: /provider/1\?did=again' head
[ "$(sql "SELECT count(*) FROM outbox WHERE name = 'provider_link'")" = 2 ]
ask 200 -b jar "$PAGE/provider/1"
ask 303 -b jar -d "token=$token" "$PAGE/provider/1/uninvite"
practice_stop_pages
