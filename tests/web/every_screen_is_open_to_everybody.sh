# Every screen of a practice with a month behind it: no violation of WCAG 2.2 AA that axe finds, in light
# and in the dark, and no sideways scrolling on a phone.
# at most 900 s
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

practice_demo
browser_start
printf '%%PDF-1.4 okapi\n' >licence.pdf
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo document add licence.pdf provider=1000101174 kind='license copy'
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo agreement add vendor=Faxline service=fax
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo committee plan 2026-12-10 --chair "Dr. Alder" >plan.txt
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo committee add 1 1000101174 >plan.txt
[ "$(sqlite3 demo/credence.db "SELECT count(DISTINCT week_day) FROM review_figure")" -ge 4 ] || fail "the demo's month has no weeks"
printf 'NPI,Last Name,State\n1003000126,Okapi,IL\n12,Wrong,IL\n' >rows.csv
curl -sSf -o page.html "$PAGE/import"
curl -s -o answer.html -D head -F "token=$(practice_hidden token)" -F "once=$(practice_hidden once)" -F kind=providers -F file=@rows.csv "$PAGE/import"
expect_text '^Location: /import/1\?' head
"$CREDENCE" --quiet --now "$DEMO_NOW" -C demo retention hold 1000101174 --reason 'claim of 2026' >hold.txt
workflow=$(sqlite3 demo/credence.db "SELECT definition_id FROM definition WHERE name = 'payer_enrollment' AND is_current")
paths=(/import /import/1 /feeds /workflows "/workflow/$workflow" "/workflow/$workflow/edit" "/workflow/$workflow/letter/enroll_chase.txt"
    /settings/credence.yaml /settings/retention.yaml '/settings/retention.yaml?version=1' /cases /providers /why/case/355 /users /documents /agreements /administration / /inbox /payers /grid '/grid?payer=5' /expirables /runway /calendar '/calendar?from=2026-11-01' /screening /screening/month /duties /review /committee /committee/1 /reports '/reports?name=turnaround' '/reports?figure=open_applications' '/search?find=summit' /provider/1 /status/provider/1 /status/location/1 /edit/provider/1 /edit/credential/1 /case/355)

# look SCHEME WIDTH: at the screen that is open
look() {
	browser_scheme "$1"
	browser_size "$2" 900
	browser_axe >axe.txt
	[ ! -s axe.txt ] || fail "$path, $1, $2 wide: $(cat axe.txt)"
}
is_drawn() { [ "$(browser_value 'document.querySelectorAll(".chart canvas").length')" = 1 ]; }
for path in "${paths[@]}"; do
	browser_open "$PAGE$path"
	[ "$page_status" = 200 ] || fail "$path answers $page_status"
	[ "$path" != /review ] || wait_for is_drawn
	look light 1440
	look dark 360
done

# They do find what is wrong.
browser_value 'document.documentElement.removeAttribute("lang")' >/dev/null
browser_value 'document.body.append(Object.assign(document.createElement("pre"), {textContent: "x".repeat(500)}))' >/dev/null
browser_value 'document.querySelector("body > pre").style.overflow = "visible"' >/dev/null
browser_axe >axe.txt
expect_text '^html-has-lang: html' axe.txt
expect_text '^too wide: [0-9]+' axe.txt
