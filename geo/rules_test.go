package geo

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// The rules for names, as one would write them down.
var (
	idRule   = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)
	slugRule = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
)

func FuzzNames(f *testing.F) {
	for _, s := range []string{"", "ogis", "ogis:24-01234", "-x", "_x", "x_", "x-", "É", "a b", "batch", "A", "[", "{", "@", "`", "\x00", "a\n",
		strings.Repeat("a", 40), strings.Repeat("a", 41), strings.Repeat("a", 64), strings.Repeat("a", 65)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := ValidSlug(s), slugRule.MatchString(s) && !strings.HasSuffix(s, "\n"); got != want {
			t.Errorf("slug %q: %v, want %v", s, got, want)
		}
		if got, want := validID(s), idRule.MatchString(s) && !strings.HasSuffix(s, "\n"); got != want {
			t.Errorf("id %q: %v, want %v", s, got, want)
		}
	})
}

// The short cut of Screen never lets pass what a pattern would stop.
func FuzzScreen(f *testing.F) {
	for _, s := range []string{"found near a wash", "call 520-555-1234", "a@b.mx", "31.5, -110.9", "31° 20'", "badge 1234567", "milepost 12", "juan (at) mail", "５２０ 555 1234", "N31 27 W111 30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if Screen(s) != "" {
			return
		}
		for _, screen := range screens {
			if screen.pattern.MatchString(unified(s)) {
				t.Errorf("%q passes, but %s", s, screen.why)
			}
		}
	})
}

func TestScreen(t *testing.T) {
	for _, text := range []string{
		"call 520-555-1234", "call 520–555–1234", "５２０５５５１２３４", "call 520\u00a0555\u00a01234", "5/2/0/5/5/5/1/2/3/4", "520_555_1234", "٥٢٠٥٥٥١٢٣٤",
		"520.555.1234", "(520)5551234", "+52 631 313 0000", "520 . 555 . 1234", "52\u200b0-55\u200b5-1234", "555 1234", "𝟓𝟐𝟎𝟓𝟓𝟓𝟏𝟐𝟑𝟒",
		"juan@mail.com", "juan (at) mail.com", "juan [at] mail", "juan@localhost", "juan＠mail.com", "juan @ mail . com",
		"31.4567N 111.5678W", "N31.4567 W111.5678", "31.4567°N,111.5678°W", "31 27 30 N 111 30 20 W", "31-27-30N 111-30-20W", "N31 27.5 W111 30.2", "31.45, -111.56", "-111.56 31.45",
		"31.4 N 111.5 W", "lat 31.4567 lon -111.5678", "31º 27'", "31,4567 −111,5678", "12R WV 12345 67890", "12R 512345 3512345", "31° 20'",
		"DOB 1990-01-02", "D.O.B. 1/2/90", "nacimiento: 02/01/1990", "nació el 2 de enero de 1990", "born 1990",
		"CURP PEGJ900102HSRRRN09", "RFC PEGJ900102AB1", "A12 345 678", "passport G1234567",
		"plate ABC-12-34", "placas VTX 1234", "Placa de Sonora: VTX1234", "license plate 123ABC",
		"a\x00b", "broken \xff", "a\u202eb", "a\u2066b",
	} {
		if Screen(text) == "" {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{
		"", "found near a wash", "Tohono O’odham Nation", "Doña Ana", "2 adults, 1 child (dehydrated)", "milepost 12, 3.5 km north", "group of 14 at 20:15", "I-19, exit 12", "MP 112–113",
		"on 2024-05-01", "41 °C", "12.50 miles N of Sasabe", "Zone 3 [north]", "gave birth at mile 12", "plate reader at mile 12", "between km 3.125 and the road", "SR 286 N of MP 12", "5 < 7 people",
		"Cerro del Águila (lado sur), 3 personas", "walked 4.5 days, 2.25 gallons",
	} {
		if why := Screen(text); why != "" {
			t.Errorf("%q: %s", text, why)
		}
	}
}

// Every decimal digit of Unicode is read as the one that it is.
func TestDigitOf(t *testing.T) {
	n := 0
	for r := range unicode.MaxRune {
		if !unicode.Is(unicode.Nd, r) {
			continue
		}
		if got, want := digitOf(r), rune('0'+n%10); got != want {
			t.Errorf("%U is %c, want %c", r, got, want)
		}
		n++
	}
}

func BenchmarkScreen(b *testing.B) {
	for name, text := range map[string]string{"words": "Tohono O'odham Nation, San Xavier", "accents": "Doña Ana", "digits": "2 adults near milepost 12", "many digits": "from 2024-05-01 20:15 at 31 km, 4 persons"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Screen(text)
			}
		})
	}
}
