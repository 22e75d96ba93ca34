/*
 * browser.js: Chromium held by Playwright for the shell tests, which call it through tests/lib/browser.sh.
 *
 * A call is the number of its words and the words, each ended by a NUL; the answer is "0" or "1" and what came of it
 * or went wrong, each ended by a NUL.  One call at a time; the end of the input ends the browser.
 * With script, axe is on every page; without, no page runs any.
 */
"use strict";
const fs = require("fs");
const { chromium } = require("playwright-core");

const AXE = require.resolve("axe-core/axe.min.js");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const TABS_MAX = 400;		/* no page has so many places to stop at */
let browser, context, page;

/* A page may just be leaving for another, as it does after a key: the same is asked again when that one is there. */
async function once_settled(ask) {
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			if (!/context was destroyed|interrupted by another navigation/.test(error.message))
				throw error;
			await page.waitForLoadState();
		}
	}
}

async function value(expression) {
	return await once_settled(() => page.evaluate(expression));
}

const calls = {
	async start(path, script) {
		browser = await chromium.launch({
			executablePath: path,
			args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
			handleSIGTERM: false,
		});
		context = await browser.newContext({ javaScriptEnabled: script === "on" });
		if (script === "on")
			await context.addInitScript({ path: AXE });
		page = await context.newPage();
	},
	async size(width, height) {
		await page.setViewportSize({ width: Number(width), height: Number(height) });
	},
	async scheme(name) {
		await page.emulateMedia({ colorScheme: name });
	},
	async cookie(url, name, content) {
		await context.addCookies([{ url, name, value: content }]);
	},
	async open(url) {
		const answer = await once_settled(() => page.goto(url));
		return String(answer?.status() ?? 0);		/* "data:" has none */
	},
	async html() {
		return await page.content();
	},
	async labels() {
		return await page.locator("body").ariaSnapshot();
	},
	async width() {
		return String(await value("document.documentElement.scrollWidth"));
	},
	async picture(path) {
		await page.screenshot({ path, fullPage: true });
	},
	async value(expression) {
		return JSON.stringify(await value(expression)) ?? "null";
	},
	async axe() {
		const found = await page.evaluate(tags => axe.run({ runOnly: tags, resultTypes: ["violations"] }), WCAG);
		const lines = found.violations.flatMap(rule => rule.nodes.map(node =>
			`${rule.id}: ${node.target} ${node.failureSummary.replace(/\s+/g, " ")}`));
		const [wide, room] = await page.evaluate(
			() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
		return lines.concat(wide > room ? [`too wide: ${wide}`] : []).join("\n");
	},
	async key(name, count) {
		for (let i = 0; i < Number(count); i++)
			await page.keyboard.press(name);
	},
	async type(text) {
		await page.keyboard.type(text);
	},
	async tab_to(selector) {
		const is_there = `(target => target && target === document.activeElement)
			(document.querySelector(${JSON.stringify(selector)}))`;
		for (let i = 0; i < TABS_MAX; i++) {
			const there = await value(is_there);
			if (there === null)
				throw new Error(`there is no ${selector} on ${page.url()}`);
			if (there)
				return;
			await page.keyboard.press("Tab");
		}
		throw new Error(`Tab does not lead to ${selector} on ${page.url()}`);
	},
	async file(selector, path) {
		await page.setInputFiles(selector, path);
	},
};

/* All words of one call, and what stands behind it; null while some are missing. */
function call_in(bytes) {
	const words = bytes.split("\0");
	const count = Number(words[0]);
	return words.length <= count + 1 ? null : [words.slice(1, count + 1), words.slice(count + 1).join("\0")];
}

async function end() {
	await browser?.close();
	process.exit(0);
}

process.on("SIGTERM", end);
(async () => {
	let bytes = "", next;
	process.stdin.setEncoding("utf8");
	for await (const piece of process.stdin) {
		bytes += piece;
		while ((next = call_in(bytes)) !== null) {
			const [[name, ...words], rest] = next;
			bytes = rest;
			const [status, text] = await calls[name](...words).then(t => [0, t ?? ""], e => [1, e.message]);
			fs.writeSync(3, `${status}\0${text}\0`);
		}
	}
	await end();
})();
