export function PushCertificatePage() {
	return null;
}
