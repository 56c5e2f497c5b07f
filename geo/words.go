package geo

// The text forms of the vocabularies in incident.go. Every one of them is
// written to JSON, URLs, the store and exports by these methods and no others.

func (o Origin) String() string               { return textOf(originNames, o) }
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.String()), nil }
func (o *Origin) UnmarshalText(b []byte) (err error) {
	*o, err = ParseOrigin(string(b))
	return err
}

// ParseOrigin finds a origin by its name.
func ParseOrigin(s string) (Origin, error) { return parseWord[Origin](originNames, "origin", s) }

func (t TimePrecision) String() string               { return textOf(timePrecisionNames, t) }
func (t TimePrecision) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
func (t *TimePrecision) UnmarshalText(b []byte) (err error) {
	*t, err = ParseTimePrecision(string(b))
	return err
}

// ParseTimePrecision finds a time precision by its name.
func ParseTimePrecision(s string) (TimePrecision, error) {
	return parseWord[TimePrecision](timePrecisionNames, "time precision", s)
}

func (t TimeKind) String() string               { return textOf(timeKindNames, t) }
func (t TimeKind) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
func (t *TimeKind) UnmarshalText(b []byte) (err error) {
	*t, err = ParseTimeKind(string(b))
	return err
}

// ParseTimeKind finds a time kind by its name.
func ParseTimeKind(s string) (TimeKind, error) {
	return parseWord[TimeKind](timeKindNames, "time kind", s)
}

func (l LocationMethod) String() string               { return textOf(locationMethodNames, l) }
func (l LocationMethod) MarshalText() ([]byte, error) { return []byte(l.String()), nil }
func (l *LocationMethod) UnmarshalText(b []byte) (err error) {
	*l, err = ParseLocationMethod(string(b))
	return err
}

// ParseLocationMethod finds a location method by its name.
func ParseLocationMethod(s string) (LocationMethod, error) {
	return parseWord[LocationMethod](locationMethodNames, "location method", s)
}

func (c Cause) String() string               { return textOf(causeNames, c) }
func (c Cause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
func (c *Cause) UnmarshalText(b []byte) (err error) {
	*c, err = ParseCause(string(b))
	return err
}

// ParseCause finds a cause by its name.
func ParseCause(s string) (Cause, error) { return parseWord[Cause](causeNames, "cause", s) }

func (s Status) String() string               { return textOf(statusNames, s) }
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *Status) UnmarshalText(b []byte) (err error) {
	*s, err = ParseStatus(string(b))
	return err
}

// ParseStatus finds a status by its name.
func ParseStatus(s string) (Status, error) { return parseWord[Status](statusNames, "status", s) }

func (s Side) String() string               { return textOf(sideNames, s) }
func (s Side) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *Side) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSide(string(b))
	return err
}

// ParseSide finds a side by its name.
func ParseSide(s string) (Side, error) { return parseWord[Side](sideNames, "side", s) }
