// A page that shows what others change is told so and offers to show it anew: nothing moves under the reader's hand.
// Only the page in front listens; it catches up when it comes to the front again.
"use strict";
(() => {
	let bar = document.getElementById("news");
	let since = null;
	let stream = null;
	let mail = false;

	const tell = (event) => {
		since = event.data;
		mail = mail || event.type === "mail";
		const link = document.createElement("a");
		link.href = location.pathname + location.search.replace(/([?&])did=[^&]*&?/, "$1").replace(/[?&]$/, "");
		link.textContent = "Show it";
		bar.replaceChildren(mail ? "A mail came in. " : "Something here has changed. ", link);
	};

	const listen = () => {
		const address = new URL(bar.dataset.live, location.href);
		if (since)
			address.searchParams.set("since", since);
		stream = new EventSource(address);
		stream.addEventListener("mail", tell);
		stream.addEventListener("row", tell);
	};

	const turn = () => {
		if (document.hidden && stream) {
			stream.close();
			stream = null;
		} else if (!document.hidden && !stream) {
			listen();
		}
	};

	// The page's middle came anew (htmx) and knows of all that was told.
	const begin = () => {
		const now = document.getElementById("news");
		if (!now || now === bar)
			return;
		bar = now;
		since = null;
		mail = false;
		if (stream)
			stream.close();
		stream = null;
		turn();
	};

	document.addEventListener("htmx:afterSettle", begin);
	document.addEventListener("visibilitychange", turn);
	addEventListener("pagehide", () => stream && stream.close());
	turn();
})();
