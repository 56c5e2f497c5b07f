/**
 * Parameters of a link that single screens keep in it, with the form that each
 * has. The screen reads and writes them by setOwn in page.ts; a value of another
 * form is left out of the page and named to the reader.
 */
export const ownParams: Readonly<Record<string, RegExp>> = {
  units: /^(km|mi)$/, // of lengths: the reader's own unless said
  paper: /^(letter|a4)$/, // of a briefing
  pages: /^(en|es|both)$/, // its languages
  about: /^[\w.:-]{1,64}$/, // the saved corridor that it is about
  classes: /^equal$/, // how class bounds are found, where not as usual
  res: /^[3-9]$/, // cells of one size at every zoom
  opacity: /^[1-9]0$/, // of cells, per cent
  layers: /^[\w.-]+(,[\w.-]+)*$/, // overlays shown
  shelf: /^off$/, // saved corridors on the map
  cells: /^off$/, // the hexagons on the map
  names: /^off$/, // of towns and crossings
  bars: /^(day|week|month|quarter|year)$/, // width of the bars over time
  compare: /^(swipe|difference|multiples|series)$/, // two maps unless said
  with: /^(last_year|\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2})$/, // the equal period before unless said
  rows: /^(incidents|corridors|cross)$/, // of the table: cells unless said
  sort: /^-?[a-z]{1,12}$/, // by which column; "-" = the largest first
  cols: /^[a-z]{1,12}(,[a-z]{1,12}){0,19}$/, // the columns shown
  inview: /^1$/, // only rows on the map's screen
  by: /^([a-z]{1,10}|overlay:[\w.-]{1,64}),([a-z]{1,10}|overlay:[\w.-]{1,64})$/, // dimensions of a two-way table
  share: /^(row|column)$/, // its numbers as shares
  multiples: /^(year|1m|3m|6m|12m)x([4-9]|1[0-2])$/,
  // Corridor: a saved one by its id, or a line (encoded, five decimals) with its half width in metres and ends.
  corridor: /^[0-9A-Za-z_-]{1,64}$/,
  line: /^[?-~]{4,60000}$/,
  width: /^\d{2,5}(\.\d)?$/,
  ends: /^(flat|round)$/,
  km: /^\d{1,4}(\.\d{1,3})?-\d{1,4}(\.\d{1,3})?$/, // a stretch of it
  bin: /^(0\.5|0\.805|[1-9]\d?(\.\d{1,3})?)$/, // km of the profile's bars: round numbers of km or miles
  beside: /^[0-9A-Za-z_-]{1,64}(,[0-9A-Za-z_-]{1,64}){0,9}$/, // saved ones set beside it
}
