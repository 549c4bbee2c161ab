/** Commands whose change may shut somebody out. Policies of every kind are changed by `restrictions` too, and what a rule offers for one kind has words of its own. */
export const policyTopics: readonly string[] = ["restrictions", "enrollment-types"];

/** The first words of commands that mend what this one mends: `licences seats` mends what `licences assign` is offered for. */
export function commandTopics(action: string): readonly string[] {
	const [topic = ""] = action.split(" ");
	return policyTopics.includes(topic) ? policyTopics : [topic];
}
