/**
 * Gives every row of a CSV one more cell at its end, named in the first row and
 * empty below it. Takes the text piece by piece; a line end within quotation
 * marks is none of a row.
 */
export function oneMoreColumn(name: string): (piece: string) => string {
  let quoted = false
  let cell = `,"${name.replaceAll('"', '""')}"`
  return piece =>
    piece.replace(/["\n]/g, mark => {
      if (mark === '"') quoted = !quoted
      if (mark === '"' || quoted) return mark
      const end = cell + mark
      cell = ','
      return end
    })
}
