# The nouns in short: entered by hand, asked whether they may bill, saved and restored.
# main flow
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --timezone America/Chicago
run() {
	"$CREDENCE" -C practice --now 2026-11-24T09:00 "$@"
}
run --quiet provider add npi=1234567893 last_name=Larkspur first_name=Ada practice_state=IL
expect_exit 2 run provider set 1234567893 emial=ada@elm.example 2>refusal
expect_text 'Did you mean "email"' refusal
run --quiet payer add name='Prairie Health' state=IL
run --quiet credential add provider=1 credential_type=license state=IL number=036-1 expires_day=2027-07-31
run --quiet enrollment add provider=1 payer=1 effective_day=2026-06-15 loaded_day=2026-07-01 \
    status=loaded
run --json billable --provider 1234567893 >answer
expect_json '.[0] | [.may_bill, .from, .until]' '[true,"2026-06-15","2027-07-31"]' <answer
run provider show 1 >page
expect_text '^enrollments$' page
run --json backup saved.tar >saved
expect_json '.files > 20' true <saved
"$CREDENCE" --json --now 2026-11-24T09:00 restore saved.tar restored >made
expect_json .faults '[]' <made
