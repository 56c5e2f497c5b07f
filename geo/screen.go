package geo

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// screen is one pattern that no stored text may hold. It is tried on texts, as
// unified writes them, with at least so many digits and one of the signs, both
// of which every match has.
type screen struct {
	pattern *regexp.Regexp
	digits  int
	signs   []string // in lower case; nil = none needed
	why     string
}

const (
	whyEmail = "an e-mail address may not be stored"
	whyPlace = "coordinates belong in lon and lat, not in text"
	whyPhone = "a phone number may not be stored"
	whyPaper = "a document number may not be stored"
	whyBirth = "a date of birth may not be stored"
	whyPlate = "a licence plate may not be stored"
	whyRun   = "a long run of digits may identify a person or document and may not be stored"
)

// In the patterns [^\pL\pN] is whatever stands between digits but is no part
// of a word or number: blanks, dots, dashes, slashes, brackets, degree signs.
var screens = []screen{
	{regexp.MustCompile(`[\w.+-]+@[\w-]`), 0, []string{"@"}, whyEmail},
	{regexp.MustCompile(`(?i)\w\s*@\s*[\w-]+\s*\.\s*[a-z]{2}`), 0, []string{"@"}, whyEmail},
	{regexp.MustCompile(`(?i)\w\s*[(\[{<]\s*(?:at|arroba|@)\s*[)\]}>]\s*\w`), 0, []string{"(", "[", "{", "<"}, whyEmail},

	{regexp.MustCompile(`\d\.\d{3,}[^\d]{1,12}\d{1,3}\.\d{3,}`), 8, []string{"."}, whyPlace},
	{regexp.MustCompile(`\d[.,]\d{4,}[^\d]{1,12}\d{1,3}[.,]\d{4,}`), 10, []string{".", ","}, whyPlace},
	{regexp.MustCompile(`\b[1-4]\d\.\d{2,}[^\d]{1,12}(?:8[6-9]|9\d|1[0-2]\d)\.\d{2,}`), 8, []string{"."}, whyPlace},
	{regexp.MustCompile(`\b(?:8[6-9]|9\d|1[0-2]\d)\.\d{2,}[^\d]{1,12}[1-4]\d\.\d{2,}`), 8, []string{"."}, whyPlace},
	{regexp.MustCompile(`(?i)\b[NS][^\pL\pN]*\d{1,2}[^\pL\pN]{1,3}\d[^EWO]{0,12}\b[EWO][^\pL\pN]*\d{1,3}[^\pL\pN]{1,3}\d`), 4, nil, whyPlace},
	{regexp.MustCompile(`(?i)\b\d{1,2}[^\pL\pN]{1,3}\d+(?:[^\pL\pN]{1,3}\d+){0,2}[^\pL\pN]{0,3}[NS]\b[^\pL\pN]{0,4}\d{1,3}[^\pL\pN]{1,3}\d+(?:[^\pL\pN]{1,3}\d+){0,2}[^\pL\pN]{0,3}[EWO]\b`), 4, nil, whyPlace},
	{regexp.MustCompile(`\d{1,3}\s*°\s*\d{1,2}`), 2, []string{"°"}, whyPlace},
	{regexp.MustCompile(`(?i)\b\d{1,2}\s*[C-HJ-NP-X]\s*[A-HJ-NP-Z]{2}\s*\d{2,5}\s*\d{2,5}\b`), 5, nil, whyPlace},

	{regexp.MustCompile(`(?:\d[^\pL\pN]{0,3}){9,}\d`), 10, nil, whyPhone},
	{regexp.MustCompile(`\b\d{3}[-._/ ]{1,2}\d{4}\b`), 7, nil, whyPhone},
	{regexp.MustCompile(`(?i)[A-ZÑ&]{3,4}-?\d{6}-?[A-Z0-9]{3}`), 6, nil, whyPaper},
	{regexp.MustCompile(`(?i)\bA[-# ]{0,2}\d{2,3}[-. ]?\d{3}[-. ]?\d{3}\b`), 8, nil, whyPaper},
	{regexp.MustCompile(`(?i)(?:\bd\.? ?o\.? ?b\b|\bborn\b|birth|\bnaci|\bnac\.)[^\d]{0,20}(?:\d{4}|\d{1,2}[^\pL\pN]\d{1,2}|\d{1,2}[^\d]{1,16}\d{4})`), 2, []string{"dob", "d.o", "d o", "do.b", "do b", "born", "birth", "naci", "nac."}, whyBirth},
	{regexp.MustCompile(`(?i)\b(?:plates?|placas?|matr[ií]culas?)\b.{0,24}?\b(?:[a-z]{1,4}(?:-?\d{2,4}|-\d)|\d{1,4}-?[a-z]{1,4}\b|(?-i:[A-Z]{1,4} \d{2,4}))`), 2, []string{"plate", "placa", "matr"}, whyPlate},
	{regexp.MustCompile(`\d{7,}`), 7, nil, whyRun},
}

// Screen says why a free text may not be stored, or "". It looks for e-mail
// addresses, phone numbers, coordinates, document numbers, licence plates and
// dates of birth that are called so, long digit runs and control characters,
// in any script's digits and whatever separates them. It cannot see a name, a
// description of somebody, a nickname, a street address, or a number written
// out in words; that is why texts are short and feeds never fill them from
// person columns.
func Screen(text string) string {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unseen) {
		return "control characters and broken encoding may not be stored"
	}
	if !strings.ContainsFunc(text, suspect) {
		return "" // every pattern needs a digit or a mark
	}
	text = unified(text)
	lower, digits := strings.ToLower(text), digitsIn(text)
	for i := range screens {
		if s := &screens[i]; digits >= s.digits && s.signed(lower) && s.pattern.MatchString(text) {
			return s.why
		}
	}
	return ""
}

// unseen tells characters that show nothing: controls, and those that turn the
// direction of what follows, so that a text reads otherwise than it is stored.
func unseen(r rune) bool {
	return unicode.IsControl(r) || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

func (s *screen) signed(lower string) bool {
	return s.signs == nil || slices.ContainsFunc(s.signs, func(sign string) bool { return strings.Contains(lower, sign) })
}

func digitsIn(text string) (n int) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

// suspect says whether a rune may be a part of what a screen looks for. Letters
// of Latin scripts, blanks and common punctuation are not.
func suspect(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r >= '0' && r <= '9' || r == '@' || r == '(' || r == '[' || r == '{' || r == '<'
	case r >= 'À' && r <= 'ɏ', r == '’', r == '–', r == '—':
		return false
	}
	return true
}

// unified writes a text with ASCII digits, dashes, slashes and blanks, wide and
// other forms of a character as the plain one, and without what is invisible.
func unified(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			return r
		case unicode.Is(unicode.Nd, r):
			return digitOf(r)
		case unicode.In(r, unicode.Cf, unicode.Variation_Selector):
			return -1
		case r == '−' || unicode.Is(unicode.Pd, r):
			return '-'
		case r == '⁄' || r == '∕' || r == '⧸':
			return '/'
		case unicode.Is(unicode.Pc, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		case r == '٫' || r == '。' || r == '·':
			return '.'
		}
		return r
	}, norm.NFKC.String(degreeSigns.Replace(text)))
}

// digitOf gives the ASCII digit of a decimal digit: every range of Unicode's
// decimal digits holds whole rows of ten, from zero to nine.
func digitOf(r rune) rune {
	for _, digits := range unicode.Nd.R16 {
		if r <= rune(digits.Hi) {
			return '0' + (r-rune(digits.Lo))%10
		}
	}
	for _, digits := range unicode.Nd.R32 {
		if r <= rune(digits.Hi) {
			return '0' + (r-rune(digits.Lo))%10
		}
	}
	return r
}

// degreeSigns brings together what is written for a degree before NFKC makes
// letters and accents of it.
var degreeSigns = strings.NewReplacer("º", "°", "˚", "°", "∘", "°")
