import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const component of calendar.getAllSubcomponents("vevent")) {
	const event = new ICAL.Event(component);
	console.log([event.startDate.toString(), event.uid, event.sequence, event.summary].join("\t"));
}
