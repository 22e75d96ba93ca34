# certificates.sh: a certificate authority for one test, and certificates good and bad.
#
#	certificates_make FOLDER
#
# makes in FOLDER (keys beside them, NAME.key):
#	ca.pem		the authority that a client is told to trust
#	good.pem	for localhost and 127.0.0.1
#	selfsigned.pem	for localhost, signed by nobody else
#	wronghost.pem	by the authority, for another host
#	expired.pem	by the authority, for localhost, ended years ago
#	stranger.pem	for localhost, by an authority that nobody trusts
# Elliptic keys, so that making them takes no time.

certificates_key() {
	openssl ecparam -name prime256v1 -genkey -noout -out "$1"
}

# certificates_authority NAME
certificates_authority() {
	certificates_key "$1.key"
	openssl req -x509 -new -key "$1.key" -days 3650 -subj "/CN=Test authority $1" \
	    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
	    -out "$1.pem"
}

# certificates_sign NAME AUTHORITY HOST FROM UNTIL: "YYYYMMDD000000Z" both.
certificates_sign() {
	certificates_key "$1.key"
	openssl req -new -key "$1.key" -subj "/CN=$3" -out "$1.csr"
	printf '%s\n' '[ca]' 'default_ca = test' '[test]' "new_certs_dir = $PWD" \
	    "database = $PWD/index" "serial = $PWD/serial" 'default_md = sha256' 'policy = any' \
	    'unique_subject = no' 'x509_extensions = leaf' '[any]' 'commonName = supplied' '[leaf]' \
	    'basicConstraints = CA:FALSE' 'extendedKeyUsage = serverAuth' \
	    "subjectAltName = DNS:$3$([ "$3" != localhost ] || echo ,IP:127.0.0.1)" >ca.conf
	openssl ca -batch -notext -config ca.conf -cert "$2.pem" -keyfile "$2.key" \
	    -startdate "$4" -enddate "$5" -in "$1.csr" -out "$1.pem"
}

certificates_make() {
	mkdir -p "$1"
	(
		cd "$1"
		: >index
		echo 1000 >serial
		certificates_authority ca
		certificates_authority otherca
		certificates_sign good ca localhost 20200101000000Z 20450101000000Z
		certificates_sign wronghost ca elsewhere.test 20200101000000Z 20450101000000Z
		certificates_sign expired ca localhost 20180101000000Z 20190101000000Z
		certificates_sign stranger otherca localhost 20200101000000Z 20450101000000Z
		certificates_key selfsigned.key
		openssl req -x509 -new -key selfsigned.key -days 3650 -subj /CN=localhost \
		    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out selfsigned.pem
		chmod 644 ./*.pem ./*.key
	) >"$1/log" 2>&1 || fail "could not make certificates: $(tail -n 3 "$1/log")"
}
