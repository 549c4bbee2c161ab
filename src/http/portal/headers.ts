/**
 * On every answer. Nothing is loaded from elsewhere, nothing runs that is not a file of ours, nobody may frame these pages.
 *
 * Referrer-Policy is `same-origin`, not `no-referrer`: under the latter a browser sends `Origin: null` with our own forms (Fetch, "append a request
 * Origin header"), and Safari before 16.4 has nothing else to show that a form is ours. No other site learns a referrer under either.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
	"content-security-policy": [
		"default-src 'none'",
		"style-src 'self'",
		"script-src 'self'",
		"img-src 'self'",
		"connect-src 'self'",
		"form-action 'self'",
		"frame-ancestors 'none'",
		"base-uri 'none'",
	].join("; "),
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
	"referrer-policy": "same-origin",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(), geolocation=(), microphone=()",
	"cache-control": "no-store",
};
