# dictionary.awk: schema/*.sql as the tables of schema/README.md.
# First file: README.md, whose table "word | meaning" explains what stands in many tables.
# A column without a comment of its own and without such a word is a fault (exit status 1).

FILENAME ~ /README[.]md$/ {
	if ($0 ~ /^\| `/) {
		split($0, cell, / *\| */)
		gsub(/`/, "", cell[2])
		word[cell[2]] = cell[3]
	}
	next
}

FNR == 1 {
	meaning_of_table = ""
	in_table = altered = 0
}

!in_table && /^--/ {
	sub(/^-- ?/, "")
	meaning_of_table = meaning_of_table (meaning_of_table == "" || $0 == "" ? "" : " ") $0
	if ($0 == "" || /^Conventions:/)
		meaning_of_table = ""
	next
}

/^CREATE TABLE/ {
	table = $3
	in_table = 1
	altered = 0
	pending = 0
	if (meaning_of_table == "")
		meaning_of_table = word["table " table]
	printf "\n### %s\n%s\n\n| column | type | meaning |\n|---|---|---|\n", table, meaning_of_table
	meaning_of_table = ""
	next
}

in_table && /^\)/ {
	in_table = 0
	column_end()
	next
}

# A column, or what follows one: a check on the next line, a comment.
in_table && /^\t[a-z_0-9]+ +(INTEGER|TEXT|BLOB|REAL)/ {
	column_end()
	pending = 1
	column = $1
	sub(/,$/, "", column)
	definition = comment = ""
}

in_table && pending {
	at = index($0, "--")
	if (at > 0) {
		text = substr($0, at + 2)
		sub(/^ +/, "", text)
		if ($0 ~ /^\t--/)
			column_end()
		else
			comment = comment (comment == "" ? "" : " ") text
		line = substr($0, 1, at - 1)
	} else
		line = $0
	if (line ~ /^\t(UNIQUE|PRIMARY|CHECK|FOREIGN)/)
		column_end()
	else
		definition = definition " " line
}

# Columns that came later stand in a table of their own, below the file's other tables.
/^ALTER TABLE [a-z_]+ ADD COLUMN/ {
	if (table != $3 || !altered)
		printf "\n### %s, columns that came later\n%s\n\n| column | type | meaning |\n|---|---|---|\n", $3, meaning_of_table
	altered = 1
	meaning_of_table = ""
	table = $3
	line = $0
	sub(/^ALTER TABLE [a-z_]+ ADD COLUMN /, "", line)
	column = line
	sub(/ .*/, "", column)
	definition = comment = line
	sub(/;.*/, "", definition)
	if (!sub(/.*-- */, "", comment))
		comment = ""
	pending = 1
	column_end()
	next
}

!in_table && !/^--/ {
	meaning_of_table = ""
}

function column_end(    type, choices, parts)
{
	if (!pending)
		return
	pending = 0
	split(definition, parts, " ")
	type = tolower(parts[2])
	sub(/,$/, "", type)
	if (definition !~ /NOT NULL|PRIMARY KEY/)
		type = type ", may be absent"
	if (comment == "" && (table "." column) in word)
		comment = word[table "." column]
	if (comment == "" && column in word)
		comment = word[column]
	if (comment == "" && definition ~ /PRIMARY KEY/ && column == table "_id")
		comment = "its number"
	if (comment == "") {
		printf "schema: %s.%s has neither a comment nor a word in schema/README.md\n", table, column > "/dev/stderr"
		faults++
	}
	if (definition ~ / IN \(/ && column !~ /^(is|has|may)_/) {
		choices = definition
		sub(/.* IN \(/, "", choices)
		sub(/\).*/, "", choices)
		gsub(/'/, "", choices)
		gsub(/[ \t]+/, " ", choices)
		comment = comment " (one of: " choices ")"
	}
	if (match(definition, /REFERENCES [a-z_]+/))
		type = type ", of " substr(definition, RSTART + 11, RLENGTH - 11)
	gsub(/\|/, "\\|", comment)
	printf "| %s | %s | %s |\n", column, type, comment
}

END {
	exit (faults > 0)
}
