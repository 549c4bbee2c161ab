import { type LinkOptions, linkOptions } from "@tanstack/react-router";
import type { Search } from "../../app/router.tsx";

/** Where what somebody typed leads: to a try, to those of a user or a serial number, or to what a message means; null: nothing was typed. */
export function meantBy(typed: string): { readonly filter: Search } | { readonly page: LinkOptions } | null {
	const text = typed.normalize("NFKC").trim();
	if (text === "") return null;
	const plain = text.toUpperCase().replaceAll(/[\s-]/g, "");
	if (/^[A-Z0-9]{6}$/.test(plain))
		return { page: linkOptions({ to: "/tries/$reference", params: { reference: `${plain.slice(0, 2)}-${plain.slice(2)}` } }) };
	if (text.includes("@")) return { filter: { user: text, serial: undefined } };
	if (/^[A-Z0-9]{8,20}$/.test(plain) && /\d/.test(plain)) return { filter: { serial: plain, user: undefined } };
	return { page: linkOptions({ to: "/explain", search: { message: text } }) };
}
