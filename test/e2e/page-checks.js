// Runs inside a page and answers what somebody could not see, hit, read or hear there. The numbers are success criteria of WCAG 2.2.
(() => {
	const found = [];
	const complain = (what, element) => found.push(element ? `${what}: ${element.outerHTML.slice(0, 90)}` : what);
	const all = (selector) => [...document.querySelectorAll(selector)];
	const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip:not(:focus)");

	// Colours, computed. Every one here is opaque or wholly transparent.
	const channels = (color) => color.match(/[\d.]+/g).map(Number);
	const clear = (color) => color === "none" || (channels(color)[3] ?? 1) === 0;
	const linear = (channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
	const luminance = (color) => {
		const [red, green, blue] = channels(color).map(linear);
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const ratio = (one, other) => {
		const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
		return (light + 0.05) / (dark + 0.05);
	};
	const behind = (element) => {
		let box = element;
		while (box && clear(getComputedStyle(box).backgroundColor)) box = box.parentElement;
		return box ? getComputedStyle(box).backgroundColor : "rgb(255, 255, 255)";
	};
	/** In a drawing: the last shape that was painted under the middle of a word. */
	const paintedUnder = (word) => {
		const { left, right, top, bottom } = word.getBoundingClientRect();
		const [x, y] = [(left + right) / 2, (top + bottom) / 2];
		const under = [...word.ownerSVGElement.querySelectorAll("rect, path, circle")].filter((shape) => {
			const box = shape.getBoundingClientRect();
			const before = shape.compareDocumentPosition(word) & Node.DOCUMENT_POSITION_FOLLOWING;
			return before && !clear(getComputedStyle(shape).fill) && box.left < x && x < box.right && box.top < y && y < box.bottom;
		});
		return under.length > 0 ? getComputedStyle(under.at(-1)).fill : behind(word.ownerSVGElement);
	};

	function words() {
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const nodes = [];
		while (walker.nextNode()) {
			const { parentElement: element, textContent } = walker.currentNode;
			if (textContent.trim() && !element.closest("script, style") && shown(element)) nodes.push([walker.currentNode, element]);
		}
		return nodes;
	}

	/** 1.4.10, 1.4.12: nothing beside the screen, nothing cut off. */
	function fits(when) {
		if (document.documentElement.scrollWidth > innerWidth)
			complain(`1.4.10 wider than the screen${when}: ${document.documentElement.scrollWidth}`);
		const range = document.createRange();
		for (const [node, element] of words()) {
			range.selectNodeContents(node);
			const { left, right } = range.getBoundingClientRect();
			if (left < -0.5 || right > innerWidth + 0.5) complain(`1.4.10 text beside the screen${when}`, element);
			const box = element.closest("a, button, summary, li, .card, .notice, main");
			if (box && !element.closest("svg") && right > box.getBoundingClientRect().right + 0.5)
				complain(`1.4.12 text out of its box${when}`, element);
		}
	}

	function contrast() {
		for (const [node, element] of words()) {
			const drawn = element.closest("svg text");
			const fore = drawn ? getComputedStyle(drawn).fill : getComputedStyle(element).color;
			const there = ratio(fore, drawn ? paintedUnder(drawn) : behind(element));
			if (there < 4.5) complain(`1.4.3 contrast ${there.toFixed(2)} of “${node.textContent.trim().slice(0, 30)}”`, element);
		}
		for (const input of all("input:not([type=hidden])")) {
			const { color, backgroundColor, borderTopColor } = getComputedStyle(input);
			if (ratio(color, backgroundColor) < 4.5) complain("1.4.3 contrast of what is typed", input);
			if (ratio(borderTopColor, behind(input.parentElement)) < 3) complain("1.4.11 contrast of a field's edge", input);
		}
	}

	/** 2.5.8 asks for 24; a thumb wants 44. */
	function targets() {
		for (const element of all("a, button, input:not([type=hidden]), summary").filter(shown)) {
			const { width, height } = element.getBoundingClientRect();
			const least = getComputedStyle(element).display === "inline" ? 24 : 44;
			if (width < least || height < least) complain(`2.5.8 target of ${Math.round(width)}×${Math.round(height)}`, element);
		}
	}

	function names() {
		const ids = all("[id]").map(({ id }) => id);
		for (const id of ids.filter((one, at) => ids.indexOf(one) !== at)) complain(`4.1.2 two elements “${id}”`);
		for (const element of all("[aria-describedby], [aria-labelledby]")) {
			const refers = `${element.getAttribute("aria-describedby") ?? ""} ${element.getAttribute("aria-labelledby") ?? ""}`
				.trim()
				.split(/\s+/);
			for (const id of refers) if (!ids.includes(id)) complain(`1.3.1 nothing is “${id}”`, element);
		}
		for (const input of all("input:not([type=hidden]), textarea").filter((one) => one.checkVisibility())) {
			if (![...input.labels].some((label) => shown(label) && label.textContent.trim())) complain("3.3.2 a field without label", input);
			// A file is nothing that a browser knows of its user.
			if (input.autocomplete === "" && input.type !== "file") complain("1.3.5 a field that says not what it is for", input);
		}
		for (const element of all("a, button, summary")) if (!element.textContent.trim()) complain("4.1.2 no name", element);
		for (const svg of all("svg")) {
			if (svg.getAttribute("aria-hidden") !== "true" && !(svg.getAttribute("role") === "img" && svg.getAttribute("aria-label")))
				complain("1.1.1 no text", svg);
		}
		for (const img of all("img:not([alt])")) complain("1.1.1 no text", img);
	}

	function structure() {
		if (!document.title.trim()) complain("2.4.2 no title");
		if (all("h1").length !== 1) complain(`1.3.1 ${all("h1").length} first headings`);
		let level = 0;
		for (const heading of all("h1, h2, h3, h4").filter(shown)) {
			const own = Number(heading.tagName[1]);
			if (own > level + 1) complain("1.3.1 a heading that skips a level", heading);
			level = own;
		}
		for (const landmark of ["header", "main", "footer"]) if (all(`body > ${landmark}`).length !== 1) complain(`1.3.1 not one ${landmark}`);
		for (const child of document.body.children) {
			if (!child.matches("header, main, footer, a.skip, [role=status]")) complain("1.3.1 outside of the landmarks", child);
		}
		const viewport = document.querySelector("meta[name=viewport]")?.content ?? "";
		if (/user-scalable|maximum-scale/.test(viewport)) complain("1.4.4 keeps from zooming");
		if (document.querySelector("meta[http-equiv=refresh]")) complain("2.2.1 loads itself again");
		const lang = document.documentElement.lang;
		if (lang !== "en" && lang !== "ja") complain(`3.1.1 the page's language is “${lang}”`);
		// Names are what they are; everything else is read with the voice of its language.
		for (const [node, element] of words()) {
			if (element.closest("strong, .house, .devices b")) continue;
			const said = element.closest("[lang]").lang;
			const other = node.textContent.replaceAll(document.querySelector(".house")?.textContent ?? "", "");
			if (said === "en" && /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u.test(other)) complain("3.1.2 Japanese that is not marked", element);
		}
	}

	function spacing() {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(
			"* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
		);
		document.adoptedStyleSheets = [sheet];
		fits(" with wide spacing");
		document.adoptedStyleSheets = [];
	}

	fits("");
	contrast();
	targets();
	names();
	structure();
	spacing();
	return found;
})();
