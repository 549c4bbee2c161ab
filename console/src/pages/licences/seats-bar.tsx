import { tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { Bars } from "../../charts/bars.tsx";

/** How many seats of a plan are taken, and how many people wait beyond them. */
export function SeatsBar({ plan: { plan, seats, consumed, waiting } }: { readonly plan: Item<"/licences"> }) {
	const { t } = useTranslation("licences");
	const free = Math.max(0, seats - consumed);
	const low = free * 20 < seats;
	const taken = free === 0 ? tokens.colorPaletteRedBackground3 : low ? tokens.colorPaletteMarigoldBackground3 : tokens.colorBrandBackground;
	return (
		<Bars
			label={t("seats.title")}
			bars={[
				{
					key: plan,
					name: t("seats.taken", { consumed, seats }),
					parts: [
						{ value: consumed, color: taken },
						{ value: waiting, color: tokens.colorPaletteRedBorder1 },
					],
					told: waiting > 0 ? t("seats.waiting", { count: waiting }) : t("seats.free", { count: free }),
					cap: seats,
				},
			]}
		/>
	);
}
