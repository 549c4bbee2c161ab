import { Badge, Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { SignInProblem } from "../sign-in/sign-in-problem.tsx";
import { useOwnChange } from "./use-own-change.ts";

type Session = Answer<"GET", "/sessions">["items"][number];

interface Loaded {
	readonly data: Answer<"GET", "/sessions"> | undefined;
	readonly isPending: boolean;
	readonly error: unknown;
	readonly refetch: () => unknown;
}

/** Sessions that are open, each of which can be ended. */
export function SessionList({ sessions, withNames }: { readonly sessions: Loaded; readonly withNames: boolean }) {
	const { t } = useTranslation("account");
	const end = useOwnChange((id: string) => ask("DELETE", "/sessions/:id", { params: { id } }), t("sessions.ended"));
	const who: Column<Session> = {
		key: "who",
		title: t("sessions.who"),
		cell: ({ administrator }) => administrator,
		width: "minmax(0, 2fr)",
	};
	const columns: readonly Column<Session>[] = [
		...(withNames ? [who] : []),
		{
			key: "browser",
			title: t("sessions.browser"),
			cell: ({ userAgent, current }) => (
				<span title={userAgent}>
					{browserOf(userAgent) ?? t("sessions.unknown")}{" "}
					{current ? (
						<Badge appearance="tint" color="success">
							{t("sessions.this")}
						</Badge>
					) : null}
				</span>
			),
		},
		{ key: "from", title: t("sessions.from"), cell: ({ peer }) => peer },
		{ key: "since", title: t("sessions.since"), cell: ({ createdAt }) => <Moment at={createdAt} />, wideOnly: true },
		{ key: "seen", title: t("sessions.seen"), cell: ({ lastSeenAt }) => <Moment at={lastSeenAt} /> },
		{
			key: "end",
			title: t("actions"),
			width: "110px",
			cell: ({ id, current, peer }) =>
				current ? null : (
					<Button
						size="small"
						aria-label={t("sessions.end-from", { from: peer })}
						disabledFocusable={end.isPending}
						onClick={() => end.mutate(id)}
					>
						{t("sessions.end")}
					</Button>
				),
		},
	];
	return (
		<>
			<SignInProblem error={end.error} />
			<DataTable
				label={t("sessions.title")}
				columns={columns}
				rows={sessions.data?.items ?? []}
				keyOf={({ id }) => id}
				loading={sessions.isPending}
				expects={1}
				error={sessions.error}
				retry={() => void sessions.refetch()}
				empty={t("sessions.none")}
			/>
		</>
	);
}

/** As far as people know them by name; the whole of it is shown on hover. */
function browserOf(userAgent: string): string | undefined {
	const browsers = [
		["Edg", "Edge"],
		["Firefox", "Firefox"],
		["Chrome", "Chrome"],
		["Safari", "Safari"],
	] as const;
	const systems = ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"] as const;
	const browser = browsers.find(([sign]) => userAgent.includes(sign))?.[1];
	const system = systems.find((one) => userAgent.includes(one));
	return browser === undefined ? userAgent.slice(0, 40) || undefined : [browser, system].filter((one) => one !== undefined).join(", ");
}
