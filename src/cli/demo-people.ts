import { demoPassword } from "./demo-tenant.ts";

const people = [
	["hanako.yamada", "山田 花子"],
	["taro.tanaka", "田中 太郎"],
	["mei.ito", "伊藤 芽衣"],
	["alex.wilber", "Alex Wilber"],
	["adele.vance", "Adele Vance"],
] as const;

/** A list of people for whoever sets an organisation up from nothing. With a mark of UTF-8, as Excel writes it. */
export function peopleCsv(): string {
	const lines = people.map(([name, shown]) => `${name}@contoso.example,${shown},${demoPassword},yes,Staff,INTUNE_A`);
	return `\ufeff${["upn,displayName,password,enabled,groups,licences", ...lines].join("\r\n")}\r\n`;
}
