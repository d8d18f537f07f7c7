// Sentences of the book in Chinese, by the English ones: one that was changed there is shown in English until its
// translation follows, and a test names it.
export const sentences: Record<string, string> = {};
