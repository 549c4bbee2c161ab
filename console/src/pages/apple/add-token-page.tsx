export function AddTokenPage() {
	return null;
}
