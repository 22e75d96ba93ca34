# main flow under the sanitizers
# workflow check shows the line of each mistake with the wrong words marked, also behind letters that take
# more than one byte and in long lines; --quiet and --json leave it out.
. "$TOP/tests/lib/run.sh"

cat >bad.yaml <<'END'
workflow: bad
version: 1
subject: enrollment
states:
  draft:
    initial: true
    entry: [{task: {name: call, title: "Größe {payer.nam}", due: 3xd}}]
    on: [{event: user.submit, if: 'payer.name == "ö" and payer.kind = "x"', go: over}]
  over: {final: true}
END
expect_exit 2 "$CREDENCE" workflow check bad.yaml >out.txt 2>said.txt
cat >want.txt <<'END'
bad.yaml:7:48: "payer.nam" is not known here. Did you mean "payer.name"?
     7 |     entry: [{task: {name: call, title: "Größe {payer.nam}", due: 3xd}}]
       |                                                ^~~~~~~~~
bad.yaml:7:66: "3xd" is no number, date (2026-11-22) or name
     7 | ry: [{task: {name: call, title: "Größe {payer.nam}", due: 3xd}}]
       |                                                           ^~~
bad.yaml:8:69: compare with ==
     8 | {event: user.submit, if: 'payer.name == "ö" and payer.kind = "x"', go: over}]
       |                                                            ^
END
diff want.txt said.txt
expect_exit 2 "$CREDENCE" --quiet workflow check bad.yaml 2>said.txt
[ "$(wc -l <said.txt)" -eq 3 ]
expect_exit 2 "$CREDENCE" --json workflow check bad.yaml 2>said.txt | expect_json length 3
