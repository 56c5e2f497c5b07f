/**
 * Lines of overlays, one after the other, so that they are told apart without
 * colour. One more than there are colours: twenty overlays before one looks like another.
 */
export const overlayDashes: readonly (readonly number[])[] = [[], [8, 3], [2, 3], [8, 3, 2, 3], [14, 5]]
