export function AdeDevicePage() {
	return null;
}
