import assert from "node:assert/strict";
import { test } from "node:test";
import { hoursOfDay, mailSender, minuteOfDay, smtpAddress, timeZoneName } from "./notice-values.ts";

test("times of day and hours of the day", () => {
	assert.equal(minuteOfDay("09:00"), 540);
	assert.equal(minuteOfDay("0:00"), 0);
	for (const bad of ["24:00", "9", "09:60", "-1:00", "09:0", ""]) assert.equal(minuteOfDay(bad), undefined, bad);
	assert.deepEqual(hoursOfDay("22:00-07:00"), { from: 1320, to: 420 });
	for (const bad of ["22:00", "22:00-22:00", "22-7", "22:00-07:00-08:00"]) assert.equal(hoursOfDay(bad), undefined, bad);
});

test("a time zone that this machine knows", () => {
	assert.equal(timeZoneName("Asia/Tokyo"), "Asia/Tokyo");
	assert.equal(timeZoneName("Asia/Edo"), undefined);
});

test("a mail server's address, whose password cannot leak into its host", () => {
	for (const good of ["smtp://mail.contoso.com", "smtps://a:b@mail.contoso.com:465", "smtp://a:p%40ss@[::1]:25", "smtp://localhost:25/"])
		assert.equal(smtpAddress(good), good);
	for (const bad of [
		"mail.contoso.com",
		"https://mail.contoso.com",
		"smtp://a@mail.contoso.com",
		"smtp://a:p@ss@mail.contoso.com",
		"smtp://a:p/ss@mail.contoso.com",
		"smtp://a:p#ss@mail.contoso.com",
		"smtp://a:%zz@mail.contoso.com",
		"smtp://mail.contoso.com?tls=no",
	])
		assert.equal(smtpAddress(bad), undefined, bad);
});

test("a sender, who writes no further header", () => {
	for (const good of ["genkan@contoso.com", "Genkan <genkan@contoso.com>", "玄関 <genkan@contoso.com>"])
		assert.equal(mailSender(good), good);
	for (const bad of ["genkan", "a@b\r\nBcc: c@d", "<a@b> c", "a@b, c@d", 'x" <a@b>']) assert.equal(mailSender(bad), undefined, bad);
});
