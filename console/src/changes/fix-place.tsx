import { Button } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAppleSites } from "../app/use-apple-sites.ts";
import { LinkButton } from "../components/link-button.tsx";
import type { NumberedFix } from "./fix-dialog.tsx";

type Place = NonNullable<NumberedFix["place"]>;

/** The way to where a fix is done that is not done by a button: to the page of what it names, or to Apple's own site. */
export function FixPlace({ fix: { place, title, values } }: { readonly fix: NumberedFix }) {
	const { t } = useTranslation("evidence");
	const sites = useAppleSites();
	if (place === null) return null;
	const page = { size: "small", "aria-label": `${t("fix.page")}: ${title}`, children: t("fix.page") } as const;
	const atApple = (href: string) => (
		<Button
			as="a"
			size="small"
			icon={<OpenRegular />}
			iconPosition="after"
			aria-label={`${t("fix.apple")}: ${title}`}
			{...{ href, target: "_blank", rel: "noreferrer" }}
		>
			{t("fix.apple")}
		</Button>
	);
	const { token, serial, upn, domain, reference, search } = values;
	const tokens = <LinkButton to="/apple/tokens" {...page} />;
	const ways: Readonly<Record<Place, () => ReactNode>> = {
		"ade-device": () =>
			serial === undefined ? (
				<LinkButton to="/apple/devices" {...page} />
			) : (
				<LinkButton to="/apple/devices/$serial" params={{ serial }} {...page} />
			),
		"apple-business": () => atApple(sites.businessManager),
		"apple-push-certificates": () => atApple(sites.pushCertificates),
		"apple-status": () => atApple("https://www.apple.com/support/systemstatus/"),
		domains: () => <LinkButton to="/settings" search={{ part: "domains", domain }} {...page} />,
		explain: () => <LinkButton to="/explain" search={{ user: upn, serial }} {...page} />,
		licences: () => <LinkButton to="/licences" {...page} />,
		"push-certificate": () => <LinkButton to="/apple/push-certificate" {...page} />,
		"renew-token": () => (token === undefined ? tokens : <LinkButton to="/apple/tokens/$id/renew" params={{ id: token }} {...page} />),
		service: () => <LinkButton to="/settings" search={{ part: "service" }} {...page} />,
		terms: () => <LinkButton to="/policies/terms" {...page} />,
		token: () => (token === undefined ? tokens : <LinkButton to="/apple/tokens/$id" params={{ id: token }} {...page} />),
		try: () =>
			reference === undefined ? (
				<LinkButton to="/tries" {...page} />
			) : (
				<LinkButton to="/tries/$reference" params={{ reference }} {...page} />
			),
		// A name that somebody typed: whether anybody has it, the list says.
		user: () => <LinkButton to="/users" search={{ search: upn }} {...page} />,
		"user-import": () => <LinkButton to="/users/import" {...page} />,
		users: () => <LinkButton to="/users" search={{ search }} {...page} />,
	};
	return ways[place]();
}
