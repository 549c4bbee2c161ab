import { modelName } from "../../evidence/model-name.ts";

/** Of a type that is not known: `iPhone99,1` tells a person nothing beyond iPhone; the number is for the administrator. */
export function productName(product: string): string {
	const name = modelName(product);
	return name === product ? (/^(iPhone|iPad|iPod)\d/.exec(product)?.[1] ?? product) : name;
}
