package feed

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// Where the standard library reads an object, the scanner finds the same
// members; what it refuses may pass here only as text that nobody can use. (It replaces
// broken encoding, which the scanner leaves to whoever reads the text.)
func FuzzEachMember(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1}`, ` { "a" : "b\"c" , "d":[1,{"e":"]"}] } `, `{"a":}`, `{"a":1,}`, `{"a" 1}`, `{"a":"b`, `{"\u0061":null}`, `[]`, `{"a":1}x`,
		`{"a":"\\"}`, `{"a":"\\\"","b":{}}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[-111,32]},"properties":{"id":"7"}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := map[string][]byte{}
		err := eachMember(data, func(name, value []byte) { got[string(name)] = bytes.Clone(value) })
		var want map[string]json.RawMessage
		if !utf8.Valid(data) || json.Unmarshal(data, &want) != nil || want == nil {
			return
		}
		if err != nil {
			t.Fatalf("%q is refused", data)
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d members, want %d", data, len(got), len(want))
		}
		for name, raw := range want {
			if !bytes.Equal(got[name], raw) {
				t.Errorf("%q: %q is %q, want %q", data, name, got[name], raw)
			}
		}
	})
}

func FuzzJSONText(f *testing.F) {
	for _, s := range []string{"", "a\"b\\c", "é\x00\n\t\r\u2028", "\xff\xfe", "\ufffd", "\x1f\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got, want string
		if err := json.Unmarshal(appendJSONText(nil, s), &got); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		b, _ := json.Marshal(s)
		json.Unmarshal(b, &want)
		if got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	})
}
