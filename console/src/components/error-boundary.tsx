import { Component, type ReactNode } from "react";
import { ProblemNote } from "./problem-note.tsx";

/** What is to be done about it is the same wherever a page broke. */
export function BrokenPage({ error }: { readonly error: unknown }) {
	return <ProblemNote error={error} retry={() => window.location.reload()} />;
}

/** A page that breaks breaks alone: the way to the others stays. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
	override state: { readonly error: unknown } = { error: undefined };

	static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
		return { error };
	}

	override render(): ReactNode {
		if (this.state.error === undefined) return this.props.children;
		return <BrokenPage error={this.state.error} />;
	}
}
