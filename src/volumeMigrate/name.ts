// The name of the volume migration among the workflows of a journal.
export const WORKFLOW = 'volumeMigrate';
