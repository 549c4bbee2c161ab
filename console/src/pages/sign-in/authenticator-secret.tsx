import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { CopyText } from "../../components/copy-text.tsx";

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" },
	/** Cameras read dark on light, in a dark page too; four modules of light around it (ISO/IEC 18004, 6.3.8). */
	code: { width: "200px", maxWidth: "100%", backgroundColor: "#fff", borderRadius: tokens.borderRadiusMedium },
	secret: { overflowWrap: "anywhere", maxWidth: "100%" },
});

const quiet = 4;

/** What the authenticator app photographs, or whoever cannot photograph types. */
export function AuthenticatorSecret({ qr, secret }: { readonly qr: readonly string[]; readonly secret: string }) {
	const styles = useStyles();
	const { t } = useTranslation("sign-in");
	const size = qr.length + 2 * quiet;
	const path = qr
		.flatMap((row, y) =>
			[...row.matchAll(/1+/g)].map(({ index, 0: run }) => `M${index + quiet} ${y + quiet}h${run.length}v1h-${run.length}z`),
		)
		.join("");
	return (
		<div className={styles.box}>
			<Text>{t("authenticator.text")}</Text>
			<svg
				className={styles.code}
				viewBox={`0 0 ${size} ${size}`}
				role="img"
				aria-label={t("authenticator.code")}
				shapeRendering="crispEdges"
			>
				<path d={path} fill="#000" />
			</svg>
			<div className={styles.secret}>
				<Text block size={200}>
					{t("authenticator.by-hand")}
				</Text>
				<CopyText text={secret.match(/.{1,4}/g)?.join(" ") ?? ""} />
			</div>
			<Text weight="semibold">{t("authenticator.once")}</Text>
		</div>
	);
}
