package feed

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// records splits data as an import would: cut into chunks, then into cells.
// small makes the cutter read one byte at a time.
func records(t testing.TB, data []byte, small bool) (rows [][]string, torn int) {
	t.Helper()
	var r io.Reader = bytes.NewReader(data)
	if small {
		r = iotest.OneByteReader(r)
	}
	c := &csvCutter{r: r, comma: ',', width: 6, line: 1}
	s := splitter{comma: ','}
	total := 0
	for {
		chunk, err := c.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := 1 + bytes.Count(data[:total], []byte{'\n'}); chunk.line != want {
			t.Fatalf("chunk at line %d, want %d", chunk.line, want)
		}
		total += len(chunk.data)
		if chunk.torn != "" {
			torn++
			continue
		}
		for at := 0; at < len(chunk.data); {
			n := s.next(chunk.data[at:])
			if n <= 0 {
				t.Fatalf("no progress at %d", at)
			}
			at += n
			var row []string
			for _, cell := range s.cells {
				row = append(row, string(cell))
			}
			rows = append(rows, row)
		}
	}
	if total != len(data) {
		t.Fatalf("%d bytes of %d came out", total, len(data))
	}
	return rows, torn
}

// strict reads with the standard library; ok is false for what it refuses or
// reads differently on purpose (it skips empty lines and drops \r before \n in
// quotes).
func strict(data []byte) (rows [][]string, ok bool) {
	if bytes.Contains(data, []byte("\r")) {
		return nil, false
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	return rows, err == nil
}

func withoutEmpty(rows [][]string) (out [][]string) {
	for _, row := range rows {
		if len(row) > 1 || row[0] != "" {
			out = append(out, row)
		}
	}
	return out
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"", "a", "a,b\n", "a,b\r\nc,d\r\n", "\"a\"\"b\",c\n", "\"a\nb\",c\nd", "a,\"", "\"a\"x,b\n", "5\" pipe,b\n\"x\"\n", "\n\n,\n",
		"\"N31 44' 59.0\\\"; W120 58.7\\\"\",GPS\n", "a,", "a,\"\"", "\"\"\"\"", "\"a\",\"b", "x\"y\"\n\"", strings.Repeat("a,b\n", 3)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, torn := records(t, data, false)
		again, tornAgain := records(t, data, true)
		if torn != tornAgain || !slices.EqualFunc(rows, again, slices.Equal) {
			t.Fatalf("%q splits into %q in one piece and %q byte by byte", data, rows, again)
		}
		if want, ok := strict(data); ok && !slices.EqualFunc(withoutEmpty(want), withoutEmpty(rows), slices.Equal) {
			t.Fatalf("%q splits into %q, want %q", data, rows, want)
		}
	})
}

// Rows that the standard library writes come back whole, whatever the chunks
// cut.
func TestChunksNeverCutARow(t *testing.T) {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	var want [][]string
	for i := range 40_000 {
		row := []string{strings.Repeat("x", i%37), "a\nb", "say \"" + strings.Repeat("y", i%11) + "\"", ",", "é"}
		want = append(want, row)
		w.Write(row)
	}
	w.Flush()
	rows, torn := records(t, file.Bytes(), false)
	if torn > 0 || !slices.EqualFunc(rows, want, slices.Equal) {
		t.Fatalf("%d rows of %d, %d torn", len(rows), len(want), torn)
	}
}

func TestLongUnclosedQuoteCostsOneLine(t *testing.T) {
	data := "a,b\nc,\"d\n" + strings.Repeat("e,f\n", maxRecordBytes/4+10)
	rows, torn := records(t, []byte(data), false)
	if torn != 1 || len(rows) != 1+maxRecordBytes/4+10 {
		t.Errorf("%d rows, %d torn", len(rows), torn)
	}
}

// A control character beside a number is no blank: digits may be lost there.
func TestControlCharactersAreNoBlanks(t *testing.T) {
	for text, want := range map[string]string{" \t31.5\r": "31.5", "31.5\x00": "31.5\x00", "\x0031.5": "\x0031.5", "\u00a031.5 ": "31.5", "": ""} {
		got := trim([]byte(text))
		if string(got) != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, ok := number(trim([]byte("31.5\x00"))); ok {
		t.Error("a number with a zero byte is read")
	}
}

func TestCommaOf(t *testing.T) {
	for head, want := range map[string]byte{"a,b;c\n;;;;": ',', "a;b;c,d\n": ';', "a\tb\n": '\t', "a": ',', "": ','} {
		if got := commaOf([]byte(head)); got != want {
			t.Errorf("%q: %q, want %q", head, got, want)
		}
	}
}
