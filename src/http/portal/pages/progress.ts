import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { html, type Markup } from "../html.ts";
import { installSteps } from "../install-steps.ts";
import { moment } from "../moment.ts";
import type { Page, PageContext } from "../page.ts";
import { reportForm } from "../report-form.ts";
import { signedIn } from "../start-again.ts";

type Progress = Extract<PortalPage, { kind: "progress" }>;

export function progressPage(page: Progress, context: PageContext): Page {
	const { texts, say, label } = context;
	const words = texts.progress;
	const [title, lead] = {
		"profile-downloaded": [words.downloadedTitle, words.downloadedLead],
		"identity-issued": [words.issuedTitle, words.issuedLead],
		authenticated: [words.authenticatedTitle, words.authenticatedLead],
	}[page.stage].map((text) => say(text, { done: label("done") })) as [Markup, Markup];
	const waiting = page.stage === "profile-downloaded";
	return {
		title,
		follows: { stage: page.stage },
		body: html`<h1>${title}</h1>
<p class="lead">${lead}</p>
${stages(page.stage, context)}
<p class="follows"><span data-scripted hidden>${words.follows}</span> <a class="button quiet" href="/enroll">${words.check}</a></p>
${waiting && installSteps(context, "from-settings")}
${
	waiting &&
	html`<div class="card act">
<p data-until="${page.expiresAt}" data-over="${words.expired}">${say(words.until, { time: moment(page.expiresAt, context.language, "time") })}</p>
<a id="profile" class="button secondary" href="/enroll/profile">${words.downloadAgain}</a>
</div>`
}
${reportForm(
	context,
	// A line that broke in the middle of an installation leaves the phone without a profile: its owner must be able to begin again.
	!waiting && html`<p><a id="profile" class="button secondary" href="/enroll/profile">${words.downloadAgain}</a></p>`,
)}
${waiting && html`<p class="hint">${say(texts.install.note)}</p>`}
${signedIn(context)}`,
	};
}

function stages(stage: Progress["stage"], { texts }: PageContext): Markup {
	const { stages, states } = texts.progress;
	// To its owner the installation lasts until the phone has introduced itself; that its certificate came on the way is nothing to them.
	const done = stage === "authenticated" ? 2 : 1;
	return html`<ol class="stages">${[stages.downloaded, stages.installed, stages.managed].map((name, index) => {
		const state = index < done ? "done" : index === done ? "current" : "later";
		return html`<li class="${state}" ${state === "current" && html`aria-current="step"`}>${mark(state)}<span>${name}</span><span class="unseen">: ${states[state]}</span></li>`;
	})}</ol>`;
}

function mark(state: "done" | "current" | "later"): Markup {
	const inside = {
		done: html`<path d="M10 16.5l4 4 8-9"/>`,
		current: html`<circle class="dot" cx="16" cy="16" r="5"/>`,
		later: html``,
	}[state];
	return html`<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="14"/>${inside}</svg>`;
}
