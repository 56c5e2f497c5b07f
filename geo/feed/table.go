package feed

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"linea/geo"
)

// decoder turns the rows of a chunk into cells by role. Each worker has its own.
type decoder interface {
	// each calls visit for every row that is not empty; the row lies at
	// c.data[start:end] and is valid during the call.
	each(c chunk, visit func(start, end int))
	// describe gives what a reject repeats of a row as one JSON object: the
	// cells that the format reads, and no others.
	describe(data []byte) string
	// maybeSynthetic is false when no row of the data says so in its own column.
	maybeSynthetic(data []byte) bool
	// columnOf names the column of a role as the file does.
	columnOf(at role) string
	// columns names what was left out and what was ignored, so far.
	columns() (leftOut, ignored []string)
}

// csvDecoder reads the rows of a CSV file with a known header.
type csvDecoder struct {
	*header
	splitter
	row *row
}

func (d *csvDecoder) each(c chunk, visit func(start, end int)) {
	line := c.line
	for at := 0; at < len(c.data); {
		n := d.next(c.data[at:])
		breaks := bytes.Count(c.data[at:at+n], []byte{'\n'})
		d.row.reset(line)
		if c.torn != "" {
			d.row.refuse(noRole, c.torn, "a quote is opened and not closed in this row, or the row is longer than 1 MiB; reading goes on with the next line")
			visit(at, at+n)
		} else if d.fill() {
			if breaks > 2 {
				d.noteRowsInCells()
			}
			visit(at, at+n)
		}
		line += breaks
		at += n
	}
}

// noteRowsInCells counts lines inside quoted cells that look like rows: too few
// to be sure of a lost quote, too many to say nothing.
func (d *csvDecoder) noteRowsInCells() {
	for _, cell := range d.cells {
		d.row.tally.rowsInCells += rowsIn(cell, d.comma, len(d.names))
	}
}

// fill hands the cells to the row by role; false for an empty line.
func (d *csvDecoder) fill() bool {
	empty := true
	for i, cell := range d.cells {
		if cell = trim(cell); len(cell) == 0 {
			continue
		}
		empty = false
		if i >= len(d.roles) {
			d.refuseCount()
			break
		}
		if at := d.roles[i]; at != noRole {
			d.row.cells[at] = cell
		}
	}
	if len(d.cells) <= d.last && !empty {
		d.refuseCount()
	}
	if d.decimalCommas() {
		d.row.refuse(noRole, wrongCellCount, "the row has more cells than named columns and a whole number for a coordinate: is the decimal sign a comma? write 31.5, not 31,5")
	}
	d.row.present = d.present
	return !empty
}

// decimalCommas says whether commas within coordinates seem to have shifted the
// cells: the row goes on beyond the header, or says something in columns that
// have no name, and coordinates are whole numbers. Either alone is no fault:
// many files end their rows in separators.
func (d *csvDecoder) decimalCommas() bool {
	lon, lat := isWhole(d.row.cells[roleLon]), isWhole(d.row.cells[roleLat])
	if len(d.cells) > len(d.names) {
		return lon || lat
	}
	for i := d.named; i < len(d.cells) && lon && lat; i++ {
		if len(trim(d.cells[i])) > 0 {
			return true
		}
	}
	return false
}

// isWhole says whether a cell is a number without decimals.
func isWhole(cell []byte) bool {
	_, ok := digits(bytes.TrimLeft(cell, "+-"))
	return ok
}

// refuseCount refuses a row whose cells cannot be told apart. Nothing of it is
// repeated: what stands where is not known, a name may stand anywhere.
func (d *csvDecoder) refuseCount() {
	d.row.refuse(noRole, wrongCellCount, fmt.Sprintf("the row has %d cells and the header %d; is a comma unquoted, or the decimal sign?", len(d.cells), len(d.roles)))
}

func (d *csvDecoder) describe(data []byte) string {
	d.next(data)
	dst := []byte{'{'}
	for i, cell := range d.cells {
		if i < len(d.names) && d.shown[i] {
			dst = appendShown(dst, strings.TrimSpace(d.names[i]), shownCell(d.roles[i], trim(cell)))
		}
	}
	return closed(dst)
}

// maxShownBytes bounds what a reject repeats of a row.
const maxShownBytes = 4000

// appendShown appends a member and a comma, while there is room.
func appendShown(dst []byte, name, text string) []byte {
	if len(dst) > maxShownBytes {
		return dst
	}
	dst = append(appendJSONText(dst, shortened([]byte(name))), ':')
	return append(appendJSONText(dst, text), ',')
}

// closed ends an object written by appendShown.
func closed(dst []byte) string { return strings.TrimSuffix(string(dst), ",") + "}" }

// shownCell is what a reject repeats of a cell that is read: texts that
// geo.Screen refuses are withheld.
func shownCell(at role, cell []byte) string {
	text := shortened(cell)
	if mayHoldText(at) && strings.TrimSpace(text) != "" && geo.Screen(onOneLine(text)) != "" {
		return notShown
	}
	return text
}

const notShown = "[not shown]"

func mayHoldText(at role) bool {
	switch at {
	case noRole, roleKind, roleSubkind, roleLand, roleArea, roleSummary:
		return true
	}
	return false
}

func (d *csvDecoder) maybeSynthetic([]byte) bool { return d.present.has(roleSynthetic) }

func (d *csvDecoder) columnOf(at role) string { return d.column(at) }

func (d *csvDecoder) columns() (leftOut, ignored []string) { return d.leftOut, d.ignored }

// maxColumns bounds the columns of a file and the property names of features.
const maxColumns = 1000

// openCSV reads the header and gives what cuts and decodes the rest.
func openCSV(p *pass, forced *format) (*csvCutter, *header, *format, error) {
	name := p.input.Name
	names, comma, line, err := readNames(p.opened, p.strict)
	if err != nil {
		return nil, nil, nil, err
	}
	if len(names) > maxColumns {
		return nil, nil, nil, geo.Errorf("import", geo.Unsupported, "%s has %d columns, at most %d are read", name, len(names), maxColumns)
	}
	f := forced
	if f == nil {
		if f, err = recogniseCSV(names, comma, name); err != nil {
			return nil, nil, nil, err
		}
	}
	h := readHeader(names, f)
	if h.twice != "" {
		return nil, nil, nil, geo.Errorf("import", geo.Invalid, "%s has the column %s twice; rename or remove the one that is not meant", name, h.twice)
	}
	if lacks := f.missing(h.present); len(lacks) > 0 {
		return nil, nil, nil, geo.Errorf("import", geo.Unsupported, "%s cannot be read as %s: its header lacks %s", name, f.name, strings.Join(lacks, ", "))
	}
	return &csvCutter{r: p.opened, comma: comma, width: len(names), line: line, eager: p.strict}, h, f, nil
}

// readNames takes the header off the input and gives the line after it.
func readNames(r *opened, eager bool) (names []string, comma byte, line int, err error) {
	head, err := peekHeader(r, eager)
	if err != nil && err != io.EOF && bytes.IndexByte(bytes.TrimLeft(head, "\r\n"), '\n') < 0 {
		return nil, 0, 0, readError(err)
	}
	skip := len(head) - len(bytes.TrimLeft(head, "\r\n"))
	comma = commaOf(head[skip:])
	s := splitter{comma: comma}
	n := skip + s.next(head[skip:])
	for _, cell := range s.cells {
		text, _ := toUTF8(cell)
		names = append(names, string(text))
	}
	if n == peekBytes {
		return nil, 0, 0, geo.Errorf("import", geo.Unsupported, "the first line is longer than %d KiB: this is no table with a header", peekBytes>>10)
	}
	line = 1 + bytes.Count(head[:n], []byte{'\n'})
	_, err = r.Discard(n)
	return names, comma, line, readError(err)
}

// peekHeader gives the beginning of a table; of one that comes slowly no more
// than it takes to have the header: a line whose quotes are closed.
func peekHeader(r *opened, eager bool) (head []byte, err error) {
	if !eager {
		return r.Peek(peekBytes)
	}
	for n := 1; n <= peekBytes; n = len(head) + 1 {
		if _, err = r.Peek(n); err == nil {
			head, err = r.Peek(min(r.Buffered(), peekBytes))
		} else {
			head, _ = r.Peek(r.Buffered())
		}
		text := bytes.TrimLeft(head, "\r\n")
		if end := bytes.LastIndexByte(text, '\n'); err != nil || end >= 0 && bytes.Count(text[:end], []byte{'"'})%2 == 0 {
			break
		}
	}
	return head, err
}

// commaOf finds what separates the cells of a header: comma, semicolon or tab.
func commaOf(head []byte) byte {
	head = head[:firstLineEnd(head)]
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if bytes.Count(head, []byte{c}) > bytes.Count(head, []byte{best}) {
			best = c
		}
	}
	return best
}

// readError says what to do about an input that breaks off.
func readError(err error) error {
	if geo.CodeOf(err) == geo.TooLarge {
		return err
	}
	return geo.Wrap("import", geo.Invalid, err, "the input cannot be read to its end; rows before the damage are kept, fetch the file again and import it to go on")
}
