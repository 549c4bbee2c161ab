import { BlockList, isIP } from "node:net";

// What is not for everybody's use (IANA's registries of special-purpose addresses, RFC 6890): this machine, private networks and those between a provider
// and its customers, link-local, documentation, benchmarks, multicast, and what is reserved.
const ofIpv4 = [
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
].concat(["192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"]);
// Within 2000::/3, which alone is given out: protocols of the IETF with Teredo, documentation, and 6to4, which leads to whatever IPv4 address it holds.
const ofIpv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const special4 = listOf(ofIpv4, "ipv4");
const special6 = listOf(ofIpv6, "ipv6");
const global6 = listOf(["2000::/3"], "ipv6");

function listOf(subnets: readonly string[], family: "ipv4" | "ipv6"): BlockList {
	const list = new BlockList();
	for (const subnet of subnets) {
		const [address = "", prefix] = subnet.split("/");
		list.addSubnet(address, Number(prefix), family);
	}
	return list;
}

/**
 * Whether an address is not of the public internet, so that a request to a stranger's choice must not go there. True for everything that is no address.
 * An IPv4 address inside an IPv6 one (`::ffff:…`, and 64:ff9b::/96, by which a network without IPv4 reaches it: RFC 6052) is judged as what it is.
 */
export function isPrivateAddress(ip: string): boolean {
	const family = isIP(ip);
	if (family === 4) return special4.check(ip, "ipv4");
	// A zone (`fe80::1%eth0`) is of one link only.
	if (family !== 6 || ip.includes("%")) return true;
	const groups = groupsOf(ip);
	const inner = isMapped(groups) || isTranslated(groups) ? ipv4Of(groups) : null;
	if (inner !== null) return special4.check(inner, "ipv4");
	return !global6.check(ip, "ipv6") || special6.check(ip, "ipv6");
}

/** Eight numbers of 16 bits. */
function groupsOf(ip: string): readonly number[] {
	// The URL parser knows every spelling, an IPv4 tail included, and writes one.
	const plain = new URL(`http://[${ip}]`).hostname.slice(1, -1);
	const [before = "", after] = plain.split("::");
	const left = before === "" ? [] : before.split(":");
	const right = after === undefined || after === "" ? [] : after.split(":");
	const between = Array.from({ length: 8 - left.length - right.length }, () => "0");
	return [...left, ...between, ...right].map((group) => Number.parseInt(group, 16));
}

const isMapped = (groups: readonly number[]) => groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff;

const isTranslated = ([first, second, ...rest]: readonly number[]) =>
	first === 0x64 && second === 0xff_9b && rest.slice(0, 4).every((group) => group === 0);

function ipv4Of(groups: readonly number[]): string {
	return groups
		.slice(6)
		.flatMap((group) => [group >> 8, group & 0xff])
		.join(".");
}
