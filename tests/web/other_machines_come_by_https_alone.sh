# Pages that other machines can reach: with a certificate, verified by whoever comes, or behind a proxy that is
# named; anything else is refused by "check" and "run" before a port is open.  Cookies are Secure then.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"
. "$TOP/tests/servers/servers.sh"

practice_make
certificates_make tls
cp tls/good.pem tls/good.key tls/expired.pem tls/expired.key tls/wronghost.key practice
chmod 600 practice/*.key
web() {	# SETTING ...: under "web"
	printf '%s\n' 'org: { name: Elm Street Clinic, timezone: America/Chicago }' \
	    'mail: { from: team@elm.example }' 'web:' "  port: $practice_port" >practice/credence.yaml
	printf '  %s\n' "$@" >>practice/credence.yaml
}

# Each mistake is said at its place, by both.
refused() {	# WORDS SETTING ...
	local words=$1
	shift
	web "$@"
	expect_exit 2 "$CREDENCE" -C practice check 2>refused.txt
	expect_text "$words" refused.txt
	expect_exit 2 "$CREDENCE" -C practice run 2>refused.txt
	expect_text "$words" refused.txt
}
in_clear='credence.yaml:5:12: .*can be reached from other machines, where passwords and files would go in clear'
refused "$in_clear" 'address: 0.0.0.0'
refused "$in_clear" 'address: 192.0.2.10' 'url: https://credence.elm.example'
refused "$in_clear" 'address: "::"'
refused 'credence.yaml:5:12: .*no address of this machine' 'address: everywhere'
refused 'credence.yaml:5:10: .*no address of a machine' 'proxy: nginx'
refused 'web.certificate needs web.key' 'certificate: good.pem'
refused 'web.key needs web.certificate' 'key: good.key'
refused 'say in web.url how people reach it' 'address: 0.0.0.0' 'certificate: good.pem' 'key: good.key'
refused 'web.url begins with https://' 'url: http://localhost' 'certificate: good.pem' 'key: good.key'
refused 'sign_in cannot be off' 'proxy: 127.0.0.1' 'sign_in: off'
broken() {	# WORDS CERTIFICATE KEY: "check" says it, and the pages do not begin
	web "certificate: $2" "key: $3"
	expect_exit 2 "$CREDENCE" -C practice check 2>refused.txt
	expect_text "$1" refused.txt
	expect_exit 2 "$CREDENCE" -C practice child web 0 1 >started.txt 2>refused.txt
	expect_text "$1" refused.txt
	[ ! -s started.txt ] || fail "the pages began"
}
broken 'cannot be used' good.pem wronghost.key
broken 'cannot be used' credence.yaml good.key
chmod 644 practice/good.key
broken 'can be read by others. Run: chmod 600' good.pem good.key
chmod 600 practice/good.key
web 'certificate: expired.pem' 'key: expired.key'
"$CREDENCE" -C practice check 2>refused.txt
expect_text 'web.certificate expired.pem ended on 2018-12-31' refused.txt

# By our own certificate, on all addresses.
web 'address: 0.0.0.0' "url: https://localhost:$practice_port" 'certificate: good.pem' 'key: good.key'
"$CREDENCE" --quiet -C practice check
practice_serve practice
PAGE=https://localhost:$practice_port
get() {
	local got
	got=$(curl -sS --cacert tls/ca.pem -o page.html -D head -w '%{http_code}' -b jar -c jar "$@")
	[ "$got" = "$want" ] || fail "$*: $got instead of $want"
}
touch jar
want=303 get "$PAGE/"			# nobody is there yet, and nobody sees anything
expect_text '^Location: /sign-in' head
expect_text '^Strict-Transport-Security: max-age=31536000' head
expect_exit 60 curl -s --cacert tls/otherca.pem "$PAGE/sign-in"
expect_exit 60 curl -s "$PAGE/sign-in"
expect_exit 60 curl -s --cacert tls/ca.pem --resolve "elsewhere.test:$practice_port:127.0.0.1" "https://elsewhere.test:$practice_port/"
expect_exit 35 curl -s --tls-max 1.1 --cacert tls/ca.pem "$PAGE/sign-in"
if curl -s "http://localhost:$practice_port/sign-in"; then fail "clear text is served"; fi
echo 'four green apples' | "$CREDENCE" --quiet -C practice user add maria --role coordinator --password -
want=200 get "$PAGE/sign-in"
want=303 get "$PAGE/sign-in" -d "token=$(practice_hidden token)" -d name=maria -d 'password=four green apples'
expect_text '^Set-Cookie: __Host-credence=[a-z2-7]*; Path=/; HttpOnly; SameSite=Lax; Secure' head
want=200 get "$PAGE/cases"

# It is renewed while the pages are served: file after file, as programs do that.  What cannot be used changes nothing.
(cd tls && certificates_sign renewed ca localhost 20200101000000Z 20440101000000Z) >>tls/log 2>&1
serving() {	# YEAR in which what is shown to whoever connects ends
	openssl s_client -connect "localhost:$practice_port" </dev/null 2>/dev/null | openssl x509 -noout -enddate >end
	expect_text " $1 GMT" end
}
serving 2045
mkfifo kept; exec 8<>kept; start open_connection bash -c 'exec openssl s_client -quiet -CAfile tls/ca.pem -connect "$1" <kept' open "localhost:$practice_port"
printf 'GET /sign-in HTTP/1.1\r\nHost: localhost:%s\r\n\r\n' "$practice_port" >&8
wait_for grep -q '</html>' open_connection
cp tls/renewed.pem practice/good.pem
serving 2045
expect_text 'the certificate that was there goes on serving: web.certificate good.pem and web.key good.key cannot be used' pages.log
cat tls/renewed.key >practice/good.key
serving 2044
expect_text 'a new certificate serves, until 2043-12-31' pages.log
want=200 get "$PAGE/cases"
: >open_connection
printf 'GET /sign-in HTTP/1.1\r\nHost: localhost:%s\r\n\r\n' "$practice_port" >&8
wait_for grep -q '</html>' open_connection
exec 8>&-
cp tls/expired.pem practice/good.pem; cp tls/expired.key practice/good.key
serving 2044
rm practice/good.pem
serving 2044
expect_text 'web.certificate good.pem is over already' pages.log
want=200 get "$PAGE/cases"
practice_stop_pages

# Behind the proxy that is named: it says who comes, and from where; nobody else is believed.
rm lifeline jar; touch jar
web 'proxy: 127.0.0.3' 'sign_in: auto'
practice_serve practice
PAGE=http://127.0.0.1:$practice_port
want=200 get --interface 127.0.0.3 -H 'X-Forwarded-Proto: https' "$PAGE/sign-in"
want=303 get --interface 127.0.0.3 -H 'X-Forwarded-Proto: https' -H 'X-Forwarded-For: 198.51.100.1, 203.0.113.7' \
    "$PAGE/sign-in" -d "token=$(practice_hidden token)" -d name=maria -d 'password=four green apples'
expect_text '^Set-Cookie: __Host-credence=.*; Secure' head
want=200 get --interface 127.0.0.2 "$PAGE/sign-in"
want=303 get --interface 127.0.0.2 -H 'X-Forwarded-Proto: https' -H 'X-Forwarded-For: 203.0.113.7' \
    "$PAGE/sign-in" -d "token=$(practice_hidden token)" -d name=maria -d 'password=four green apples'
expect_text '^Set-Cookie: credence=' head
[ "$(sqlite3 practice/credence.db "SELECT group_concat(detail) FROM (SELECT detail FROM audit
    WHERE action = 'sign-in' ORDER BY audit_id)")" = 127.0.0.1,203.0.113.7,127.0.0.2 ]
practice_stop_pages
