# Published workflows are listed with their versions and open cases, and shown byte for byte; a new
# version stands beside the old one, on which its cases stay.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_make
"$CREDENCE" -C practice workflow list --json >list.json
expect_json '[.[] | select(.is_current) | .name] | sort' \
    '["agreement_review","caqh_attestation","change_notice","change_of_record","exclusion_screening","expirables","npdb_continuous_query","offboarding","onboarding","payer_enrollment","practice_duty","primary_source_verification","privileging","recredentialing","revalidation"]' <list.json
expect_json '[.[] | select(.name == "payer_enrollment") | [.version, .open_cases]]' '[[1,2]]' <list.json
for name in $(jq -r '.[].name' list.json); do
	"$CREDENCE" -C practice workflow show "$name" | cmp - "practice/workflows/$name.yaml"
done

# Published again unchanged, nothing is new; changed under the same version it is refused.
"$CREDENCE" --quiet -C practice workflow publish
"$CREDENCE" -C practice workflow list --json | diff list.json -
cp practice/workflows/payer_enrollment.yaml old.yaml
echo '# another line' >>practice/workflows/payer_enrollment.yaml
expect_exit 2 "$CREDENCE" -C practice workflow publish >out.txt 2>error.txt
expect_text 'payer_enrollment.* version' error.txt
"$CREDENCE" -C practice workflow list --json | diff list.json -
"$CREDENCE" -C practice workflow show payer_enrollment | cmp - old.yaml

sed -i 's/^version: 1/version: 2/' practice/workflows/payer_enrollment.yaml
"$CREDENCE" --quiet -C practice workflow publish
"$CREDENCE" -C practice workflow list --json | expect_json \
    '[.[] | select(.name == "payer_enrollment") | [.version, .is_current, .open_cases]] | sort' \
    '[[1,false,2],[2,true,0]]'
"$CREDENCE" -C practice workflow show payer_enrollment | cmp - practice/workflows/payer_enrollment.yaml
"$CREDENCE" -C practice verify >verify.txt
expect_text ' 0 faults' verify.txt

expect_exit 2 "$CREDENCE" -C practice workflow show nothing >out.txt 2>error.txt
expect_text 'there is no workflow "nothing"' error.txt
[ ! -s out.txt ]
