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
templates: {one: one.txt}
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
      - {event: user.end, go: closed}
  closed: {final: true}
YAML
printf '%s\n' 'Subject: Hello {{provider.display_name}}' '' 'Dear {{provider.last_name}} & <all>, {{today}}.' \
    >practice/workflows/letters/one.txt
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
