# A letter is seen with a case's real data before anything is written; one that a workflow wants read waits,
# held with a task for that role, until a person lets it go.  A letter with a hole, a case that is not there
# and what is no letter are refused.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/mail.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
cat >practice/workflows/two.yaml <<-'YAML'
workflow: two
version: 1
subject: provider
templates: {one: one.txt, papers: papers.txt}
any:
  on:
    - {event: [mail.reply, mail.auto_reply, mail.bounce, email.failed, email.unknown, email.expired, email.sent], stay: true}
states:
  open:
    initial: true
    on:
      - event: user.ask
        do: [{email: {name: first, template: one, to: provider.email, review: manager}}]
        stay: true
      - {event: user.papers, do: [{email: {name: papers, template: papers, to: provider.email}}], stay: true}
      - {event: user.end, go: closed}
  closed: {final: true}
YAML
printf '%s\n' 'Subject: Hello {{provider.display_name}}' '' 'Dear {{provider.last_name}} & <all>, {{today}}.' \
    >practice/workflows/letters/one.txt
printf '%s\n' 'Subject: Papers of {{provider.last_name}}' 'Attach: w-9, COI' '' 'Here they are.' >practice/workflows/letters/papers.txt
printf '<h1>{{provider.last_name}} &amp; papers</h1>\n' >practice/workflows/letters/papers.html
c() {
	"$CREDENCE" -C practice --now 2026-11-25T10:00 "$@"
}
c --quiet workflow publish
c --quiet provider add npi=1234567893 last_name=O\'Larkspur first_name=Ada email=ada@practice.test
c --quiet case open two provider 1234567893
c template render practice/workflows/letters/one.txt --case CR-1 >seen.txt
printf '%s\n' "Subject: Hello Ada O'Larkspur" '' "Dear O'Larkspur & <all>, November 25, 2026." >want.txt
diff want.txt seen.txt
c template render practice/workflows/letters/one.txt --case 1 --json | expect_json .subject "Hello Ada O'Larkspur"
[ "$(sql 'SELECT count(*) FROM outbox')" -eq 0 ]

refused() {	# WORDS ARGUMENT ...
	local words=$1
	shift
	expect_exit 2 "$CREDENCE" -C practice template render "$@" >out.txt 2>error.txt
	expect_text "$words" error.txt
	[ ! -s out.txt ] || fail "printed: $(cat out.txt)"
}
printf 'Subject: x\n\nDear {{provider.nickname}}\n' >hole.txt
refused 'hole\.txt: line 1: "provider\.nickname"' hole.txt --case 1
printf 'Dear x\n' >bare.txt
refused 'begins with "Subject: "' bare.txt --case 1
refused 'CR-99' practice/workflows/letters/one.txt --case CR-99
refused 'DATA\.json or with --case' practice/workflows/letters/one.txt
printf '{}' >data.json
refused 'DATA\.json or with --case' hole.txt data.json --case 1
(cd / && expect_exit 2 "$CREDENCE" template render "$OLDPWD/hole.txt" --case 1) 2>error.txt
expect_text 'needs a data folder' error.txt

c --quiet case event 1 user.ask
c mail send --json | expect_json .sent 0
c mail held --json | expect_json '.[0].reason' 'to be read by a manager first'
c task list --role manager >tasks.txt
expect_text 'Letter 1 .*to be read by a manager first' tasks.txt
c --quiet mail release 1
c mail send --json | expect_json .sent 1
tail -n +1 practice/mail/sent/new/* >sent.txt
expect_text "^<p>Dear O&#39;Larkspur &amp; &lt;all&gt;, November 25, 2026" sent.txt
expect_text "^Dear O'Larkspur & <all>, November 25, 2026" sent.txt

# Documents of the store go with a letter when a person accepted them and their newest version; else it is held.
preview() {	# FILTER WANT
	c --json template render practice/workflows/letters/papers.txt --case 1 | expect_json "$1" "$2"
}
held() {	# LETTER WORDS
	c --json mail held | expect_json "[.[] | select(.mail_id == $1) | .reason]" "$(jq -cn '[$ARGS.positional[0]]' --args "$2")"
}
preview '[.held, .html]' "[\"there is no document \\\"w-9\\\"\",\"<h1>O&#39;Larkspur &amp; papers</h1>\\n\"]"
head -c 4000 /dev/urandom >w9.bin
printf '%%PDF-1.4 insured\n' >coi.pdf
c --quiet document add w9.bin name=$'../w9\r\nBcc: x"\u202e.pdf' provider=1 kind=W-9
c --quiet document add coi.pdf provider=1 kind=coi
c --quiet case event 1 user.papers
c --json mail held | expect_json '.[0].reason | startswith("an attachment is missing: document 1 (") and endswith(") is received, not accepted")' true
c --quiet document accept 1
c --quiet mail release 2
expect_exit 3 "$CREDENCE" -C practice --now 2026-11-25T10:00 --json mail send | expect_json .held 1
held 2 'it could not be written: an attachment is missing: document 2 ("coi.pdf") is received, not accepted'
c --quiet document accept 2
preview '[.held, (.attachments | map([.kind, .document_id, .problem]))]' '[null,[["w-9",1,null],["COI",2,null]]]'
c template render practice/workflows/letters/papers.txt --case 1 >seen.txt
expect_text '^Attach: COI: coi.pdf \(document 2, [0-9]+ bytes\)$' seen.txt
c template render practice/workflows/letters/papers.txt --case 1 --html >seen.txt
expect_text '^<h1>O&#39;Larkspur &amp; papers</h1>$' seen.txt
c --quiet mail release 2
c --json mail send | expect_json .sent 1
python3 - practice/mail/sent/new/*"$(sql 'SELECT idem FROM outbox WHERE outbox_id = 2')"* <<-'PY'
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
assert m['Bcc'] is None and m.get_body(('html',)).get_content().startswith('<h1>O'), m
w9, coi = m.iter_attachments()
assert w9.get_content() == open('w9.bin', 'rb').read() and coi.get_content_type() == 'application/pdf'
assert coi.get_content() == open('coi.pdf', 'rb').read() and coi.get_filename() == 'coi.pdf'
assert not set(w9.get_filename()) & set('/\r\n"\u202e'), w9.get_filename()
PY
c --json mail show 2 | expect_json '[.attach, (.attached | endswith(", document 2 (coi.pdf)"))]' '["w-9, COI",true]'
# The database has no copy of their bytes, not even in base64.
or_nothing grep -c "$(base64 -w 76 coi.pdf | head -1)" practice/credence.db >copies
expect_text '^0$' copies
[ "$(sql "SELECT CAST(mime AS TEXT) LIKE '%=document 2 $(sha256sum <coi.pdf | cut -c1-64)%' FROM outbox_raw WHERE outbox_id = 2")" -eq 1 ]
# What was replaced in the meantime, or is too large, does not leave.
sed -i 's/^mail:$/mail:\n  attachments_bytes_max: 4000/' practice/credence.yaml
c --quiet case event 1 user.papers
held 3 'an attachment is missing: its attachments have 4017 bytes, more than mail.attachments_bytes_max (4000)'
