# Every kind of page that can be reached from Today answers, fits a phone and a desk, and says what it is,
# with script turned off.
# at most 900 s
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/browser.sh"
. "$TOP/tests/lib/practice.sh"

practice_start
browser_start off

# A screen reader says no more than "link" of it.
nameless='^ *- (link|button|textbox|combobox|checkbox)(:| \[|$)'

# check_page URL: adds the pages of ours that it links to "found".
check_page() {
	local width html
	browser_open "$1"
	[ "$page_status" = 200 ] || fail "$1 answers $page_status"
	for width in 360 1440; do
		browser_size "$width" 900
		[ "$(browser_width)" -le "$width" ] || fail "$1 is $(browser_width) wide on $width"
	done
	browser_html >page.html
	expect_text '<html[^>]* lang=' page.html
	expect_text '<title>[^<]' page.html
	html=$(grep -o '<h1[ >]' page.html | wc -l)
	[ "$html" -eq 1 ] || fail "$1 has $html first headings"
	browser_labels >labels.txt
	! grep -E "$nameless" labels.txt || fail "$1: something without a name"
	! grep -Eo '(src|href|action)="https?://[^"]*' page.html | grep -v "\"$PAGE" ||
	    fail "$1 asks another server for something"
	grep -Eo 'href="/[^"#]*' page.html | sed 's/^href="//; s/&amp;/\&/g' |
	    grep -Ev '\.(csv|ics|css|js|svg|png|ico|txt|eml|pdf)|^/(static|feed)/|^/screening/pdf' >>found || return 0
}

# Two pages of a kind are enough: "/case/1" and "/case/2" are of one kind; of lists that are narrowed, one.
next_page() {
	sort -u found | awk 'function kind(path) { gsub(/[0-9]+/, "N", path); sub(/\?.*/, "?", path); return path }
	    NR == FNR { seen[$0]; count[kind($0)]++; next }
	    !($0 in seen) && count[kind($0)] < (/\?/ ? 1 : 2) && !done { print; done = 1 }' seen -
}

echo / >found
echo >seen
while path=$(next_page) && [ -n "$path" ]; do
	echo "$path" >>seen
	check_page "$PAGE$path"
done
cat seen
expect_text '^/provider/' seen
expect_text '^/case/' seen
expect_text '^/why/' seen

# It does find what has no name.
browser_open 'data:text/html,<title>x</title><main><a href=/>x</a><button></button>'
browser_labels | or_nothing grep -E "$nameless" >nameless.txt
[ "$(cat nameless.txt)" = '  - button' ] || fail "found: $(cat nameless.txt)"
