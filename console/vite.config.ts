import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The console stands under /console of the service. */
export default defineConfig({
	root: import.meta.dirname,
	base: "/console/",
	plugins: [react()],
	build: {
		target: "es2023",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		chunkSizeWarningLimit: 1200,
	},
});
