/** The serial numbers that a query names: some management services put them into the addresses of their profiles, and forgers may. */
export function serialsIn(query: string): readonly string[] {
	return [...new URLSearchParams(query)].flatMap(([name, value]) => (/^serial_?(?:number)?$/i.test(name) ? [value] : []));
}
