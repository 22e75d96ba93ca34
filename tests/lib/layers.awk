# layers.awk: files of src/ against the map (tests/layers.sh has the tables).

BEGIN {
	count = split(rooms, line, "\n")
	for (i = 1; i <= count; i++) {
		words = split(line[i], word, /[ \t]+/)
		if (words == 0 || word[1] == "")
			continue
		known[word[1]] = 1
		for (j = 1; j <= words; j++)
			may[word[1], word[j]] = 1
	}
	count = split(exceptions, line, "\n")
	for (i = 1; i <= count; i++)
		if (split(line[i], word, /[ \t]+/) > 1)
			excepted[word[1], word[2]] = 1
	count = split(libraries, line, "\n")
	for (i = 1; i <= count; i++)
		if (split(line[i], word, /[ \t]+/) == 2)
			owner[word[1]] = word[2]
	count = split(edges, word, " ")
	for (i = 1; i <= count; i++)
		edge[word[i]] = 1
	count = split("assert ctype dirent libgen dlfcn errno fcntl fnmatch ftw getopt glob grp inttypes iconv" \
	    " langinfo limits locale math netdb poll pthread pwd regex sched search signal spawn" \
	    " stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings" \
	    " sysexits syslog termios time unistd utime wchar", word, " ")
	for (i = 1; i <= count; i++)
		of_system[word[i] ".h"] = 1
}

FNR == 1 {
	end_of_file()
	file = FILENAME
	place = substr(FILENAME, length(src) + 2)
	room = place
	if (!sub("/.*", "", room))
		sub("[.].*", "", room)
	line_number = 1
	if (!(room in known))
		say("no such room: " room "/")
	in_comment = 0
	last_include = ""
}

{
	line_number = FNR
}

function say(words)
{
	print file ":" line_number ": " words
}

function end_of_file()
{
	if (file ~ /[.]c$/ && last_include != "base/banned.h")
		say("the last include is base/banned.h in every .c file")
}

# The line without its comments; the text of a comment is nobody's code.
function code_of(text,    at)
{
	if (in_comment) {
		at = index(text, "*/")
		if (at == 0)
			return ""
		in_comment = 0
		text = substr(text, at + 2)
	}
	gsub("/[*]([^*]|[*]+[^*/])*[*]+/", " ", text)
	sub("//[^\"]*$", "", text)
	at = index(text, "/*")
	if (at > 0 && substr(text, 1, at - 1) !~ /"[^"]*$/) {
		in_comment = 1
		text = substr(text, 1, at - 1)
	}
	return text
}

function include_of_ours(header,    other)
{
	other = header
	if (!sub("/.*", "", other))
		other = room		# beside the including file, as main.c has it
	if (!(other in known))
		say("no such room: " other "/")
	else if (!((room, other) in may) && !((place, other) in excepted))
		say(room "/ must not include " other "/ (\"" header "\")")
}

function include_of_library(header,    folder)
{
	folder = header
	if (header in owner || !sub("/.*", "/", folder))
		folder = header
	if (folder in owner) {
		if (owner[folder] != room)
			say("<" header "> belongs to " owner[folder] "/ alone")
	} else if (!(header in of_system) && header !~ /^(sys|netinet|arpa|net|linux|asm)\//)
		say("<" header "> is of no known library: give it to one room in tests/layers.sh")
}

{
	code = code_of($0)
}

code ~ /^[ \t]*#[ \t]*include[ \t]*"/ {
	split(code, part, "\"")
	include_of_ours(part[2])
	last_include = part[2]
	next
}

code ~ /^[ \t]*#[ \t]*include[ \t]*</ {
	split(code, part, /[<>]/)
	include_of_library(part[2])
	last_include = part[2]
	next
}

room != "store" && room != "db" {
	if (code ~ /"[^"]*(SELECT [^"]*|INSERT (OR [A-Z]+ )?INTO |DELETE FROM |UPDATE [a-z_]+ SET |CREATE (TABLE|INDEX|UNIQUE))/ ||
	    code ~ /(^|[^a-z_])query_(open|run|bind_[a-z]+)[ \t]*\(/)
		say("SQL belongs to store/")
}

!(room in edge) && room != "base" {
	if (code ~ /(^|[^a-z_])(clock_now_ms|time|gettimeofday)[ \t]*\((NULL|0|&|\))/ || code ~ /CLOCK_REALTIME/)
		say(room "/ asks for the time; it is a parameter")
	if (code ~ /(^|[^a-z_])(log_[a-z]+|exit)[ \t]*\(/)
		say(room "/ logs or ends the program; that is for the edges")
	if (code ~ /(^|[^a-z_])(printf|puts|perror)[ \t]*\(/ || code ~ /fprintf[ \t]*\((stderr|stdout)/)
		say(room "/ prints; that is for the edges")
}

END {
	end_of_file()
}
