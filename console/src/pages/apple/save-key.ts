import { saveFile } from "../../components/save-file.ts";

/** The public half, as the file that Apple Business Manager wants. */
export const saveKey = (certificate: string) => saveFile("genkan-ade-public-key.pem", certificate);
