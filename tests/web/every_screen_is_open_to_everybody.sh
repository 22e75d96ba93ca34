# Every screen of a practice with a month behind it: no violation of WCAG 2.2 AA that axe finds, in light
# and in the dark, and no sideways scrolling on a phone.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

practice_demo
browser_start
browser_script on

# check SCHEME WIDTH PATH
check() {
	browser_do Emulation.setEmulatedMedia \
	    "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"$1\"}]}"
	browser_size "$2" 900
	browser_open "$PAGE$3"
	[ "$page_status" = 200 ] || fail "$3 answers $page_status"
	[ "$(browser_width)" -le "$2" ] || fail "$3 is $(browser_width) wide on $2"
	browser_axe >axe.txt
	[ ! -s axe.txt ] || fail "$3, $1, $2 wide: $(cat axe.txt)"
}

for path in / /inbox /payers /grid "/grid?payer=5" /provider/1 /case/355; do
	check light 1440 "$path"
	check dark 360 "$path"
done

# It does find what is wrong.
browser_value 'document.documentElement.removeAttribute("lang")' >/dev/null
browser_axe >axe.txt
expect_text '^html-has-lang: html' axe.txt
