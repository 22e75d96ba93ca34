#!/bin/bash
# main flow under the sanitizers
# Who may be on an exclusion list stands on Today until somebody has decided; words of a list are escaped.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
curl -sSf -o page.html "$PAGE/"
expect_exit 1 grep -q 'On an exclusion list' page.html
"$CREDENCE" --quiet -C practice party add business_name='Four Rivers <b>Supplies</b> Corp' relation=vendor
printf '%s\n' 'provider_name,license_num,npi_num,provider_type,exclusion_effective_date' \
    '"LARKSPUR, ADA",1,1234567893,RN,07/26/2016' 'FOUR RIVERS <B>SUPPLIES</B> CORP,,,Equipment,04/21/2022' >ny.csv
"$CREDENCE" --quiet -C practice screen load state:NY ny.csv
"$CREDENCE" --quiet -C practice tick
curl -sSf -o page.html "$PAGE/"
for words in 'On an exclusion list' 'Ada Larkspur</a></strong> <span class="tag warn">state:NY' 'same NPI 1234567893' 'Four Rivers &lt;b&gt;Supplies'; do
	grep -qF "$words" page.html || fail "the page does not say $words"
done
"$CREDENCE" --quiet -C practice screen resolve 1 --as false --reason "another license"
"$CREDENCE" --quiet -C practice screen resolve 2 --as false --reason "another firm"
curl -sSf -o page.html "$PAGE/"
expect_exit 1 grep -q 'On an exclusion list' page.html
practice_stop_pages
