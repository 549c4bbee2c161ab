import { Button, type ButtonProps } from "@fluentui/react-components";
import { createLink, type LinkComponent } from "@tanstack/react-router";
import type { ComponentProps } from "react";

type Look = Pick<ButtonProps, "appearance" | "icon" | "size">;

function AnchorButton({ appearance, icon, size, ...props }: ComponentProps<"a"> & Look) {
	return <Button as="a" appearance={appearance ?? "secondary"} icon={icon ?? null} size={size ?? "medium"} {...(props as object)} />;
}

/** A button that is a link: it can be opened beside, and its address copied. */
export const LinkButton: LinkComponent<typeof AnchorButton> = createLink(AnchorButton);
