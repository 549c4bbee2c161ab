const quiet = 4;

/** A code to scan; a row a text, 1 is dark. Always dark on light: many cameras read no other. */
export function QrDrawing({ rows, label }: { readonly rows: readonly string[]; readonly label: string }) {
	const size = rows.length + 2 * quiet;
	const path = rows
		.flatMap((row, y) =>
			[...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index + quiet} ${y + quiet}h${run.length}v1h-${run.length}z`),
		)
		.join("");
	return (
		<svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} width="220" height="220" style={{ maxWidth: "100%" }}>
			<rect width={size} height={size} fill="#ffffff" />
			<path d={path} fill="#000000" shapeRendering="crispEdges" />
		</svg>
	);
}
