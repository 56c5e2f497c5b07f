/**
 * Parameters of a link that single screens keep in it, with the form that each
 * has. The screen reads and writes them by setOwn in page.ts; a value of another
 * form is left out of the page and named to the reader.
 */
export const ownParams: Readonly<Record<string, RegExp>> = {}
