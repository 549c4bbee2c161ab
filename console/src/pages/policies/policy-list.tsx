import {
	Badge,
	Button,
	Link as FluentLink,
	Menu,
	MenuItem,
	MenuList,
	MenuPopover,
	MenuTrigger,
	makeStyles,
	mergeClasses,
	Text,
	tokens,
} from "@fluentui/react-components";
import {
	ArrowDownRegular,
	ArrowUpRegular,
	LockClosedRegular,
	MoreHorizontalRegular,
	ReOrderDotsVerticalRegular,
} from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Policy } from "./policy-kind.ts";
import { useSettingsText } from "./use-settings-text.ts";

const useStyles = makeStyles({
	list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalS },
	row: {
		display: "grid",
		gridTemplateColumns: "auto 32px minmax(0, 1fr) auto",
		alignItems: "center",
		gap: tokens.spacingHorizontalM,
		padding: tokens.spacingHorizontalM,
		border: `1px solid ${tokens.colorNeutralStroke2}`,
		borderRadius: tokens.borderRadiusLarge,
		backgroundColor: tokens.colorNeutralBackground1,
		"@media (max-width: 599px)": { gridTemplateColumns: "28px minmax(0, 1fr)", columnGap: tokens.spacingHorizontalS },
	},
	over: { borderTop: `3px solid ${tokens.colorBrandStroke1}` },
	lifted: { opacity: 0.5 },
	handle: {
		cursor: "grab",
		display: "grid",
		color: tokens.colorNeutralForeground3,
		"@media (max-width: 599px)": { display: "none" },
	},
	fixed: { display: "grid", color: tokens.colorNeutralForeground3, "@media (max-width: 599px)": { display: "none" } },
	place: { fontWeight: tokens.fontWeightSemibold, textAlign: "center", color: tokens.colorNeutralForeground2 },
	what: { display: "grid", gap: "2px", minWidth: 0, overflowWrap: "anywhere" },
	name: { fontWeight: tokens.fontWeightSemibold, justifySelf: "start", textAlign: "left", overflowWrap: "anywhere" },
	faint: { color: tokens.colorNeutralForeground3 },
	groups: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS, alignItems: "center" },
	group: { height: "auto", minHeight: "20px", maxWidth: "100%", whiteSpace: "normal", overflowWrap: "anywhere" },
	buttons: { display: "flex", "@media (max-width: 599px)": { gridColumn: "2" } },
});

interface List {
	readonly label: string;
	readonly policies: readonly Policy[];
	/** They stand in an order that is not in force yet: what is above them is not known to decide. */
	readonly isMoved: boolean;
	/** Whether they may be moved and deleted. */
	readonly mayChange: boolean;
	readonly onMove: (from: number, to: number) => void;
	readonly onOpen: (policy: Policy) => void;
	readonly onDelete: (policy: Policy) => void;
}

/** By priority; moved by dragging or by buttons, the default last and fixed. */
export function PolicyList({ label, policies, isMoved, mayChange, onMove, onOpen, onDelete }: List) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const settingsText = useSettingsText();
	const [lifted, setLifted] = useState<number | null>(null);
	const [over, setOver] = useState<number | null>(null);
	const movable = policies.filter(({ priority }) => priority !== null).length;
	const drop = (at: number) => {
		if (lifted !== null && lifted !== at) onMove(lifted, Math.min(at, movable - 1));
		setLifted(null);
		setOver(null);
	};
	return (
		<ol className={styles.list} aria-label={label}>
			{policies.map((policy, at) => {
				const isDefault = policy.priority === null;
				const { id, name, settings } = policy;
				return (
					<li
						key={id}
						className={mergeClasses(styles.row, over === at && lifted !== at && styles.over, lifted === at && styles.lifted)}
						draggable={mayChange && !isDefault}
						onDragStart={(event) => {
							event.dataTransfer.effectAllowed = "move";
							event.dataTransfer.setData("text/plain", name);
							setLifted(at);
						}}
						onDragEnd={() => {
							setLifted(null);
							setOver(null);
						}}
						onDragOver={(event) => {
							if (lifted === null || isDefault) return;
							event.preventDefault();
							setOver(at);
						}}
						onDrop={(event) => {
							event.preventDefault();
							drop(at);
						}}
					>
						{isDefault || !mayChange ? (
							<span className={styles.fixed}>{isDefault ? <LockClosedRegular aria-hidden /> : null}</span>
						) : (
							<span className={styles.handle} title={t("list.drag")}>
								<ReOrderDotsVerticalRegular aria-hidden />
							</span>
						)}
						<span className={styles.place}>{isDefault ? "–" : at + 1}</span>
						<div className={styles.what}>
							<FluentLink as="button" className={styles.name} onClick={() => onOpen(policy)}>
								{isDefault ? t("list.default") : name}
							</FluentLink>
							<Text>{settingsText(settings)}</Text>
							<Whom policy={policy} isMoved={isMoved} />
						</div>
						<div className={styles.buttons}>
							{isDefault || !mayChange ? null : (
								<>
									<Button
										appearance="subtle"
										icon={<ArrowUpRegular />}
										aria-label={t("list.up", { name })}
										title={t("list.up", { name })}
										disabledFocusable={at === 0}
										onClick={() => at > 0 && onMove(at, at - 1)}
									/>
									<Button
										appearance="subtle"
										icon={<ArrowDownRegular />}
										aria-label={t("list.down", { name })}
										title={t("list.down", { name })}
										disabledFocusable={at === movable - 1}
										onClick={() => at < movable - 1 && onMove(at, at + 1)}
									/>
									<Menu>
										<MenuTrigger disableButtonEnhancement>
											<Button appearance="subtle" icon={<MoreHorizontalRegular />} aria-label={t("list.more", { name })} />
										</MenuTrigger>
										<MenuPopover>
											<MenuList>
												<MenuItem onClick={() => onOpen(policy)}>{t("list.edit")}</MenuItem>
												<MenuItem disabled={at === 0} onClick={() => onMove(at, 0)}>
													{t("list.first")}
												</MenuItem>
												<MenuItem onClick={() => onDelete(policy)}>{t("list.delete")}</MenuItem>
											</MenuList>
										</MenuPopover>
									</Menu>
								</>
							)}
						</div>
					</li>
				);
			})}
		</ol>
	);
}

/** Its groups; and where it reaches nobody, why. */
function Whom({ policy: { priority, groups, reach }, isMoved }: { readonly policy: Policy; readonly isMoved: boolean }) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	if (priority === null) return <Text className={styles.faint}>{t("list.everybody-else")}</Text>;
	return (
		<span className={styles.groups}>
			{groups.map(({ id, name, members }) => (
				<Badge key={id} shape="rounded" appearance="tint" color="informative" className={styles.group}>
					{t("list.group", { name, count: members })}
				</Badge>
			))}
			{reach === "some" || reach === "everybody" || (reach === "shadowed" && isMoved) ? null : (
				<Badge shape="rounded" appearance="tint" color="warning" className={styles.group}>
					{t(`reach.${reach}`)}
				</Badge>
			)}
		</span>
	);
}
