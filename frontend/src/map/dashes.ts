/** Lines of overlays, one after the other, so that they are told apart without colour. */
export const overlayDashes: readonly (readonly number[])[] = [[], [8, 3], [2, 3], [8, 3, 2, 3]]
