import type { MyAction, MyDevice, MyPage, MyTry } from "../../../enrollment/my-view.ts";
import { codeTexts } from "../../../texts/texts.ts";
import { drawnCode } from "../drawn-code.ts";
import { html, type Markup } from "../html.ts";
import { moment } from "../moment.ts";
import { myAddresses } from "../my-addresses.ts";
import type { Page, PageContext } from "../page.ts";
import { productName } from "../product-name.ts";
import { reportForm } from "../report-form.ts";

type DevicesPage = Extract<MyPage, { kind: "devices" }>;

/** A person's devices, how many more there may be, the way to the next one, and how their last tries went. */
export function myDevicesPage(page: DevicesPage, context: PageContext): Page {
	const { texts, say } = context;
	const words = texts.my;
	const { devices, limit, done, failed } = page;
	const title = html`${words.title}`;
	const [newest] = page.tries;
	return {
		title,
		body: html`<h1>${title}</h1>
${done && html`<div class="notice good" role="status" id="done"><p>${say(words.done[done.action], { name: html`<strong>${done.name}</strong>` })}</p></div>`}
${failed && html`<div class="notice bad" role="alert" id="failed"><p>${words.failed[failed]}</p></div>`}
${limit && limitBar(limit, context)}
${devices.length === 0 ? html`<div class="card"><h2>${words.none}</h2><p>${words.noneText}</p></div>` : devices.map((device) => card(device, context))}
${another(page.enrollAddress, context)}
${page.tries.length > 0 && html`<h2>${words.tries}</h2>${page.tries.map((one) => told(one, context))}`}
${newest && reportForm({ ...context, view: { ...context.view, reference: newest.reference } })}
${page.terms.length > 0 && accepted(page.terms, context)}
<form method="post" action="${myAddresses.signOut}" class="signed-in"><p>${context.view.user && say(texts.signedInAs, { name: html`<strong>${context.view.user.displayName || context.view.user.upn}</strong>` })}</p><button class="button quiet">${words.signOut}</button></form>`,
	};
}

/** Drawn, for numbers are compared: as many places as there may be devices. */
function limitBar({ counted, limit }: NonNullable<DevicesPage["limit"]>, { texts, say }: PageContext): Markup {
	const words = texts.my;
	const places = Array.from({ length: Math.max(limit, counted) }, (_, at) => at);
	return html`<div class="card limit"><p>${say(words.limit, { counted, limit })}</p>
<svg class="places" viewBox="0 0 ${places.length * 10} 8" aria-hidden="true">${places.map((at) => html`<rect class="${at < counted ? (at < limit ? "taken" : "over") : "free"}" x="${at * 10 + 0.5}" y="0.5" width="9" height="7" rx="1.5"/>`)}</svg>
${counted >= limit && html`<p class="hint">${words.full}</p>`}</div>`;
}

const weight: Readonly<Record<MyAction, "secondary" | "quiet">> = {
	check: "secondary",
	rename: "quiet",
	lock: "quiet",
	"reset-passcode": "quiet",
	remove: "quiet",
};

function card(device: MyDevice, { texts, say, language }: PageContext): Markup {
	const words = texts.my;
	const { id, name, product, osVersion, serial, state, lastSeenAt, counted, ownership, may } = device;
	const kind = product === null ? null : productName(product);
	const about = [kind, osVersion === null ? null : say(words.system, { version: osVersion }), serial].filter(
		(part) => part !== null && part !== name,
	);
	return html`<section class="card device" aria-label="${name}">
<h2><strong>${name}</strong></h2>
<p class="hint">${about.map((part, at) => html`${at > 0 && " · "}${part}`)}</p>
<dl>
<div><dt>${words.state}</dt><dd>${words.states[state]}</dd></div>
<div><dt>${words.seen}</dt><dd>${lastSeenAt === null ? words.never : moment(lastSeenAt, language, "date")}</dd></div>
<div><dt>${words.counts}</dt><dd>${counted ? words.counted : words.notCounted}</dd></div>
${ownership === "company" && html`<div><dt>${words.owner}</dt><dd>${say(words.company)}</dd></div>`}
</dl>
${may.length > 0 && html`<div class="actions">${may.map((action) => (action === "check" ? atOnce(id, action, words.actions[action]) : html`<a class="button ${weight[action]}" href="${myAddresses.action(id, action)}">${words.actions[action]}</a>`))}</div>`}
</section>`;
}

/** Harms nothing, and needs no second page. */
function atOnce(id: string, action: MyAction, text: string): Markup {
	return html`<form method="post" action="${myAddresses.action(id, action)}"><button class="button ${weight[action]}">${text}</button></form>`;
}

function another(address: string, { texts }: PageContext): Markup {
	const words = texts.my;
	return html`<details class="card another"><summary>${words.another}</summary>
<p>${words.anotherText}</p>
${drawnCode(address, words.scan)}
<p class="address" translate="no">${address}</p>
<p><a class="button secondary" href="${address}">${words.anotherHere}</a></p></details>`;
}

function told({ reference, state, code, at, over }: MyTry, { texts, say, language }: PageContext): Markup {
	const words = texts.my;
	const known = code === null ? null : codeTexts(code, language);
	const telling = known !== null && known !== undefined && !over;
	return html`<section class="card try"><p><span class="sign">${reference}</span> ${words.trialStates[state]} ${moment(at, language, "date")}</p>
${telling && html`<p>${known.person}</p><p>${known.personTodo}</p>`}
${telling && html`<p class="hint">${say(words.tell, { reference: html`<b class="label">${reference}</b>` })} <a href="/enroll">${words.report}</a></p>`}</section>`;
}

function accepted(terms: DevicesPage["terms"], { texts, language }: PageContext): Markup {
	const words = texts.my;
	return html`<details class="card"><summary>${words.terms}</summary><ul>${terms.map(({ title, acceptedAt }) => html`<li>${title[language]}: ${acceptedAt === null ? words.notAccepted : moment(acceptedAt, language, "date")}</li>`)}</ul></details>`;
}
