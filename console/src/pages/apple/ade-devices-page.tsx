export function AdeDevicesPage() {
	return null;
}
