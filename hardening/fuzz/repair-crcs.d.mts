export function repairCrcs(bytes: Uint8Array): Uint8Array;
