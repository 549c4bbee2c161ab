import { tokens } from "@fluentui/react-components";
import type { Item } from "../../api/client.ts";

export type DeviceState = Item<"/ade/devices">["state"];

/** In the order in which a device goes through them; what went wrong stands after what goes well. */
export const deviceStates = [
	"not-assigned",
	"assigning",
	"assigned",
	"pushed",
	"throttled",
	"failed",
	"not-accessible",
	"removed",
] as const;

export const stateColors: Readonly<Record<DeviceState, string>> = {
	"not-assigned": tokens.colorNeutralStroke1,
	assigning: tokens.colorPaletteBlueBorderActive,
	assigned: tokens.colorPaletteTealBorderActive,
	pushed: tokens.colorPaletteGreenBorderActive,
	throttled: tokens.colorPaletteMarigoldBorderActive,
	failed: tokens.colorPaletteRedBorderActive,
	"not-accessible": tokens.colorPaletteBerryBorderActive,
	removed: tokens.colorNeutralForegroundDisabled,
};
