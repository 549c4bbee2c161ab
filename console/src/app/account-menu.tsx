import {
	Button,
	Menu,
	MenuDivider,
	MenuGroup,
	MenuGroupHeader,
	MenuItem,
	MenuItemRadio,
	MenuList,
	MenuPopover,
	MenuTrigger,
} from "@fluentui/react-components";
import { PersonCircleRegular } from "@fluentui/react-icons";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ask } from "../api/client.ts";
import { type Session, sessionKey } from "../api/session.ts";
import { useTellFailed } from "../changes/use-change.tsx";
import { changeLanguage } from "./i18n.ts";
import type { Language } from "./language.ts";
import { chooseTheme, type ThemeChoice, useThemeChoice } from "./theme.ts";
import { askToLeave, forgetTyped, holdsUnsaved } from "./unsaved.ts";

/** Who is signed in, the language, light and dark, and the way out. */
export function AccountMenu({ session, className }: { readonly session: Session; readonly className: string }) {
	const { t, i18n } = useTranslation();
	const theme = useThemeChoice();
	const client = useQueryClient();
	const navigate = useNavigate();
	const tellFailed = useTellFailed();
	const { name, role } = session.administrator;
	async function signOut() {
		try {
			await ask("DELETE", "/session", {});
		} catch (error) {
			return tellFailed(error);
		}
		client.setQueryData(sessionKey, null);
		client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
	}
	const leave = () => {
		const out = () => {
			forgetTyped();
			void signOut();
		};
		if (holdsUnsaved()) askToLeave(out);
		else out();
	};
	return (
		<Menu
			checkedValues={{ language: [i18n.language], theme: [theme] }}
			onCheckedValueChange={(_, { name: what, checkedItems: [chosen = ""] }) => {
				if (what === "language") void changeLanguage(chosen as Language);
				else chooseTheme(chosen as ThemeChoice);
			}}
		>
			<MenuTrigger disableButtonEnhancement>
				<Button className={className} appearance="transparent" icon={<PersonCircleRegular />} aria-label={t("account.menu", { name })} />
			</MenuTrigger>
			<MenuPopover>
				<MenuList>
					<MenuGroup>
						<MenuGroupHeader>
							{name} · {t(`roles.${role}`)}
						</MenuGroupHeader>
						<MenuItem onClick={() => void navigate({ to: "/account" })}>{t("account.mine")}</MenuItem>
					</MenuGroup>
					<MenuDivider />
					<MenuGroup>
						<MenuGroupHeader>{t("account.language")}</MenuGroupHeader>
						<MenuItemRadio name="language" value="ja" lang="ja">
							日本語
						</MenuItemRadio>
						<MenuItemRadio name="language" value="en" lang="en">
							English
						</MenuItemRadio>
					</MenuGroup>
					<MenuDivider />
					<MenuGroup>
						<MenuGroupHeader>{t("account.theme")}</MenuGroupHeader>
						{(["system", "light", "dark"] as const).map((one) => (
							<MenuItemRadio key={one} name="theme" value={one}>
								{t(`account.${one}`)}
							</MenuItemRadio>
						))}
					</MenuGroup>
					<MenuDivider />
					<MenuItem onClick={leave}>{t("account.sign-out")}</MenuItem>
				</MenuList>
			</MenuPopover>
		</Menu>
	);
}
