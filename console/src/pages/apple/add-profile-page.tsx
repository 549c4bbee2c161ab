export function AddProfilePage() {
	return null;
}
