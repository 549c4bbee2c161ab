import type { Json } from "./attempt.ts";

/** The log, passed in: what pino offers. No secret, token, challenge, key or raw body may enter. */
export interface Log {
	debug(detail: { readonly [key: string]: Json }, message: string): void;
	info(detail: { readonly [key: string]: Json }, message: string): void;
	warn(detail: { readonly [key: string]: Json }, message: string): void;
	error(detail: { readonly [key: string]: Json }, message: string): void;
}
