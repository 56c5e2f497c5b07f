package feed

import "strings"

// A spreadsheet takes a cell that begins with one of these for a formula, so a
// text that does is exported behind an apostrophe. To keep that reversible an
// apostrophe before such a text gets another one.
const formulaStarts = "=+-@"

// guard makes a text safe to open in a spreadsheet.
func guard(text string) string {
	if looksLikeFormula(text) {
		return "'" + text
	}
	return text
}

// unguard undoes guard.
func unguard(text string) string {
	if strings.HasPrefix(text, "'") && looksLikeFormula(text) {
		return text[1:]
	}
	return text
}

func looksLikeFormula(text string) bool {
	rest := strings.TrimLeft(text, "'")
	return rest != "" && strings.IndexByte(formulaStarts, rest[0]) >= 0
}
