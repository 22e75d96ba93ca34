# dictionary.awk: schema/*.sql as the tables of schema/README.md.
# First file: README.md, whose table "word | meaning" explains what stands in many tables.
# A table that was made anew stands as it is now; columns that came later stand in one table below.
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
	in_table = 0
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
	pending = 0
	if (meaning_of_table == "")
		meaning_of_table = word["table " table]
	delete section[table ", columns that came later"]
	section_begin(table)
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

/^ALTER TABLE [a-z_]+ ADD COLUMN/ {
	table = $3
	if (!((table ", columns that came later") in section))
		section_begin(table ", columns that came later")
	else
		current = table ", columns that came later"
	meaning_of_table = ""
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

# What is told of a table that is made anew without a word is what was told of the old one.
function section_begin(name)
{
	if (meaning_of_table == "")
		meaning_of_table = told[name]
	told[name] = meaning_of_table
	current = name
	section[name] = sprintf("\n### %s\n%s\n\n| column | type | meaning |\n|---|---|---|\n", name, meaning_of_table)
	last[name] = ++sections
	name_of[sections] = name
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
	section[current] = section[current] sprintf("| %s | %s | %s |\n", column, type, comment)
}

END {
	for (i = 1; i <= sections; i++)
		if (name_of[i] in section && last[name_of[i]] == i)
			printf "%s", section[name_of[i]]
	exit (faults > 0)
}
