import { setFlagsFromString } from "node:v8";

/**
 * Lets V8's young generation grow no further. Left alone it grows to 128 MB under load and stays there, which is more than all the rest of the service;
 * what a request makes is dead when it is answered, so a small one is swept as cheaply. The flag is read at each growth, so it may be set late; the
 * size itself (`--max-semi-space-size`) could only be given on the command line.
 */
export function keepYoungGenerationSmall(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
}
