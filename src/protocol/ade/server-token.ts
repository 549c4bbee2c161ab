/** The five fields of a server token (`.p7m`), checked for presence and shape. */
export interface ServerToken {
	readonly consumerKey: string;
	readonly consumerSecret: string;
	readonly accessToken: string;
	readonly accessSecret: string;
	/** Epoch milliseconds. */
	readonly expiresAt: number;
}
