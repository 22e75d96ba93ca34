// The month, week and list of FullCalendar in the place of the table that is there without script.
"use strict";
(() => {
	const table = document.querySelector("table.month");
	if (!table || !window.FullCalendar)
		return;
	const { month, today, kind } = table.dataset;
	const place = document.createElement("div");
	const head = document.querySelector("h1");

	// A month that is shown stands in the address, so that it can be come back to.
	const remember = (view) => {
		const shown = view.currentStart.toISOString().slice(0, 7);
		const address = new URLSearchParams({ month: shown });
		if (kind)
			address.set("kind", kind);
		history.replaceState(null, "", `/calendar?${address}`);
		head.textContent = view.title;
		for (const link of document.querySelectorAll("nav[aria-label=Kinds] a")) {
			const to = new URL(link.href);
			to.searchParams.set("month", shown);
			link.href = to;
		}
	};

	const read = async (range) => {
		const ask = new URLSearchParams({ from: range.startStr.slice(0, 10), until: range.endStr.slice(0, 10) });
		if (kind)
			ask.set("kind", kind);
		const answer = await fetch(`/calendar.json?${ask}`);
		if (!answer.ok)
			throw new Error(`the server answers ${answer.status}`);
		return (await answer.json()).map(({ day, title, url, is_late }) =>
			({ start: day, title, url, allDay: true, classNames: is_late ? ["is-late"] : [] }));
	};

	place.className = "fullcalendar";
	table.before(place);
	table.hidden = true;
	for (const link of document.querySelectorAll(".by-month"))
		link.hidden = true;
	new FullCalendar.Calendar(place, {
		initialView: matchMedia("(max-width: 44rem)").matches ? "listMonth" : "dayGridMonth",
		initialDate: `${month}-01`,
		now: today,
		timeZone: "UTC",
		firstDay: 1,
		height: "auto",
		dayMaxEvents: 5,
		headerToolbar: { start: "prev,next today", center: "", end: "dayGridMonth,dayGridWeek,listMonth" },
		buttonIcons: false,
		buttonText: { prev: "← Before", next: "After →", today: "Today", month: "Month", week: "Week", list: "List" },
		moreLinkDidMount: ({ el }) => el.setAttribute("role", "button"),
		noEventsText: "Nothing is due.",
		events: read,
		datesSet: ({ view }) => remember(view),
	}).render();
})();
