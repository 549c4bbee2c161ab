import type { ComponentProps } from "react";
import { FileField } from "./file-field.tsx";

/** Certificates in PEM, as the API takes them: no image, no archive, nothing in DER. */
export function PemField(props: Omit<ComponentProps<typeof FileField>, "largest" | "text">) {
	return <FileField {...props} largest={30_000} text />;
}
