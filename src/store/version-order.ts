/** A number by which versions sort as Apple counts them: 18.10 after 18.9. null: it is none. */
export function versionOrder(version: string | null): number | null {
	const parts = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?(?![\d.])/.exec(version ?? "");
	if (parts === null) return null;
	const [major = 0, minor = 0, patch = 0] = parts.slice(1).map((part) => Number(part ?? 0));
	return (major * 1000 + minor) * 1000 + patch;
}
