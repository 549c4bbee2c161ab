/** Policies of every kind are changed by `restrictions` too, and what a rule offers for one kind has words of its own. */
const policies: readonly string[] = ["restrictions", "enrollment-types"];

/** The first words of commands that mend what this one mends: `licences seats` mends what `licences assign` is offered for. */
export function commandTopics(action: string): readonly string[] {
	const [topic = ""] = action.split(" ");
	return policies.includes(topic) ? policies : [topic];
}
