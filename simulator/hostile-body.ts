import { Buffer } from "node:buffer";
import { APPLE_HEADER } from "../src/protocol/plist/build.ts";

/** Bodies that no phone sends and that a server must survive. */
export const hostileBodies = [
	"empty",
	"truncated",
	"oversized",
	"nested",
	"not-utf8",
	"entity",
	"external-entity",
	"duplicate-key",
	"binary",
	"not-a-dictionary",
	"html",
] as const;

export type HostileBody = (typeof hostileBodies)[number];

/** The hostile variant of a good message. */
export function hostileBody(kind: HostileBody, good: Uint8Array): Buffer {
	const bytes = Buffer.from(good);
	const text = bytes.toString("utf8");
	switch (kind) {
		case "empty":
			return Buffer.alloc(0);
		case "truncated":
			return bytes.subarray(0, Math.floor(bytes.length / 2));
		case "oversized":
			return Buffer.from(text.replace("<dict>\n", `<dict>\n<key>Padding</key>\n<string>${"a".repeat(4 << 20)}</string>\n`));
		case "nested":
			return Buffer.from(`${APPLE_HEADER}<plist version="1.0">${"<array>".repeat(20_000)}${"</array>".repeat(20_000)}</plist>`);
		case "not-utf8":
			return Buffer.concat([
				bytes.subarray(0, bytes.indexOf("<string>") + 8),
				Buffer.of(0xc3, 0x28),
				bytes.subarray(bytes.indexOf("<string>") + 8),
			]);
		case "entity":
			return Buffer.from(withSubset(text, laughs()).replace("<string>", "<string>&l9;"));
		case "external-entity":
			return Buffer.from(withSubset(text, '<!ENTITY l9 SYSTEM "file:///etc/passwd">').replace("<string>", "<string>&l9;"));
		case "duplicate-key":
			return Buffer.from(text.replace("<key>UDID</key>", "<key>UDID</key>\n<string>00008030-000000000000DEAD</string>\n<key>UDID</key>"));
		case "binary":
			return Buffer.concat([
				Buffer.from("bplist00"),
				Buffer.of(0xd0, 0x08),
				Buffer.alloc(6),
				Buffer.of(1, 1),
				Buffer.alloc(7),
				Buffer.of(1),
				Buffer.alloc(15),
				Buffer.of(9),
			]);
		case "not-a-dictionary":
			return Buffer.from(`${APPLE_HEADER}<plist version="1.0"><string>Authenticate</string></plist>\n`);
		case "html":
			return Buffer.from("<!doctype html><title>Captive portal</title>");
	}
}

function withSubset(text: string, subset: string): string {
	return text.replace(/<!DOCTYPE[^>]*>/, `<!DOCTYPE plist [${subset}]>`);
}

/** Ten times ten times …: a kilobyte that stands for gigabytes. */
function laughs(): string {
	const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`);
	return `<!ENTITY l0 "ha">${levels.join("")}`;
}
