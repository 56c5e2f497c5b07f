package geo

import (
	"regexp"
	"strings"
	"testing"
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
	for _, s := range []string{"found near a wash", "call 520-555-1234", "a@b.mx", "31.5, -110.9", "31° 20'", "badge 1234567", "milepost 12"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if Screen(s) != "" {
			return
		}
		for _, screen := range screens {
			if screen.pattern.MatchString(s) {
				t.Errorf("%q passes, but %s", s, screen.why)
			}
		}
	})
}
