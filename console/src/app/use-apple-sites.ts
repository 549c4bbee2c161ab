import { useSession } from "../api/session.ts";

/** Where what is done at Apple is done: on Apple's own sites, or in the demo on what stands in for them. */
export function useAppleSites(): { readonly pushCertificates: string; readonly businessManager: string } {
	const standIn = useSession()?.appleSites ?? null;
	return standIn === null
		? { pushCertificates: "https://identity.apple.com/pushcert/", businessManager: "https://business.apple.com/" }
		: { pushCertificates: `${standIn}/push-certificates`, businessManager: `${standIn}/business-manager` };
}
