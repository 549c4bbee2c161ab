import { fromBER } from "asn1js";
import * as pkijs from "pkijs";
import { createIdentify, identityFact } from "../src/enrollment/identify.ts";
import { SignerCache } from "../src/protocol/cms/signer-cache.ts";
import { buildIdle } from "../src/protocol/mdm/build-result.ts";
import { fingerprint } from "../src/protocol/x509/certificate.ts";
import { enrollPhones } from "./phones.ts";
import { openPlace } from "./place.ts";
import { type Bench, median, type Row } from "./report.ts";
import { mdmSignature } from "./requests.ts";

const phones = 200;
const runs = 5;

/** Mdm-Signature with chain and pin, one thread, ours and a server's that uses pkijs, by turns. */
export const verify: Bench = {
	name: "verify",
	async run() {
		await using place = await openPlace();
		const authority = (await place.domain.authority()).ca.certificate;
		const messages = await Promise.all(
			(await enrollPhones(place.domain, place.topic, phones)).map(async (phone) => {
				const body = buildIdle({ udid: phone.udid });
				return { body, udid: phone.udid, pin: fingerprint(phone.certificate), signature: await mdmSignature(phone, body, Date.now()) };
			}),
		);
		const identify = createIdentify([authority], new SignerCache(50_000), 50_000);
		const ours = ({ signature, body, udid, pin }: (typeof messages)[number]): boolean => {
			const by = identify(signature, body);
			return identityFact(by, { revoked: false, boundTo: udid }, udid, pin, false, Date.now()).state === "trusted";
		};
		const trusted = pkijs.Certificate.fromBER(exact(authority.der));
		const theirs =
			(checkChain: boolean) =>
			async ({ signature, body }: (typeof messages)[number]) => {
				const content = new pkijs.ContentInfo({ schema: fromBER(exact(Buffer.from(signature, "base64"))).result });
				const signed = new pkijs.SignedData({ schema: content.content });
				return signed.verify({ signer: 0, data: exact(body), checkChain, trustedCerts: [trusted] });
			};
		const perSecond = async (
			check: (message: (typeof messages)[number]) => boolean | Promise<boolean>,
			seconds: number,
		): Promise<number> => {
			const started = performance.now();
			let done = 0;
			for (; performance.now() - started < 1000 * seconds; done++) {
				const message = messages[done % messages.length];
				const good = message === undefined ? false : check(message);
				if (!(typeof good === "boolean" ? good : await good)) throw new Error("a good signature was refused");
			}
			return (1000 * done) / (performance.now() - started);
		};
		const rates: { ours: number[]; withChain: number[]; withoutChain: number[] } = { ours: [], withChain: [], withoutChain: [] };
		await perSecond(ours, 0.3);
		await perSecond(theirs(true), 0.3);
		for (let run = 0; run < runs; run++) {
			rates.ours.push(await perSecond(ours, 0.5));
			rates.withChain.push(await perSecond(theirs(true), 0.6));
			rates.withoutChain.push(await perSecond(theirs(false), 0.6));
		}
		const ratio = (others: readonly number[]) => rates.ours.map((rate, run) => rate / (others[run] ?? Number.NaN));
		const rows: Row[] = [
			{
				what: "Mdm-Signature verified, chain and pin",
				unit: "/s",
				values: rates.ours,
				note: `${(1e6 / median(rates.ours)).toFixed(0)} us each`,
			},
			{ what: "  pkijs, chain verified each time", unit: "/s", values: rates.withChain },
			{ what: "  pkijs, without the chain", unit: "/s", values: rates.withoutChain },
			{ what: "  ours to pkijs with chain", unit: "times", values: ratio(rates.withChain), bar: { atLeast: 40 } },
			{ what: "  ours to pkijs without chain", unit: "times", values: ratio(rates.withoutChain), bar: { atLeast: 40 } },
		];
		return rows;
	},
};

/** pkijs wants an ArrayBuffer that holds nothing else. */
function exact(bytes: Uint8Array): ArrayBuffer {
	return new Uint8Array(bytes).buffer;
}
