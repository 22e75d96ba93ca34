// A page that shows what others change is told so and offers to show it anew: nothing moves under the reader's hand.
// Only the page in front listens; it catches up when it comes to the front again.
"use strict";
(() => {
	const bar = document.getElementById("news");
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

	document.addEventListener("visibilitychange", turn);
	addEventListener("pagehide", () => stream && stream.close());
	turn();
})();
