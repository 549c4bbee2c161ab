import { importUsersFile } from "../directory/import-users.ts";
import { setPlan } from "../directory/licences.ts";
import type { Domain } from "../domain.ts";
import { newId } from "../enrollment/record.ts";
import { blockDevice } from "../tenant/blocked-devices.ts";
import { addDomain, verifyDomain } from "../tenant/domains.ts";
import { setEnrollmentGroup } from "../tenant/enrollment-group.ts";
import { addIdentifier } from "../tenant/import-corporate-identifiers.ts";
import { setOrganization } from "../tenant/organization.ts";
import { createPolicy } from "../tenant/policies.ts";
import { setTerms } from "../tenant/terms.ts";

export const demoPassword = "genkan-demo-2026";

/** Everybody who is not named for a scenario: they enroll without trouble. */
const staff = [
	["aiko.sato", "佐藤 愛子"],
	["kenji.suzuki", "鈴木 健二"],
	["yuki.takahashi", "高橋 由紀"],
	["hiroshi.tanaka", "田中 浩"],
	["mei.ito", "伊藤 芽衣"],
	["ren.watanabe", "渡辺 蓮"],
	["sakura.yamamoto", "山本 さくら"],
	["daichi.nakamura", "中村 大地"],
	["emi.kobayashi", "小林 恵美"],
	["takumi.kato", "加藤 匠"],
	["nana.yoshida", "吉田 奈々"],
	["sho.yamada", "山田 翔"],
	["rin.sasaki", "佐々木 凛"],
	["naoki.yamaguchi", "山口 直樹"],
	["haruka.matsumoto", "松本 遥"],
	["alex.wilber", "Alex Wilber"],
	["adele.vance", "Adele Vance"],
	["diego.siciliani", "Diego Siciliani"],
	["grady.archie", "Grady Archie"],
	["isaiah.langer", "Isaiah Langer"],
] as const;

export const demoStaff = staff.map(([name]) => `${name}@contoso.example`);

/** One person a scenario: what is unusual about each is in the groups and licences below. */
export const cast = {
	disabled: "former.employee@contoso.example",
	unlicensed: "new.hire@contoso.example",
	wrongLicence: "old.licence@contoso.example",
	noSeat: "late.comer@contoso.example",
	outsider: "guest.trainer@contoso.example",
	otherSuffix: "partner@fabrikam.example",
	platformBlocked: "kiosk.owner@contoso.example",
	companyOnly: "field.engineer@contoso.example",
	companyPhone: "store.manager@contoso.example",
	osRange: "pilot.tester@contoso.example",
	osRangeNew: "careful.tester@contoso.example",
	capped: "many.devices@contoso.example",
	declines: "privacy.minded@contoso.example",
	accountDriven: "own.device@contoso.example",
	forgetful: "wrong.password@contoso.example",
	previousOwner: "previous.owner@contoso.example",
	nextOwner: "next.owner@contoso.example",
	oldApp: "old.app@contoso.example",
	secondFactor: "two.factors@contoso.example",
	carefulBuyer: "careful.buyer@contoso.example",
	codeAtHand: "code.at.hand@contoso.example",
	carefulDriver: "careful.driver@contoso.example",
	carefulGuard: "careful.guard@contoso.example",
	oldSystem: "long.unused@contoso.example",
	manager: "device.manager@contoso.example",
} as const;

export const companySerial = "DNPCORP0001X";
export const blockedSerial = "DNPLOST0001X";

const line = (...fields: readonly string[]) =>
	fields.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");

function usersCsv(): string {
	const member = "Enrollment users";
	const person = (upn: string, name: string, more: { groups?: string; licences?: string; enabled?: string; manager?: string } = {}) =>
		line(upn, name, demoPassword, more.enabled ?? "yes", more.groups ?? member, more.licences ?? "INTUNE_A", more.manager ?? "no");
	return [
		line("upn", "displayName", "password", "enabled", "groups", "licences", "enrollmentManager"),
		...staff.map(([name, displayName]) => person(`${name}@contoso.example`, displayName)),
		person(cast.disabled, "退職 太郎", { enabled: "no" }),
		person(cast.unlicensed, "新入 社員", { licences: "" }),
		person(cast.wrongLicence, "Old Licence", { licences: "CONFIGMGR" }),
		person(cast.outsider, "Guest Trainer", { groups: "Visitors" }),
		person(cast.otherSuffix, "Fabrikam Partner"),
		person(cast.platformBlocked, "Kiosk Owner", { groups: `${member};Android only` }),
		person(cast.companyOnly, "現場 技術者", { groups: `${member};Company devices only` }),
		person(cast.companyPhone, "店長 花子", { groups: `${member};Company devices only` }),
		person(cast.osRange, "Pilot Tester", { groups: `${member};iOS 17 to 18` }),
		person(cast.osRangeNew, "慎重 検証者", { groups: `${member};iOS 17 to 18` }),
		person(cast.capped, "台数 多子", { groups: `${member};One device` }),
		person(cast.declines, "Privacy Minded"),
		person(cast.accountDriven, "Own Device", { groups: `${member};Account-driven` }),
		person(cast.forgetful, "忘れ 物男"),
		person(cast.previousOwner, "Previous Owner"),
		person(cast.nextOwner, "次の 持主"),
		person(cast.oldApp, "Old App"),
		person(cast.secondFactor, "二要素 認子"),
		person(cast.carefulBuyer, "用心 深子"),
		person(cast.codeAtHand, "Code at Hand"),
		person(cast.carefulDriver, "用心 運転"),
		person(cast.carefulGuard, "Careful Guard"),
		person(cast.oldSystem, "久々 使男", { groups: `${member};iOS 18.5 and later` }),
		person(cast.manager, "Device Manager", { manager: "yes" }),
		person(cast.noSeat, "Late Comer", { licences: "INTUNE_EDU" }),
	].join("\n");
}

/**
 * The example tenant contoso.example: 45 users, groups, licences, policies. Its authority and push certificate are not set: that is the first thing
 * that goes wrong.
 */
export async function seedDemoTenant(domain: Domain): Promise<void> {
	const { store, clock, randomness } = domain;
	const now = clock.now();
	const id = () => newId(clock, randomness);
	await store.write(async (stores) => {
		await must(
			setOrganization(stores, { change: { name: "Contoso", supportPhone: "03-0000-0000", supportMail: "help@contoso.example" }, now }),
		);
		for (const name of ["contoso.example", "fabrikam.example"]) await must(addDomain(stores, { domain: name, now }));
		await must(verifyDomain(stores, { domain: "contoso.example" }));
		await must(setPlan(stores, { plan: "INTUNE_A", name: "Intune Plan 1", authority: "intune", seats: 60, now }));
		await must(setPlan(stores, { plan: "INTUNE_EDU", name: "Intune for Education", authority: "intune", seats: 0, now }));
		await must(setPlan(stores, { plan: "CONFIGMGR", name: "Configuration Manager", authority: "sccm", seats: 10, now }));
	});
	await must(importUsersFile(store, Buffer.from(usersCsv()), { clock, newId: id }));
	await store.write(async (stores) => {
		await must(setEnrollmentGroup(stores, { group: "Enrollment users", now }));
		const restriction = (name: string, group: string, settings: Parameters<typeof createPolicy<"platform-restriction">>[1]["settings"]) =>
			must(createPolicy(stores, { kind: "platform-restriction", id: id(), name, settings, groups: [group], now }));
		await restriction("No iPhones", "Android only", { platformBlocked: true });
		await restriction("Company-owned only", "Company devices only", { personalBlocked: true });
		await restriction("Tested systems", "iOS 17 to 18", { osMinimum: "17.0", osMaximum: "18.99" });
		await restriction("No old systems", "iOS 18.5 and later", { osMinimum: "18.5" });
		await must(
			createPolicy(stores, {
				kind: "device-limit",
				id: id(),
				name: "One device each",
				settings: { limit: 1 },
				groups: ["One device"],
				now,
			}),
		);
		await must(
			createPolicy(stores, {
				kind: "enrollment-type",
				id: id(),
				name: "With a Managed Apple Account",
				settings: { allowed: ["account-driven"] },
				groups: ["Account-driven"],
				now,
			}),
		);
		await must(addIdentifier(stores, { serial: companySerial, details: "Store 12", now }));
		await must(blockDevice(stores, { serial: blockedSerial, reason: "Reported lost on the train", now }));
		await must(
			setTerms(stores, {
				id: "company-devices",
				title: { en: "Using your phone for work", ja: "業務での携帯電話の利用について" },
				body: {
					en: "Contoso can see which model and system your phone has, and can remove what it installed. It cannot see your photos, messages or location.",
					ja: "Contosoは、携帯電話の機種とOSのバージョンを確認でき、Contosoがインストールしたものを削除できます。写真、メッセージ、位置情報を見ることはできません。",
				},
				now,
			}),
		);
	});
}

/** The demo's own tenant has no faults: a refusal here is a bug. */
async function must<T extends { readonly ok: boolean }>(outcome: Promise<T>): Promise<T> {
	const result = await outcome;
	if (!result.ok) throw new Error(`the example tenant was refused: ${JSON.stringify(result)}`);
	return result;
}
