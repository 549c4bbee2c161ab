// Everything here is a comfort: every page works without it.
(() => {
	/** Instants come in UTC; only the phone knows its time zone, and how its owner writes dates in the page's language. */
	function localTimes() {
		const { lang } = document.documentElement;
		const locale = navigator.languages.find((one) => one.startsWith(lang)) ?? lang;
		for (const time of document.querySelectorAll("time[data-shows]")) {
			const style = time.dataset.shows === "date" ? { dateStyle: "medium", timeStyle: "short" } : { timeStyle: "short" };
			time.textContent = new Date(time.dateTime).toLocaleString(locale, style);
		}
	}

	function copyButtons() {
		if (!navigator.clipboard) return;
		for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
	}

	/** The download is only good for some minutes: say so when they are over. */
	function expiry() {
		const until = document.querySelector("[data-until]");
		if (until && Date.now() > Number(until.dataset.until)) until.textContent = until.dataset.over;
	}

	/** Words that are only true with this script. */
	function scripted() {
		for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
	}

	function prepare() {
		scripted();
		localTimes();
		copyButtons();
		expiry();
	}

	async function copy(button) {
		await navigator.clipboard.writeText(button.dataset.copy);
		button.textContent = button.dataset.copied;
		say(button.dataset.copied);
	}

	document.addEventListener("click", (event) => {
		const button = event.target.closest?.("button[data-copy]");
		if (button) void copy(button);
	});

	/** A second tap on a slow line would count as a second try to sign in. */
	document.addEventListener("submit", (event) => {
		if (event.target.dataset.sent) event.preventDefault();
		event.target.dataset.sent = "sent";
	});

	/** Read aloud; to the eye only where nothing else on the page says it. */
	function say(text, shown = false) {
		const status = document.getElementById("status");
		status.classList.toggle("unseen", !shown);
		if (status.textContent !== text) status.textContent = text;
	}

	async function renew() {
		const before = document.body.dataset.page;
		const response = await fetch("/enroll", { headers: { accept: "text/html" } });
		if (!response.ok) throw new Error(String(response.status));
		const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
		document.title = fresh.title;
		for (const { name } of [...document.body.attributes]) document.body.removeAttribute(name);
		for (const { name, value } of fresh.body.attributes) document.body.setAttribute(name, value);
		const held = document.activeElement.closest("main, footer") && document.activeElement.id;
		for (const part of ["main", "footer"]) document.querySelector(part).replaceWith(fresh.querySelector(part));
		prepare();
		// Whoever was in the part that is gone goes on from the same thing, or else from the beginning of the new part.
		if (held !== null) (document.getElementById(held) ?? document.querySelector("main")).focus({ preventScroll: true });
		// The new heading is read aloud.
		say(document.querySelector("h1").textContent);
		if (document.body.dataset.page !== before) scrollTo(0, 0);
	}

	const began = Date.now();
	let timer;
	let asking = false;
	let last;

	async function follow() {
		clearTimeout(timer);
		if (asking || !("follows" in document.body.dataset)) return;
		asking = true;
		let wait = Date.now() - began < 600_000 ? 2000 : 10_000;
		try {
			const response = await fetch("/enroll/progress", { cache: "no-store" });
			if (!response.ok) throw new Error(String(response.status));
			const { page, stage } = await response.json();
			const shown = document.body.dataset;
			const now = `${page} ${stage ?? ""}`;
			if (document.getElementById("status").textContent === shown.offline) say("");
			// Renewed once for each new answer: one that the page can never show must not make it jump every two seconds.
			if (now !== last && now !== `${shown.page} ${shown.stage}`) await renew();
			last = now;
		} catch {
			// While the person is in Settings, Safari cuts connections; that is not worth a word.
			if (document.visibilityState === "visible") say(document.body.dataset.offline, true);
			wait = 5000;
		}
		asking = false;
		expiry();
		timer = setTimeout(follow, wait);
	}

	prepare();
	timer = setTimeout(follow, 2000);
	// Back from Settings, or out of Safari's cache of pages.
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "visible") void follow();
	});
	addEventListener("pageshow", (event) => {
		if (!event.persisted) return;
		for (const form of document.forms) delete form.dataset.sent;
		void follow();
	});
	// A page that answered a form is asked for again by its own address, not by sending the form once more.
	const { page } = document.body.dataset;
	const home = location.pathname.startsWith("/my") ? "/my" : "/enroll";
	if (page !== "problem" && page !== "my-confirm" && location.pathname !== home) history.replaceState(null, "", home);
})();
