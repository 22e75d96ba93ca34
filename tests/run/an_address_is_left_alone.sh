# Do not contact: a letter to an address that asked to be left alone is held with a task, whoever wrote it and
# whatever its case; to let it go does not help, to lift the wish by name does.  An address whose mail came
# back is lifted by letting a letter go.  What is no address, and a reason of two lines, are refused.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/mail.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.test
c() {
	"$CREDENCE" -C practice --now 2026-11-25T10:00 "$@"
}
c mail suppress Dana@Payer.test --reason 'wants fax only' >said.txt
expect_text 'is not written to any more' said.txt
c mail suppressed --json | expect_json '[.[] | [.email, .reason, .held]]' '[["dana@payer.test","wants fax only",0]]'
letters_add 1 DANA@payer.test
letters_add 1 other@payer.test
expect_exit 3 c mail send --json >send.json
expect_json '[.sent, .held]' '[1,1]' <send.json
c mail held --json | expect_json '[.[].reason]' '["DANA@payer.test is not written to: wants fax only"]'
c task list >tasks.txt
expect_text 'Letter 1 .* is held: DANA@payer.test is not written to: wants fax only' tasks.txt
expect_exit 2 c mail release 1 2>error.txt
expect_text 'asked that DANA@payer.test is not written to.*mail unsuppress' error.txt
c --quiet mail unsuppress dana@payer.test
c --quiet mail release 1
c mail send --json | expect_json .sent 1
c audit list --json | expect_json '[.[].action | select(startswith("mail"))] | sort' \
    '["mail release","mail suppress","mail unsuppress"]'

# Mail that came back, as the fetcher notes it.
sql "INSERT INTO suppression (email, reason, since_ms) VALUES ('gone@payer.test', '550 no such user', 0)"
letters_add 1 gone@payer.test
expect_exit 3 c --quiet mail send
c --quiet mail release 3
c mail send --json | expect_json .sent 1
c mail suppressed --json | expect_json length 0

# Refused, and nothing is changed.
for wrong in nobody 'a@b@c' 'a b@c.test' $'a@c.test\r\nBcc: x@y.test' '<a@c.test>'; do
	expect_exit 2 c mail suppress "$wrong" 2>error.txt
	expect_text 'no address that mail can be sent to' error.txt
done
expect_exit 2 c mail suppress a@c.test --reason $'one\ntwo' 2>error.txt
expect_text 'one line' error.txt
expect_exit 2 c mail unsuppress a@c.test 2>error.txt
expect_text 'is not among' error.txt
c mail suppressed --json | expect_json length 0
