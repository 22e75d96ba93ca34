# Where a provider, or everybody at a site, stands with each payer: shown as it would leave, sent as a letter once, to
# an address that is one, and not when something changed since it was read.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 practice/credence.db "$1"; }
practice_make
credence() { "$CREDENCE" --quiet -C practice "$@"; }
credence provider set 1234567893 birth_day=1980-02-03
credence location add name='Elm <b>Street' state=IL
credence credential add provider=1234567893 credential_type=dea number=AL1234563 state=IL expires_day="$(practice_day 30)"
practice_serve practice
curl -sSf -o page.html "$PAGE/provider/1"
expect_text 'href="/status/provider/1"' page.html
curl -sSf -o page.html "$PAGE/status/provider/1"
expect_text 'Ada Larkspur, NPI 1234567893 as of ' page.html
expect_text '^- Prairie Health, IL: ' page.html
expect_text "DEA registration IL: $(practice_day 30)" page.html
expect_text 'We still need' page.html
! grep -E '1980-02-03|AL1234563|Lone Star' page.html || fail "what is none of theirs is told"
once=once=$(practice_hidden once) shown=shown=$(practice_hidden shown)
practice_form 400 /status/provider/1 "$once" "$shown" recipient=nobody
practice_form 400 /status/provider/1 "$once" "$shown" recipient=
practice_form 409 /status/provider/1 "$once" shown=x recipient=ada@elm.example
[ "$(ask "SELECT count(*) FROM outbox WHERE name = 'status_report'")" = 0 ]
practice_form 303 /status/provider/1 "$once" "$shown" recipient=ada@elm.example
practice_form 303 /status/provider/1 "$once" "$shown" recipient=ada@elm.example
expect_text 'did=again' head
[ "$(ask "SELECT group_concat(recipient) FROM outbox WHERE name = 'status_report'")" = ada@elm.example ]
[ "$(ask "SELECT detail FROM audit WHERE action = 'status report'")" = ada@elm.example ]
credence mail send >/dev/null
grep -l 'Credentialing status of Ada Larkspur' practice/mail/sent/new/* >sent
[ "$(wc -l <sent)" = 1 ]
curl -sSf -o page.html "$PAGE/status/location/1"
expect_text 'Elm &lt;b&gt;Street as of ' page.html
expect_text '^Ada Larkspur:' page.html
expect_text '^- Prairie Health, Elm &lt;b&gt;Street: ' page.html
for path in /status/provider/99 /status/location/99 /status/payer/1; do
	[ "$(curl -s -o answer.html -w '%{http_code}' "$PAGE$path")" = 404 ] || fail "$path is answered"
done
