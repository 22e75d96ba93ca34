// A table of figures by week as a line to look along (uPlot), one figure at a time.  The table stays.
"use strict";
(() => {
	const table = document.querySelector("table[data-chart]");
	if (!table || !window.uPlot)
		return;
	const number = (cell) => {
		const value = parseFloat(cell.textContent);
		return Number.isNaN(value) ? null : value;
	};
	const weeks = [...table.tHead.rows[0].cells].slice(1).map((cell) => Date.parse(cell.dataset.day) / 1000);
	const figures = [...table.tBodies[0].rows].map((row) => ({
		label: row.cells[0].textContent, values: [...row.cells].slice(1).map(number),
	})).filter((figure) => figure.values.filter((value) => value !== null).length > 1);
	if (figures.length === 0)
		return;

	const make = (name, properties) => Object.assign(document.createElement(name), properties);
	const section = make("section", { className: "chart" });
	const choice = make("select", { id: "chart-figure" });
	const place = make("div");
	const label = make("label", { htmlFor: choice.id, textContent: "Over the weeks " });
	const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
	let chart = null;

	const draw = () => {
		const figure = figures[choice.selectedIndex];
		const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line") }, ticks: { stroke: colour("--line") } };
		if (chart)
			chart.destroy();
		place.setAttribute("role", "img");
		place.setAttribute("aria-label", `${figure.label}: ${figure.values.map((value) => value ?? "–").join(", ")}`);
		chart = new uPlot({
			width: place.clientWidth, height: 180, legend: { show: false },
			scales: { y: { range: (_, low, high) => [Math.min(0, low), Math.max(1, high * 1.1)] } },
			axes: [{ ...axis, space: 90 }, axis],
			series: [{}, { label: figure.label, stroke: colour("--accent"), width: 2, spanGaps: true, points: { size: 7 } }],
		}, [weeks, figure.values], place);
	};

	for (const figure of figures)
		choice.add(make("option", { textContent: figure.label }));
	section.append(label, choice, place);
	table.closest("details").before(section);
	choice.addEventListener("change", draw);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
	addEventListener("resize", () => chart.setSize({ width: place.clientWidth, height: 180 }));
	draw();
})();
