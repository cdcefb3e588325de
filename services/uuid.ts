// The form of the IDs of runs and processes.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a string is a lower-case UUID. */
export const isUuid = (text: string): boolean => UUID.test(text);
