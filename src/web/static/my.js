// Files go piece by piece: what arrived before the connection broke is not sent again, also when the page was closed
// and the same file is chosen anew.  Without script the form sends them in one go.
"use strict";
(() => {
	const form = document.querySelector("form[data-pieces]");
	const address = form.dataset.pieces;
	const state = document.getElementById("sending");
	const pieceBytes = 200 * 1024;
	const pauses = [1, 2, 4, 8, 15, 30, 60, 60, 60, 60];	// seconds; ten minutes or so in all

	const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
	const keyOf = (file) => {
		const text = [file.name, file.size, file.lastModified].join("/");
		let hash = 5381;
		for (const letter of text)
			hash = (hash * 33 + letter.codePointAt(0)) % 9007199254740881;
		return `${file.size}-${file.lastModified}-${hash}`;
	};

	// Waits and tries again as long as nobody says no.
	const ask = async (what) => {
		for (const seconds of pauses) {
			try {
				const answer = await what();
				if (answer.status < 500 && answer.status !== 429)
					return answer;
			} catch {
				// the connection broke
			}
			state.textContent = "The connection broke. Trying again; what arrived stays.";
			await pause(seconds);
		}
		throw new Error("The connection does not come back. Choose the same files again later: what arrived is not sent twice.");
	};

	const send = async (file) => {
		const key = keyOf(file);
		let at = (await (await ask(() => fetch(`${address}?key=${encodeURIComponent(key)}`))).json()).at;
		for (let done = false; !done;) {
			const data = new FormData();
			data.append("token", form.elements.token.value);
			data.append("key", key);
			data.append("name", file.name);
			data.append("size", file.size);
			data.append("at", at);
			data.append("piece", file.slice(at, at + pieceBytes), "piece");
			const answer = await ask(() => fetch(address, { method: "POST", body: data }));
			if (!answer.ok && answer.status !== 409)
				throw new Error(`${file.name} was not taken. Is it too large, or has this page ended?`);
			({ at, done } = await answer.json());
			state.textContent = `${file.name}: ${Math.floor(100 * at / file.size)} %`;
		}
	};

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const button = form.querySelector("button");
		button.disabled = true;
		try {
			for (const file of form.elements.file.files)
				if (file.size > 0)
					await send(file);
			location.href = form.dataset.done;
		} catch (error) {
			state.textContent = error.message;
			button.disabled = false;
		}
	});
})();
