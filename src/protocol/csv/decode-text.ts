/** `encoding`: neither UTF-8 nor Shift_JIS. `workbook`: an .xlsx file. */
export type TextFault = "utf-16" | "workbook" | "iso-2022-jp" | "binary" | "encoding";

export type DecodedText =
	| { readonly ok: true; readonly text: string; readonly encoding: "utf-8" | "shift_jis" }
	| { readonly ok: false; readonly fault: TextFault };

/**
 * The text of a file that a person saved from a spreadsheet: UTF-8 with or without BOM, else Shift_JIS (what Japanese Excel calls "CSV", really
 * Windows-31J). UTF-8 is tried first because Shift_JIS accepts most UTF-8 bytes and turns them to rubbish, while the reverse almost never passes.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
	if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return { ok: false, fault: "utf-16" };
	// A zip archive: the workbook itself (.xlsx) was given.
	if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return { ok: false, fault: "workbook" };
	if (bytes.includes(0)) return { ok: false, fault: "binary" };
	const utf8 = decode("utf-8", bytes);
	if (utf8 !== null) {
		// ISO-2022-JP is plain ASCII with escapes, so it passes for UTF-8.
		return utf8.includes("\u001b$") || utf8.includes("\u001b(")
			? { ok: false, fault: "iso-2022-jp" }
			: { ok: true, text: utf8, encoding: "utf-8" };
	}
	if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return { ok: false, fault: "encoding" };
	const shiftJis = decode("shift_jis", bytes);
	return shiftJis === null ? { ok: false, fault: "encoding" } : { ok: true, text: shiftJis, encoding: "shift_jis" };
}

function decode(encoding: string, bytes: Uint8Array): string | null {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		return null;
	}
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
	return prefix.every((byte, i) => bytes[i] === byte);
}
