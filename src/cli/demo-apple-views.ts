import type { AdeStandInServer } from "../../simulator/ade/server.ts";
import { html, type Markup } from "../http/portal/html.ts";
import { demoTexts } from "../texts/demo-texts.ts";
import { fill, type Language } from "../texts/texts.ts";
import type { PortalCertificate } from "./demo-push-portal.ts";
import { demoPassword } from "./demo-tenant.ts";

const mostNamed = 20;

export const paths = {
	home: "/",
	portal: "/push-certificates",
	manager: "/business-manager",
	people: "/people.csv",
	style: "/style.css",
} as const;

export type ApplePath = typeof paths.home | typeof paths.portal | typeof paths.manager;
export type AppleProblem = keyof ReturnType<typeof demoTexts>["apple"]["problems"];

export interface Shown {
	readonly language: Language;
	readonly problem: AppleProblem | null;
}

const wordsOf = (language: Language) => demoTexts(language).apple;

/** A whole page. Nothing on it may be taken for Apple's. */
function frame(at: ApplePath, title: string, { language, problem }: Shown, body: Markup): string {
	const words = wordsOf(language);
	const other = language === "ja" ? "en" : "ja";
	const page = html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="${paths.style}"></head>
<body><header><p class="stand-in">${words.standIn}</p><nav>${at !== paths.home && html`<a href="${paths.home}?lang=${language}">${words.back}</a>`}<a lang="${other}" href="${at}?lang=${other}">${words.otherLanguage}</a></nav></header>
<main><h1>${title}</h1>${problem !== null && html`<p role="alert" class="problem">${words.problems[problem]}</p>`}${body}</main></body></html>
`;
	return `<!DOCTYPE html>\n${page.toString()}`;
}

/** With the sign that it is not Apple's. */
const part = (language: Language, title: string, body: Markup) =>
	html`<section><h2>${title} <small>${wordsOf(language).notApples}</small></h2>${body}</section>`;

const action = (path: string, language: Language) => `${path}?lang=${language}`;

const fileInput = (language: Language, accept: string, label?: string) =>
	html`<label>${label ?? wordsOf(language).file}<input type="file" name="file" accept="${accept}" required></label>`;

export function homeView(shown: Shown): string {
	const { language } = shown;
	const words = wordsOf(language);
	const sites = [
		[paths.portal, words.portal],
		[paths.manager, words.manager],
	] as const;
	return frame(
		paths.home,
		words.title,
		shown,
		html`${sites.map(([path, site]) => part(language, site.title, html`<p>${site.text}</p><p><a href="${action(path, language)}">${site.title}</a></p>`))}<section><h2>${words.people.title}</h2><p>${fill(words.people.text, { password: demoPassword }, language)}</p><p><a href="${paths.people}" download="people.csv">${words.people.download}</a></p></section>`,
	);
}

export function portalView(certificates: readonly PortalCertificate[], shown: Shown): string {
	const { language } = shown;
	const words = wordsOf(language);
	const { portal } = words;
	const upload = (button: string, fields: Markup) =>
		html`<form method="post" enctype="multipart/form-data" action="${action(paths.portal, language)}">${fields}${fileInput(language, ".csr,.plist,.pem")}<button>${button}</button></form>`;
	const one = ({ number, topicUid, appleId, notAfter }: PortalCertificate, at: number) =>
		html`<li><h3>${number}${at === 0 && html` <small>${portal.newest}</small>`}</h3><p>${appleId}<br>${portal.topic}: <code>com.apple.mgmt.External.${topicUid}</code><br>${fill(words.until, { date: day(notAfter) }, language)}</p>
<p><a href="${paths.portal}/${number}.pem" download="MDM_certificate_${number}.pem">${words.download}</a></p>
<details><summary>${portal.renew}</summary><p>${portal.renewText}</p>${upload(portal.renewButton, html`<input type="hidden" name="renew" value="${number}">`)}</details></li>`;
	return frame(
		paths.portal,
		portal.title,
		shown,
		html`<p>${portal.text}</p>${part(language, portal.list, certificates.length === 0 ? html`<p>${portal.none}</p>` : html`<ol>${certificates.map(one)}</ol>`)}${part(
			language,
			portal.create,
			html`<p>${portal.createText}</p>${upload(portal.createButton, html`<label>${portal.appleId}<input name="apple-id" value="mdm@contoso.example" maxlength="200" required></label>`)}`,
		)}`,
	);
}

export function managerView(servers: readonly AdeStandInServer[], shown: Shown): string {
	const { language } = shown;
	const words = wordsOf(language);
	const { manager } = words;
	const waiting = servers.filter(({ termsWait }) => termsWait).map(({ name }) => name);
	const to = (what: string) => action(`${paths.manager}/${what}`, language);
	const form = (what: string, { name }: AdeStandInServer, body: Markup) =>
		html`<form method="post" enctype="multipart/form-data" action="${to(what)}"><input type="hidden" name="server" value="${name}">${body}</form>`;
	const one = (server: AdeStandInServer) =>
		part(
			language,
			server.name,
			html`<p>${server.deviceCount === 0 ? manager.noDevices : fill(manager.devices, { count: server.deviceCount }, language)}</p>
${server.deviceCount > 0 && html`<details><summary>${manager.serials}</summary><p><code>${newest(server).join(" ")}</code></p></details>`}
${server.hasPublicKey && form("token", server, html`<button>${manager.token}</button><p class="hint">${manager.tokenText}</p>`)}
${form("devices", server, html`<label>${manager.give}<input type="number" name="count" value="3" min="1" max="500" required></label><button>${manager.giveButton}</button>`)}
<details><summary>${manager.renew}</summary>${form("key", server, html`${fileInput(language, ".pem,.cer,.crt", manager.publicKey)}<button>${manager.renewButton}</button>`)}</details>
<details><summary>${manager.newTerms}</summary><p>${manager.newTermsText}</p>${form("terms", server, html`<button>${manager.newTerms}</button>`)}</details>`,
		);
	return frame(
		paths.manager,
		manager.title,
		shown,
		html`<p>${manager.text}</p>${part(
			language,
			manager.terms,
			waiting.length === 0
				? html`<p>${manager.nothing}</p>`
				: html`<p>${fill(manager.waiting, { names: waiting.join(", ") }, language)}</p><form method="post" enctype="multipart/form-data" action="${to("accept")}"><button>${manager.accept}</button></form>`,
		)}${servers.length === 0 ? html`<p>${manager.none}</p>` : servers.map(one)}${part(
			language,
			manager.add,
			html`<form method="post" enctype="multipart/form-data" action="${to("servers")}"><label>${manager.name}<input name="name" maxlength="60" required></label>${fileInput(language, ".pem,.cer,.crt", manager.publicKey)}<button>${manager.addButton}</button></form>`,
		)}`,
	);
}

/** The serial numbers of what was given last. */
const newest = (server: AdeStandInServer) => [...server.devices()].slice(-mostNamed).map(({ serial }) => serial);

const day = (at: number) => new Date(at).toISOString().slice(0, 10);
