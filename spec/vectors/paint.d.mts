export function noise(x: number, y: number): number;
/** The index of the palette's nearest entry; of equally near ones the first. */
export function nearest(palette: readonly (readonly number[])[], colour: readonly number[]): number;
