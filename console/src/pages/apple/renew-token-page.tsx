export function RenewTokenPage() {
	return null;
}
