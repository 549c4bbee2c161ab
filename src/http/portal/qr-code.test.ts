import assert from "node:assert/strict";
import { test } from "node:test";
import { qrCode } from "./qr-code.ts";

/** Rows as numbers: what `qrencode -8 -l M -m 0` (4.1.1) draws, module by module; zbarimg reads it back. */
const drawn =
	"1fdf3e7f 10556441 174be35d 175d085d 17488a5d 10455a41 1fd5557f 18dc00 16e1fc4b 3021ff1 19d345d6 78cc671 1e400d0c 182b247 1b684f97 163d9592 16fc271a 28aa92e 12e52d44 1b42954 eec8ffc 1cd11f 1fd38b5a 1053211a 17464df6 175371b9 1750cf25 1046333a 1fd54782";

test("the code of an address is the one that another program draws", () => {
	const rows = qrCode("https://enroll.example.co.jp/enroll")?.map((row) => row.map((dark) => (dark ? 1 : 0)).join(""));
	assert.deepEqual(
		rows,
		drawn.split(" ").map((row) => Number.parseInt(row, 16).toString(2).padStart(29, "0")),
	);
});

test("the code grows with the text, and there is none for more than it holds", () => {
	assert.deepEqual(
		[1, 14, 15, 26, 42, 62, 84, 85, 106].map((length) => qrCode("x".repeat(length))?.length),
		[21, 21, 25, 25, 29, 33, 37, 41, 41],
	);
	assert.equal(qrCode("x".repeat(107)), undefined);
	assert.equal(qrCode("あ".repeat(36)), undefined);
});
