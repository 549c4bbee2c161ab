import { Button, type ButtonProps } from "@fluentui/react-components";
import { createLink } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";
import type { Search } from "../../app/router.tsx";

function AnchorButton({
	look,
	icon,
	...props
}: ComponentProps<"a"> & { readonly look: ButtonProps["appearance"]; readonly icon?: ButtonProps["icon"] }) {
	return <Button as="a" appearance={look ?? "secondary"} icon={icon ?? null} {...(props as object)} />;
}

const Routed = createLink(AnchorButton);

/** A button that is a link: it can be opened beside, and its address copied. */
export function LinkButton({
	to,
	search = {},
	children,
	appearance,
	icon,
}: {
	readonly to: string;
	readonly search?: Search;
	readonly children: ReactNode;
	readonly appearance?: ButtonProps["appearance"];
	readonly icon?: ButtonProps["icon"];
}) {
	return (
		<Routed to={to as "/"} search={search as never} look={appearance} icon={icon}>
			{children}
		</Routed>
	);
}
