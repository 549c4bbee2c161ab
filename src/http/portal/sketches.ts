import type { PortalTexts } from "../../texts/portal-texts.ts";
import { html, type Markup } from "./html.ts";

/**
 * The phone's screens, drawn with lines where the words do not matter, and with the phone's own words where a finger goes. They stand beside the
 * same step in words, so they are hidden from screen readers. Colours come from the style sheet. One unit is about one CSS pixel.
 */
type Labels = PortalTexts["labels"];

function phone(inside: Markup): Markup {
	return html`<svg class="sketch" viewBox="0 0 264 150" aria-hidden="true" focusable="false">
<path class="body" d="M12 150V26a18 18 0 0 1 18-18h204a18 18 0 0 1 18 18v124"/><rect class="island" x="110" y="14" width="44" height="9" rx="4.500"/>
${inside}<path class="edge" d="M2 149h260"/></svg>`;
}

/** A grey line in the place of words. */
function line(x: number, y: number, width: number): Markup {
	return html`<rect class="line" x="${x}" y="${y}" width="${width}" height="6" rx="3"/>`;
}

/** Where to tap. */
function target(x: number, y: number, width: number, height: number): Markup {
	return html`<rect class="target" x="${x}" y="${y}" width="${width}" height="${height}" rx="9"/>`;
}

/** Two words side by side under a question, the right one to be tapped. */
function alert(heading: Markup, left: string, right: string): Markup {
	return phone(html`<rect class="sheet" x="38" y="34" width="188" height="104" rx="14"/>
${heading}
<path class="rule" d="M38 98h188M132 98v40"/>
${target(136, 102, 86, 32)}
<text x="85" y="122.500" text-anchor="middle" class="faint">${left}</text><text x="179" y="122.500" text-anchor="middle" class="tap">${right}</text>`);
}

export function allowSketch(labels: Labels): Markup {
	return alert(html`${line(62, 52, 140)}${line(54, 64, 156)}${line(84, 76, 96)}`, labels.ignore, labels.allow);
}

export function openSketch(labels: Labels): Markup {
	return phone(html`<text x="30" y="48" class="heading">${labels.settings}</text>
<rect class="sheet" x="26" y="58" width="212" height="34" rx="10"/><circle class="line" cx="45" cy="75" r="10"/>${line(64, 66, 80)}${line(64, 78, 120)}
<rect class="sheet" x="26" y="100" width="212" height="32" rx="10"/>${target(26, 100, 212, 32)}
<text x="38" y="120.500" class="tap">${labels.downloaded}</text><path class="chevron" d="M224 111l5 5-5 5"/>
<rect class="sheet" x="26" y="140" width="212" height="20" rx="10"/>`);
}

export function profileSketch(labels: Labels): Markup {
	return phone(html`<rect class="sheet" x="20" y="30" width="224" height="130" rx="14"/>
<text x="34" y="54" class="faint">${labels.cancel}</text>
${target(146, 36, 92, 28)}<text x="192" y="54.500" text-anchor="middle" class="tap">${labels.install}</text>
<rect class="line" x="36" y="80" width="36" height="36" rx="8"/>${line(84, 84, 110)}${line(84, 97, 140)}${line(84, 110, 76)}
<path class="rule" d="M36 128h208"/>${line(36, 138, 90)}`);
}

export function passcodeSketch(labels: Labels): Markup {
	const dots = [0, 1, 2, 3, 4, 5].map((n) => html`<circle class="${n < 4 ? "full" : "empty"}" cx="${82 + n * 20}" cy="104" r="6"/>`);
	return phone(html`<rect class="sheet" x="20" y="30" width="224" height="130" rx="14"/>
<text x="132" y="76" text-anchor="middle" class="heading">${labels.passcode}</text>${dots}`);
}

export function trustSketch(labels: Labels): Markup {
	const heading = html`<text x="132" y="58" text-anchor="middle" class="heading">${labels.remoteManagement}</text>${line(56, 68, 152)}${line(72, 80, 120)}`;
	return alert(heading, labels.cancel, labels.trust);
}
