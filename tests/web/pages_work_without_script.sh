# Every page that can be reached from Today answers, fits a phone and a desk, and says what it is,
# with script turned off.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

practice_start
browser_start

# check_page URL: adds the pages of ours that it links to "found".
check_page() {
	local width html
	for width in 360 1440; do
		browser_size "$width" 900
		browser_open "$1"
		[ "$page_status" = 200 ] || fail "$1 answers $page_status"
		[ "$(browser_width)" -le "$width" ] || fail "$1 is $(browser_width) wide on $width"
	done
	browser_html >page.html
	expect_text '<html[^>]* lang=' page.html
	expect_text '<title>[^<]' page.html
	html=$(grep -o '<h1[ >]' page.html | wc -l)
	[ "$html" -eq 1 ] || fail "$1 has $html first headings"
	browser_labels >labels.txt
	! grep -P '^(link|button|textbox|combobox|checkbox)\t$' labels.txt ||
	    fail "$1: something without a name"
	! grep -Eo '(src|href|action)="https?://[^"]*' page.html | grep -v "\"$PAGE" ||
	    fail "$1 asks another server for something"
	grep -Eo 'href="/[^"#]*' page.html | sed 's/^href="//; s/&amp;/\&/g' |
	    grep -Ev '\.(ics|css|js|svg|png|ico|txt|eml)|^/(static|feed)/' >>found || return 0
}

echo / >found
: >seen
while path=$(sort -u found | comm -23 - <(sort seen) | head -n 1) && [ -n "$path" ] &&
    [ "$(wc -l <seen)" -lt 40 ]; do
	echo "$path" >>seen
	check_page "$PAGE$path"
done
cat seen
[ "$(wc -l <seen)" -ge 3 ] || fail "fewer pages than Today, a provider and a case"
expect_text '^/provider' seen
expect_text '^/case' seen
