import { Combobox, Field, Option, Text } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";

/** A person, found by the beginning of the user name or of any word of the name. */
export function UserPicker({
	upn,
	disabled,
	onPick,
}: {
	readonly upn: string;
	readonly disabled: boolean;
	readonly onPick: (upn: string) => void;
}) {
	const { t } = useTranslation("policies");
	const [typed, setTyped] = useState(upn);
	useEffect(() => setTyped(upn), [upn]);
	const search = typed.trim();
	const found = useApi("/users", { query: { search, limit: 20 } }, { enabled: search !== "" && search !== upn, keep: true });
	const people = search === "" ? [] : (found.data?.items ?? []);
	return (
		<Field label={t("who.user")}>
			<Combobox
				freeform
				disabled={disabled}
				value={typed}
				selectedOptions={[upn]}
				placeholder={t("who.user-search")}
				onChange={(event) => setTyped(event.target.value)}
				onOptionSelect={(_, { optionValue }) => optionValue !== undefined && onPick(optionValue)}
				onKeyDown={(event) => {
					if (event.key === "Enter" && search !== "" && search !== upn && people.length === 0) onPick(search);
				}}
			>
				{people.map((one) => (
					<Option key={one.upn} value={one.upn} text={one.upn}>
						<span>
							<Text block>{one.displayName}</Text>
							<Text size={200}>{one.upn}</Text>
						</span>
					</Option>
				))}
			</Combobox>
		</Field>
	);
}
