import type { PortalPage } from "../../../enrollment/portal-view.ts";
import type { CountedDevice } from "../../../evidence/facts.ts";
import { html, type Markup } from "../html.ts";
import { installSteps } from "../install-steps.ts";
import type { Page, PageContext } from "../page.ts";
import { reportForm } from "../report-form.ts";
import { signedIn } from "../start-again.ts";

export function installPage(page: Extract<PortalPage, { kind: "install" }>, context: PageContext): Page {
	const { texts, say } = context;
	const title = html`${texts.install.title}`;
	return {
		title,
		// Safari stays on this page while it downloads; the page notices by itself.
		follows: { stage: null },
		body: html`<h1>${title}</h1>
<p class="lead">${texts.install.lead}</p>
${page.atLimit && atLimit(page.atLimit, context)}
<div class="card act">
<a id="profile" class="button primary" href="/enroll/profile">${texts.install.download}</a>
<p class="hint">${say(texts.install.deadline, { minutes: page.challengeMinutes })}</p>
</div>
${installSteps(context, "from-download")}
<p>${texts.install.afterwards}</p>
<noscript><p><a class="button secondary" href="/enroll">${texts.progress.check}</a></p></noscript>
${reportForm(context)}
<p class="hint">${say(texts.install.note)}</p>
${signedIn(context)}`,
	};
}

function atLimit(devices: readonly CountedDevice[], context: PageContext): Markup {
	const { texts, say } = context;
	return html`<div class="notice warn">
<h2>${texts.install.limitTitle}</h2>
<p>${say(texts.install.limit)}</p>
<ul class="devices">${devices.map(
		(device) =>
			html`<li><b>${device.name}</b>${device.serial !== null && html` <span class="hint">${device.serial}</span>`}${device.stale && html` <span class="hint">(${texts.install.stale})</span>`}</li>`,
	)}</ul>
<p>${say(texts.install.limitElse)}</p>
</div>`;
}
