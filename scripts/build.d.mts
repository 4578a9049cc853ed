/** Whether dist/ is missing, or was made from other sources than those that are there now. */
export function isBuildStale(): boolean;
