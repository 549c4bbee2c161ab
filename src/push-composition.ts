import { readFileSync } from "node:fs";
import { createPushConnection } from "./apple/current-push-sender.ts";
import { createPushService, type PushService } from "./devices/push.ts";
import type { Domain } from "./domain.ts";
import { recordStep } from "./enrollment/record.ts";
import type { Stores } from "./store/open.ts";
import { recordApnsAnswer } from "./tenant/push-certificate-fact.ts";
import { openPushKeyPem } from "./tenant/push-key.ts";

/** Pushes to devices, over one connection to Apple. */
export interface Push {
	readonly service: PushService;
	/** Ends what is under way, and the connection. */
	stop(): Promise<void>;
}

export function openPush({ config, store, sealer, clock, randomness, log }: Domain): Push {
	const connection = createPushConnection({
		host: config.apnsHost,
		port: config.apnsPort,
		...(config.standInApnsCaFile === null ? {} : { ca: readFileSync(config.standInApnsCaFile, "utf8") }),
		pushCertificates: store.read.pushCertificates,
		openKeyPem: (certificate) => openPushKeyPem(sealer, certificate),
		clock,
		log,
	});
	const service = createPushService<Stores>({
		...{ work: store, clock, randomness, sealer, log },
		current: () => connection.current(),
		hooks: {
			certificateAnswer: recordApnsAnswer,
			accepted: async (stores, device, at) => {
				const attempt = device.attemptId === null || device.lastPushAt !== null ? undefined : await stores.attempts.byId(device.attemptId);
				if (attempt !== undefined) await recordStep(stores, attempt, "push-sent", at, {});
			},
		},
	});
	return {
		service,
		async stop() {
			await service.stop();
			await connection.close();
		},
	};
}
