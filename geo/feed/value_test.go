package feed

import (
	"strings"
	"testing"
	"time"

	"linea/geo"
)

func TestAnyMoment(t *testing.T) {
	for text, want := range map[string]string{
		"1/15/01":                   "2001-01-15 day",
		"1/15/81":                   "1981-01-15 day",
		"12/31/26":                  "2026-12-31 day", // this year's two digits are 20yy
		"1/1/27":                    "1927-01-01 day",
		"07/04/2019":                "2019-07-04 day",
		"06/13/2021 08:13:00":       "2021-06-13T08:13 exact",
		"09/27/2021 1:44:00":        "2021-09-27T01:44 exact",
		"30-Dec-19":                 "2019-12-30 day",
		"6-Jan-14":                  "2014-01-06 day",
		"06-January-2014":           "",
		"6-January-14":              "",
		"Thu, 01/15/2026 - 12:00":   "2026-01-15T12:00 exact",
		"2024-09-30":                "2024-09-30 day",
		"2004-05-03 00:00:00.000":   "2004-05-03T00:00 exact",
		"2004-05-03T10:20:30+00:00": "2004-05-03T03:20 exact",
		"2021":                      "2021-01-01 year",
		"13/1/2020":                 "", "2/30/2020": "", "1/1/1": "", "31-Dez-19": "", "2024-13-01": "", "2024-02-30": "", "": "", "/": "", "1//2": "",
		"2004-05-03 24:00": "", "2004-05-03 10:60": "", "2004-05-03 10:20 PM": "", "2004-05-03x": "", "20040503": "", "2004-5-3": "",
	} {
		m, ok := anyMoment([]byte(text), 2026)
		got := ""
		if ok {
			got = m.at.In(geo.Local).Format("2006-01-02T15:04") + " " + m.precision.String()
			got = strings.Replace(got, "T00:00 day", " day", 1)
			got = strings.Replace(got, "T00:00 year", " year", 1)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// What RFC 3339 writes is read as the same instant; nothing panics.
func FuzzMoment(f *testing.F) {
	for _, s := range []string{"2024-05-01T20:15:00-07:00", "2024-05-01", "1/2/03", "30-Dec-19", "Thu, 01/15/2026 - 12:00", "2024-05-01 20:15:00.5Z", "2024-02-29", "-", ":", "2024-05-01T1:02"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := anyMoment([]byte(s), 2026)
		if ok && m.at.Year() < -1 || ok && m.at.Nanosecond() != 0 {
			t.Errorf("%q: %v", s, m.at)
		}
		want, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return
		}
		if got, ok := isoMoment([]byte(s)); ok && !got.at.Equal(want.Truncate(time.Second)) && want.Year() > 0 {
			t.Errorf("%q: %v, want %v", s, got.at, want)
		}
	})
}

func FuzzDays(f *testing.F) {
	f.Add(2024, 2, 29)
	f.Add(1900, 2, 29)
	f.Add(2023, 12, 31)
	f.Fuzz(func(t *testing.T, y, m, d int) {
		if y < 1 || y > 9999 {
			return
		}
		_, ok := localDay(y, m, d, geo.PrecisionDay)
		date := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		real := m >= 1 && m <= 12 && d >= 1 && d <= 31 && date.Day() == d && int(date.Month()) == m
		if ok != real {
			t.Errorf("%d-%d-%d: %v, want %v", y, m, d, ok, real)
		}
	})
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]float64{"1": 1, "-111.5": -111.5, "1e3": 1000, "+5": 5, ".5": .5} {
		if v, ok := number([]byte(text)); !ok || v != want {
			t.Errorf("%q: %v %v", text, v, ok)
		}
	}
	for _, text := range []string{"", "1,5", "5 km", "nan", "0x10p", "0x10", "0x1p-2", "1_11", "Inf", "-infinity", "1e999", "１", "1e", "+", "٣", "--1", "1 2"} {
		if v, ok := number([]byte(text)); ok {
			t.Errorf("%q is %v", text, v)
		}
	}
	for text, want := range map[string]int{"7": 7, "007": 7, "3.0": 3, "-2": -2} {
		if n, ok := wholeNumber([]byte(text)); !ok || n != want {
			t.Errorf("%q: %v %v", text, n, ok)
		}
	}
	for _, text := range []string{"", "1.5", "1e30", "x"} {
		if n, ok := wholeNumber([]byte(text)); ok {
			t.Errorf("%q is %v", text, n)
		}
	}
}

func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "=1", "'=1", "''=1", "'tis", "plain", "@x", "+1", "-1", "'", "'-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		guarded := guard(s)
		if unguard(guarded) != s {
			t.Errorf("%q comes back as %q", s, unguard(guarded))
		}
		if guarded != "" && strings.IndexByte(formulaStarts, guarded[0]) >= 0 {
			t.Errorf("%q is still a formula", guarded)
		}
	})
}

func TestPersonColumns(t *testing.T) {
	personColumn := newPersonRules().match
	for _, name := range []string{"Name", "First Name", "officer_name", "OfficerName", "OFFICERNAME", "Nombre", "Apellidos", "Edad", "sexo", "Sex", "Age Group", "Passport No.",
		"Teléfono", "phone_number", "e-mail", "Email", "plate", "Placas", "badgeNo", "Call sign", "nationality", "Nacionalidad", "dob", "Date of Birth", "Agent ID", "photo_url",
		"País de nacimiento", "CURP", "victim", "driver license",
		"Náme", "Ｎame", "nаme", "full\u200bname", "n_a_m_e", "Ag e", "Fname", "lname", "FIRSTNM", "paterno", "materno", "A-Number", "INE", "DNI", "cédula", "D.O.B.", "yrs", "años",
		"cel", "Móvil", "Tel.", "whats_app", "Patient", "next_of_kin", "detainee", "SSN4", "pasap", "BirthDt", "ID number",
		"victim name (see https://example.org/fields)"} {
		if !personColumn(name) {
			t.Errorf("%q passes", name)
		}
	}
	for _, name := range []string{"", "id", "kind", "persons", "Place Name", "county_name", "notes", "UTM X", "stage", "page", "message", "package", "Region", "messages", "Sexta", "damage", "International",
		"12 incidents, kinds: death | http://127.0.0.1:8080/?kind=death | El Paso Sector Migrant Death Database"} {
		if personColumn(name) {
			t.Errorf("%q is left out", name)
		}
	}
}

func TestCauses(t *testing.T) {
	for text, want := range map[string]geo.Cause{
		"": geo.Undetermined, "c": geo.Undetermined, "Pending": geo.Undetermined, "Unknown (skeletal remains)": geo.Undetermined, "Mixed or unknown": geo.Undetermined,
		"Probable hyperthermia": geo.Exposure, "Harsh environmental conditions / lack of adequate shelter, food, water": geo.Exposure,
		"Vehicle accident / death linked to hazardous transport": geo.VehicleCause, "Hit by train": geo.VehicleCause, "Accident (non-vehicle)": geo.Injury,
		"Other Injury / Homicide": geo.ViolenceCause, "Gunshot Wound": geo.ViolenceCause, "Blunt Force Injury": geo.Injury, "Fall from border fence": geo.Injury,
		"Sickness / lack of access to adequate healthcare": geo.MedicalCause, "Drowning": geo.Drowning, "Accidental death": geo.Injury, "Violence": geo.ViolenceCause,
	} {
		if got, _ := causeOf(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
