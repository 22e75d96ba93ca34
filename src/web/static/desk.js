// Keys for people who live here: j and k go from row to row, e does, s puts off, / searches, ? tells.
// Every page works without this.  Single keys can be turned off (WCAG 2.1.4); the browser remembers it.
"use strict";
(() => {
	const keep = "credence.keys";
	const help = [
		["j", "next row"], ["k", "row before"], ["Enter", "open it"], ["e", "done: its first button"],
		["s", "later, or somebody else"], ["u", "take back what was just done"], ["/", "search everything"], ["?", "these keys"],
	];
	let here = null;

	const isOff = () => localStorage.getItem(keep) === "off";
	const rows = () => [...document.querySelectorAll("main tbody tr, main .list > li")]
		.filter((row) => row.querySelector("a, button") && row.getClientRects().length > 0 &&
			!row.parentElement.closest("tr, .list > li"));

	const choose = (row) => {
		if (here)
			here.classList.remove("is-here");
		here = row;
		row.classList.add("is-here");
		const target = row.querySelector("a, button");
		target.focus({ preventScroll: true });
		row.scrollIntoView({ block: "nearest" });
	};

	const move = (step) => {
		const list = rows();
		const at = list.indexOf(document.activeElement.closest("tr, .list > li") || here);
		const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
		if (list[next])
			choose(list[next]);
	};

	const row = () => document.activeElement.closest("tr, .list > li") || here;

	const later = () => {
		const details = row() && row().querySelector("details.later");
		if (!details)
			return;
		details.open = true;
		details.querySelector("button").focus();
	};

	const done = () => {
		const button = row() && row().querySelector("form:not(.later form) button");
		if (button)
			button.click();
	};

	const undo = () => {
		const button = document.querySelector(".undo button");
		if (button)
			button.click();
	};

	const make = (name, text) => {
		const element = document.createElement(name);
		element.textContent = text;
		return element;
	};

	const tell = () => {
		const dialog = document.createElement("dialog");
		const list = document.createElement("dl");
		dialog.setAttribute("aria-label", "Keys");
		dialog.append(make("h2", "Keys"), list);
		for (const [key, meaning] of help)
			list.append(make("dt", key), make("dd", meaning));
		const turn = make("button", isOff() ? "Turn the keys on" : "Turn the keys off");
		turn.addEventListener("click", () => {
			localStorage.setItem(keep, isOff() ? "on" : "off");
			dialog.close();
		});
		const close = make("button", "Close");
		close.addEventListener("click", () => dialog.close());
		dialog.append(turn, " ", close);
		dialog.addEventListener("close", () => dialog.remove());
		document.body.append(dialog);
		dialog.showModal();
		close.focus();
	};

	const search = () => document.getElementById("find").focus();
	const keys = { j: () => move(1), k: () => move(-1), e: done, s: later, u: undo, "/": search, "?": tell };

	document.addEventListener("keydown", (event) => {
		const typing = event.target.closest("input, select, textarea, dialog");
		if (typing || event.ctrlKey || event.metaKey || event.altKey || isOff() || !keys[event.key])
			return;
		event.preventDefault();
		keys[event.key]();
	});

	// A row's form brings the page's middle anew (htmx): go on at the row that took its place.
	let place = -1;
	document.addEventListener("htmx:beforeSwap", () => {
		place = rows().indexOf(row());
	});
	document.addEventListener("htmx:afterSettle", () => {
		const list = rows();
		here = null;
		if (place >= 0 && list.length > 0)
			choose(list[Math.min(place, list.length - 1)]);
		place = -1;
	});

	const opener = make("button", "Keys");
	opener.className = "keys";
	opener.addEventListener("click", tell);
	document.querySelector("footer").append(" ", opener);
})();
