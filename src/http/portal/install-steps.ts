import { html, type Markup } from "./html.ts";
import type { PageContext } from "./page.ts";
import { allowSketch, openSketch, passcodeSketch, profileSketch, trustSketch } from "./sketches.ts";

/** The way through the phone's screens, drawn. After the download the first step is over. */
export function installSteps(context: PageContext, begin: "from-download" | "from-settings"): Markup {
	const { texts, say, label } = context;
	const words = texts.steps;
	const steps = [
		{ ...words.allow, values: { allow: label("allow"), close: label("close") }, sketch: allowSketch },
		{
			...words.open,
			values: { downloaded: label("downloaded"), general: label("general"), management: label("management") },
			sketch: openSketch,
		},
		{ ...words.install, values: { install: label("install") }, sketch: profileSketch },
		{ ...words.passcode, values: {}, sketch: passcodeSketch },
		{ ...words.trust, values: { install: label("install"), trust: label("trust"), done: label("done") }, sketch: trustSketch },
	].slice(begin === "from-download" ? 0 : 1);
	return html`<h2>${texts.install.stepsTitle}</h2>
<ol class="steps">${steps.map(
		(step) =>
			html`<li><div class="words"><h3>${step.title}</h3><p>${say(step.text, step.values)}</p></div>${step.sketch(texts.labels)}</li>`,
	)}</ol>`;
}
