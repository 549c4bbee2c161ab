import { AlertRegular, ChatHelpRegular, ListBarRegular, PersonRegular, PhoneLaptopRegular, PhoneRegular } from "@fluentui/react-icons";
import { type LinkOptions, linkOptions } from "@tanstack/react-router";
import type { Item } from "../../api/client.ts";

export type Hit = Item<"/search">;

export const hitIcons = {
	attempt: ListBarRegular,
	user: PersonRegular,
	device: PhoneLaptopRegular,
	"ade-device": PhoneRegular,
	incident: AlertRegular,
	message: ChatHelpRegular,
} as const;

/** Where what was found has its page. */
export const hitPages: { readonly [K in Hit["kind"]]: (id: string) => LinkOptions } = {
	attempt: (reference) => linkOptions({ to: "/tries/$reference", params: { reference } }),
	user: (id) => linkOptions({ to: "/users/$id", params: { id } }),
	device: (id) => linkOptions({ to: "/devices/$id", params: { id } }),
	"ade-device": (serial) => linkOptions({ to: "/apple/devices/$serial", params: { serial } }),
	incident: (id) => linkOptions({ to: "/incidents/$id", params: { id } }),
	message: (message) => linkOptions({ to: "/explain", search: { message } }),
};
