# browser.sh: a headless Chromium for shell tests, driven by Playwright (tests/web/browser.js).
# Source it after run.sh.
#
#	browser_start			one page, with script; "browser_start off": without
#	browser_size WIDTH HEIGHT
#	browser_scheme light|dark
#	browser_cookie URL NAME VALUE
#	browser_open URL		waits until it is loaded; sets page_status (of HTTP)
#	browser_html >FILE		the page as it stands
#	browser_width			width of the content, in CSS pixels
#	browser_picture FILE		PNG of the whole page
#	browser_axe			what axe has against the page, a line each (WCAG 2.2 AA), and too wide a page
#	browser_value EXPRESSION	of JavaScript, as JSON; a promise is waited for
#	browser_key KEY [COUNT]		presses it: "j", "Tab", "Enter", "Space"
#	browser_type TEXT		key by key, also into a field of days
#	browser_tab_to SELECTOR		Tab until the first of these has the focus; no other way leads there
#	browser_file SELECTOR FILE	what a person chose in the window for files
#	browser_labels			role and name of what a screen reader would say, a line each

browser_start() {
	[ -e "$TOP/tests/web/node_modules/playwright-core" ] ||
	    fail "Playwright is not there: npm ci --prefix tests/web"
	mkdir -p browser
	mkfifo browser/to browser/from
	start browser/log bash -c 'exec node "$1" <browser/to 3>browser/from' browser "$TOP/tests/web/browser.js"
	exec {browser_to}>browser/to {browser_from}<browser/from
	browser_call start "$(command -v chromium)" "${1:-on}"
}

# browser_call NAME WORD ...: prints what came of it.
browser_call() {
	local status text
	printf '%s\0' $# "$@" >&"$browser_to"
	IFS= read -r -d '' -t "${WAIT_SECONDS:-60}" status <&"$browser_from" &&
	    IFS= read -r -d '' -t "${WAIT_SECONDS:-60}" text <&"$browser_from" ||
	    fail "the browser does not answer $1: $(tail -n 3 browser/log)"
	[ "$status" = 0 ] || fail "browser: $1: $text"
	[ -z "$text" ] || printf '%s\n' "$text"
}

browser_open() { page_status=$(browser_call open "$1"); }
browser_size() { browser_call size "$@"; }
browser_scheme() { browser_call scheme "$1"; }
browser_cookie() { browser_call cookie "$@"; }
browser_html() { browser_call html; }
browser_width() { browser_call width; }
browser_picture() { browser_call picture "$1"; }
browser_labels() { browser_call labels; }
browser_value() { browser_call value "$1"; }
browser_axe() { browser_call axe; }
browser_key() { browser_call key "$1" "${2:-1}"; }
browser_type() { browser_call type "$1"; }
browser_tab_to() { browser_call tab_to "$1"; }
browser_file() { browser_call file "$@"; }
