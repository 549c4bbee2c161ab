import { Button, Field, Input, Spinner } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "../../components/problem-note.tsx";
import { FileField, type GivenFile } from "./file-field.tsx";

/** As the API takes it: 100,000 characters of base 64. */
const largest = 75_000;

/** The last step of adding or renewing a token: Apple's file, and with which account it was made. */
export function TokenForm({
	file,
	onFile,
	appleId,
	onAppleId,
	children,
	guard,
	error,
	label,
	ready,
	pending,
	onSubmit,
}: {
	readonly file: GivenFile | null;
	readonly onFile: (file: GivenFile | null) => void;
	readonly appleId: string;
	readonly onAppleId: (appleId: string) => void;
	/** Further fields. */
	readonly children?: ReactNode;
	/** What stands in the place of the refusal, where somebody may go on all the same. */
	readonly guard?: ReactNode;
	readonly error: unknown;
	readonly label: string;
	/** Whether all but the file is there. */
	readonly ready: boolean;
	readonly pending: boolean;
	readonly onSubmit: (file: GivenFile) => void;
}) {
	const { t } = useTranslation("apple");
	const whole = file !== null && ready && !pending;
	return (
		<form
			style={{ display: "grid", gap: "12px", justifyItems: "start", width: "100%" }}
			onSubmit={(event) => {
				event.preventDefault();
				if (whole) onSubmit(file);
			}}
		>
			<FileField label={t("add-token.file")} hint={t("add-token.file-hint")} accept=".p7m" largest={largest} file={file} onFile={onFile} />
			{children}
			<Field label={t("token.apple-id")} hint={t("token.apple-id-hint")}>
				<Input type="email" value={appleId} onChange={(_, { value }) => onAppleId(value)} autoComplete="off" />
			</Field>
			{guard ?? (error === null ? null : <ProblemNote error={error} />)}
			<Button type="submit" appearance="primary" disabled={!whole} {...(pending ? { icon: <Spinner size="tiny" /> } : {})}>
				{label}
			</Button>
		</form>
	);
}
