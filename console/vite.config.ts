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
		rolldownOptions: {
			output: {
				codeSplitting: {
					// A browser that asks for seventy small files waits for each: what every page needs is one file, what many need another.
					groups: [
						{ name: "shell", tags: ["$initial"], priority: 2 },
						{ name: "parts", test: /node_modules|\/src\/(api|app|changes|charts|components)\//, minShareCount: 6, priority: 1 },
					],
				},
			},
		},
	},
});
