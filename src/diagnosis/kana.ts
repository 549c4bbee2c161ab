/** Hiragana as katakana: whoever types before the conversion, or does not know which it is, means the same word. Other signs stay as they are. */
export const asKatakana = (text: string): string =>
	text.replaceAll(/[\u3041-\u3096]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0x60));
