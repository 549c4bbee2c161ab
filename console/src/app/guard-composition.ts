/**
 * The Enter that confirms a Japanese conversion belongs to the input method: no field and no dialog may take it for its own. Safari tells of it after the
 * composition has ended, by the key code alone (UI Events, 7.3.1: 229).
 */
export function guardComposition(target: EventTarget): void {
	target.addEventListener(
		"keydown",
		(event) => {
			if (!(event instanceof KeyboardEvent) || (!event.isComposing && event.keyCode !== 229)) return;
			event.stopPropagation();
			// Any other key goes on to the field: only Enter sends a form, and only Escape closes a dialog.
			if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
		},
		{ capture: true },
	);
}
