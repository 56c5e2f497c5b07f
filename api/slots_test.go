package api

import (
	"strings"
	"testing"

	"linea/geo"
)

func TestSlotsLeaveRoomForOthers(t *testing.T) {
	s := newSlots("exports", 3, 2)
	take := func(client, refusal string) func() {
		t.Helper()
		leave, err := s.take(client)
		if refusal == "" && err != nil || refusal != "" && (geo.CodeOf(err) != tooMany || !strings.Contains(err.Error(), refusal)) {
			t.Fatalf("%s: %v, want %q", client, err, refusal)
		}
		return leave
	}
	first := take("greedy", "")
	take("greedy", "")
	take("greedy", "From where you ask, 2 exports")
	modest := take("modest", "")
	take("another", "The server has 3 exports")
	first()
	first() // leaving twice frees one
	take("greedy", "")
	take("another", "The server has 3 exports")
	modest()
	take("another", "")
	if s.underWay() != 3 || len(s.own) != 2 {
		t.Errorf("%d under way, of %v", s.underWay(), s.own)
	}
}
