import {
	Button,
	DrawerBody,
	DrawerFooter,
	DrawerHeader,
	DrawerHeaderTitle,
	Field,
	Input,
	MessageBar,
	MessageBarBody,
	makeStyles,
	OverlayDrawer,
	tokens,
} from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { GroupPicker } from "./group-picker.tsx";
import { bodyOf, draftOf, faultsOf, mergedDraft, type PolicyDraft } from "./policy-draft.ts";
import type { Policy, PolicyKind } from "./policy-kind.ts";
import { SettingsFields } from "./settings-fields.tsx";
import { usePolicyDifferences } from "./use-policy-differences.ts";

const useStyles = makeStyles({
	form: { display: "grid", gap: tokens.spacingVerticalL, alignContent: "start", paddingBottom: tokens.spacingVerticalL },
	drawer: { width: "480px", maxWidth: "100vw" },
});

/** A policy in a panel at the side; null: a new one. What saving would do is shown before it is done. */
export function PolicyEditor({
	kind,
	policy,
	onClose,
	onLook,
}: {
	readonly kind: PolicyKind;
	readonly policy: Policy | null;
	readonly onClose: () => void;
	/** Asks anew what stands there: the next `policy` is as somebody else left it. */
	readonly onLook: () => Promise<unknown>;
}) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const may = useMay();
	// As it was when the panel was opened: what somebody else changes meanwhile is noticed when it is saved.
	const [opened, setOpened] = useState(policy);
	const before = opened === null ? null : draftOf(opened);
	const [draft, setDraft] = useState<PolicyDraft>(draftOf(opened));
	const [touched, setTouched] = useState(false);
	const [saving, setSaving] = useState(false);
	const isDefault = opened !== null && opened.priority === null;
	const faults = faultsOf(kind, draft);
	const shown = touched || opened !== null ? faults : {};
	const body = bodyOf(kind, draft, before);
	const changed = Object.keys(body).length > 0;
	// All of a new one is sent, also where nothing was filled in yet.
	const typed = opened === null ? JSON.stringify(draft) !== JSON.stringify(draftOf(null)) : changed;
	const unsaved = useUnsaved(typed && may("policies.change"), "edit");
	const close = () => unsaved.close(onClose);
	const saved = () => {
		unsaved.letGo();
		onClose();
	};
	const differences = usePolicyDifferences(kind);
	const set = (change: Partial<PolicyDraft>) => setDraft((now) => ({ ...now, ...change }));
	const save = () => {
		setTouched(true);
		if (Object.keys(faults).length === 0 && changed) setSaving(true);
	};
	const title = opened === null ? t(`new.${kind}`) : isDefault ? t("list.default") : opened.name;
	const form = useRef<HTMLFormElement>(null);
	// Where it begins, and not on the way out, which stands first.
	useEffect(() => form.current?.querySelector<HTMLElement>("input, select, button")?.focus(), []);
	const nameFault = shown["name"];
	return (
		<OverlayDrawer open position="end" className={styles.drawer} onOpenChange={(_, { open }) => open || saving || close()}>
			<DrawerHeader>
				<DrawerHeaderTitle
					action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={t("app:change.close")} onClick={close} />}
				>
					{title}
				</DrawerHeaderTitle>
			</DrawerHeader>
			<DrawerBody>
				<form
					id="policy"
					ref={form}
					className={styles.form}
					onSubmit={(event) => {
						event.preventDefault();
						save();
					}}
				>
					{isDefault ? (
						<MessageBar layout="multiline">
							<MessageBarBody>{t("editor.default")}</MessageBarBody>
						</MessageBar>
					) : (
						<Field label={t("editor.name")} required {...(nameFault === undefined ? {} : { validationMessage: t(nameFault) })}>
							<Input value={draft.name} maxLength={128} onChange={(_, { value }) => set({ name: value })} />
						</Field>
					)}
					<SettingsFields kind={kind} draft={draft} faults={shown} set={set} />
					{isDefault ? null : (
						<GroupPicker
							label={t("editor.groups")}
							hint={t("editor.groups-hint")}
							chosen={draft.groups}
							onChange={(groups) => set({ groups })}
						/>
					)}
					{!isDefault && draft.groups.length === 0 ? (
						<MessageBar intent="warning" layout="multiline">
							<MessageBarBody>{t("editor.no-groups")}</MessageBarBody>
						</MessageBar>
					) : null}
				</form>
			</DrawerBody>
			<DrawerFooter>
				{may("policies.change") ? (
					<Button appearance="primary" type="submit" form="policy" disabled={!changed}>
						{t("editor.save")}
					</Button>
				) : null}
				<Button onClick={close}>{t("app:change.cancel")}</Button>
			</DrawerFooter>
			{!saving ? null : opened === null ? (
				<ChangeDialog
					title={title}
					path="/policies/:kind"
					asking={{ params: { kind }, query: {}, body: { ...body, name: draft.name.trim() } }}
					label={t("editor.create")}
					onClose={() => setSaving(false)}
					onDone={saved}
				/>
			) : (
				<ChangeDialog
					title={t("editor.change", { name: opened.name })}
					path="/policies/:kind/:id/change"
					asking={{ params: { kind, id: opened.id }, query: {}, body, ifMatch: opened.version }}
					label={t("editor.save-now")}
					onClose={() => setSaving(false)}
					meanwhile={{
						look: onLook,
						differences:
							policy === null
								? [{ name: opened.name, theirs: t("editor.deleted"), mine: t("editor.create-again") }]
								: differences({ before: draftOf(opened), mine: draft, theirs: draftOf(policy) }),
						recorded: { target: (policy ?? opened).name, is: ({ action, detail }) => isOfPolicies(action) && isOfKind(kind, detail) },
						keep() {
							// What is not there any more is made anew, whole.
							if (policy !== null) setDraft(mergedDraft({ before: draftOf(opened), mine: draft, theirs: draftOf(policy) }));
							setOpened(policy);
						},
						take() {
							if (policy === null) return saved();
							setDraft(draftOf(policy));
							setOpened(policy);
							setSaving(false);
						},
					}}
					onDone={saved}
				/>
			)}
		</OverlayDrawer>
	);
}

const isOfPolicies = (action: string): boolean => action.startsWith("restrictions ") || action.startsWith("enrollment-types ");

/** Two policies of different kinds may have one name. */
const isOfKind = (kind: PolicyKind, { kind: recorded = kind }: { readonly kind?: unknown }): boolean => recorded === kind;
