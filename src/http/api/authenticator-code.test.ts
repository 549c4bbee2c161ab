import assert from "node:assert/strict";
import { test } from "node:test";
import { qrCode } from "../portal/qr-code.ts";
import { authenticatorCode } from "./authenticator-code.ts";

const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const of = (label: string, issuer: string) =>
	`otpauth://totp/${label}?issuer=${encodeURIComponent(issuer)}&secret=${secret}&algorithm=SHA1&digits=6&period=30`;
const drawn = (text: string) => qrCode(text)?.map((row) => row.map((dark) => (dark ? "1" : "0")).join(""));

test("a short name is in the code with its issuer, a long one without, and the secret always is", () => {
	const [issuer, name] = ["Genkan", "hanako@contoso.example"];
	assert.deepEqual(
		authenticatorCode(of(`${issuer}:${name}`, issuer)),
		drawn(`otpauth://totp/Genkan:hanako@contoso.example?secret=${secret}&issuer=Genkan`),
	);
	const long = encodeURIComponent("コントソ東京本社情報システム部:花子");
	assert.deepEqual(authenticatorCode(of(long, "コントソ東京本社情報システム部")), drawn(`otpauth://totp/Genkan?secret=${secret}`));
	assert.ok(authenticatorCode(of(long, "x")).length > 20);
});
