import { readFileSync } from "node:fs";
import ical from "node-ical";

const two = (n) => String(n).padStart(2, "0");
for (const event of Object.values(ical.sync.parseICS(readFileSync(process.argv[2], "utf8")))) {
	if (event.type !== "VEVENT")
		continue;
	const d = event.start;
	console.log([`${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`, event.uid,
		event.sequence, event.summary].join("\t"));
}
