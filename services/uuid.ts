// The form that runs and processes have their ids in.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is a lower-case UUID. */
export const isUuid = (text: string): boolean => UUID.test(text);
