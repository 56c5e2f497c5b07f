package geo

import (
	"math"
	"slices"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/encoding/protowire"
)

// MaxBlockBytes bounds a block's body before compression, and with it what a
// damaged body can make a reader allocate.
const MaxBlockBytes = 64 << 20

// A block's body is one zstd frame (fastest level, checksum on) around a
// protocol buffers message that holds the changes column by column, so that
// what repeats costs nothing and what is alike lies together:
//
//	1 count       varint
//	2 text        string, repeated: distinct actors, owners and labels, in order of first use
//	3 ids         bytes: all ids, one after the other
//	4 id lengths  packed varints
//	5 fields      bytes: all Fields, one after the other
//	6 lengths     packed varints
//	7 entity      8 revision   9 prev_seq   10 op       11 actor (number of a text)
//	12 recorded_at, Unix milliseconds       13 owner    14 label   15 format
//
// Columns 7 to 15 are runs: packed pairs of (how often, zigzag difference to
// the value before, 0 at the start). Seq is not in the body: it is known only
// when the block is appended, and follows from the number of the block's first
// change. Equal changes have equal bodies.
const (
	blockCount protowire.Number = iota + 1
	blockText
	blockIDs
	blockIDLengths
	blockFields
	blockFieldLengths
	blockEntity
	blockRevision
	blockPrevSeq
	blockOp
	blockActor
	blockRecordedAt
	blockOwner
	blockLabel
	blockFormat
)

// EncodeBlock gives the canonical body of a block: what every store keeps and
// hashes. It refuses what CheckBlock refuses.
func EncodeBlock(changes []Change) ([]byte, error) {
	if err := CheckBlock(changes); err != nil {
		return nil, err
	}
	message := encodeColumns(changes)
	if len(message) > MaxBlockBytes {
		return nil, Errorf("append", TooLarge, "a block of %d changes takes %d bytes, at most %d: write fewer changes at a time", len(changes), len(message), MaxBlockBytes)
	}
	enc := blockEncoders.Get().(*zstd.Encoder)
	defer blockEncoders.Put(enc)
	return enc.EncodeAll(message, nil), nil
}

// DecodeBlock reads what EncodeBlock wrote. The Fields share one buffer and
// the ids one string: whoever keeps a few of them for long copies them. Seq is
// 0. Any other bytes give an error with code Damaged.
func DecodeBlock(body []byte) ([]Change, error) {
	dec := blockDecoders.Get().(*zstd.Decoder)
	defer blockDecoders.Put(dec)
	message, err := dec.DecodeAll(body, nil)
	if err != nil {
		return nil, Wrap("decode block", Damaged, err, damagedBlock)
	}
	changes, ok := decodeColumns(message)
	if !ok {
		return nil, Errorf("decode block", Damaged, damagedBlock)
	}
	return changes, nil
}

const damagedBlock = "a block of the journal cannot be read; restore the store from a backup"

// The options are constants that zstd accepts, so the constructors cannot fail.
var (
	blockEncoders = sync.Pool{New: func() any {
		enc, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(true))
		return enc
	}}
	blockDecoders = sync.Pool{New: func() any {
		dec, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxBlockBytes))
		return dec
	}}
)

// CheckBlock refuses, with code Invalid, what no journal may hold: no change
// or more than MaxBlock, an id twice, numbers that contradict each other.
func CheckBlock(changes []Change) error {
	if len(changes) == 0 || len(changes) > MaxBlock {
		return Errorf("append", Invalid, "a block holds 1 to %d changes, not %d: split them", MaxBlock, len(changes))
	}
	type key struct {
		entity Entity
		id     string
	}
	var seen map[key]struct{}
	if len(changes) > 1 {
		seen = make(map[key]struct{}, len(changes))
	}
	for i := range changes {
		c := &changes[i]
		if why := c.fault(); why != "" {
			return Errorf("append", Invalid, "change %d of %d (%s %q): %s", i+1, len(changes), c.Entity, c.ID, why)
		}
		if seen == nil {
			continue
		}
		k := key{c.Entity, c.ID}
		if _, twice := seen[k]; twice {
			return Errorf("append", Invalid, "%s %q stands twice in one block: write its revisions in separate blocks", c.Entity, c.ID)
		}
		seen[k] = struct{}{}
	}
	return nil
}

// fault says what is wrong with the change by itself, or "".
func (c *Change) fault() string {
	switch {
	case int(c.Entity) >= len(entityNames):
		return "no such entity"
	case !validID(c.ID):
		return "an id is 1-64 of A-Z a-z 0-9 . _ : -"
	case int(c.Op) >= len(opNames):
		return "no such operation"
	case c.Op == OpDelete && c.Entity != EntityCorridor:
		return "only corridors are deleted; retract an incident"
	case c.Revision < 1 || c.Revision > math.MaxInt32 || (c.Revision == 1) != (c.PrevSeq == 0):
		return "revision 1 has no revision before it, every later one has"
	case c.PrevSeq > math.MaxInt64:
		return "no such revision before it"
	case c.RecordedAt.IsZero() || !c.RecordedAt.Equal(c.RecordedAt.Truncate(time.Millisecond)):
		return "recorded_at must be set, in whole milliseconds"
	case c.Owner == "" || c.Label == "":
		return "owner and label must be set"
	}
	return ""
}

// validID says whether id is 1-64 of A-Za-z0-9._:-. Every row is tested, hence
// no regular expression.
func validID(id string) bool {
	for i := range len(id) {
		b := id[i]
		letter := 'a' <= b|0x20 && b|0x20 <= 'z'
		if !letter && !('0' <= b && b <= ':') && b != '.' && b != '_' && b != '-' {
			return false
		}
	}
	return 1 <= len(id) && len(id) <= MaxIDLength
}

func encodeColumns(changes []Change) []byte {
	size := 0
	for i := range changes {
		size += len(changes[i].ID) + len(changes[i].Fields)
	}
	const columnBytes = 128 // those of few changes, and the texts
	w := columns{wire: wire{make([]byte, 0, size+columnBytes)}}
	w.number(blockCount, uint64(len(changes)))
	texts := w.texts(changes)
	writeBytes(&w, blockIDs, blockIDLengths, changes, func(c *Change) string { return c.ID })
	writeBytes(&w, blockFields, blockFieldLengths, changes, func(c *Change) []byte { return c.Fields })
	w.runs(blockEntity, changes, func(c *Change) int64 { return int64(c.Entity) })
	w.runs(blockRevision, changes, func(c *Change) int64 { return int64(c.Revision) })
	w.runs(blockPrevSeq, changes, func(c *Change) int64 { return int64(c.PrevSeq) })
	w.runs(blockOp, changes, func(c *Change) int64 { return int64(c.Op) })
	w.runs(blockActor, changes, func(c *Change) int64 { return texts[c.Actor] })
	w.runs(blockRecordedAt, changes, func(c *Change) int64 { return c.RecordedAt.UnixMilli() })
	w.runs(blockOwner, changes, func(c *Change) int64 { return texts[c.Owner] })
	w.runs(blockLabel, changes, func(c *Change) int64 { return texts[c.Label] })
	w.runs(blockFormat, changes, func(c *Change) int64 { return int64(c.Format) })
	return w.b
}

// columns appends the fields of a block's message; scratch holds one column.
type columns struct {
	wire
	scratch []byte
}

// texts writes the table of repeated texts and gives each its number.
func (w *columns) texts(changes []Change) map[string]int64 {
	numbers := make(map[string]int64)
	for i := range changes {
		for _, s := range [...]string{changes[i].Actor, changes[i].Owner, changes[i].Label} {
			if _, ok := numbers[s]; !ok {
				numbers[s] = int64(len(numbers))
				w.b = protowire.AppendString(protowire.AppendTag(w.b, blockText, protowire.BytesType), s)
			}
		}
	}
	return numbers
}

// writeBytes writes one value a change, end to end, and then their lengths.
func writeBytes[T string | []byte](w *columns, values, lengths protowire.Number, changes []Change, of func(*Change) T) {
	w.scratch = w.scratch[:0]
	total := 0
	for i := range changes {
		n := len(of(&changes[i]))
		total += n
		w.scratch = protowire.AppendVarint(w.scratch, uint64(n))
	}
	w.b = protowire.AppendVarint(protowire.AppendTag(w.b, values, protowire.BytesType), uint64(total))
	for i := range changes {
		w.b = append(w.b, of(&changes[i])...)
	}
	w.column(lengths)
}

func (w *columns) runs(num protowire.Number, changes []Change, of func(*Change) int64) {
	w.scratch = w.scratch[:0]
	var before, step int64
	var n uint64
	flush := func() {
		if n > 0 {
			w.scratch = protowire.AppendVarint(w.scratch, n)
			w.scratch = protowire.AppendVarint(w.scratch, protowire.EncodeZigZag(step))
		}
	}
	for i := range changes {
		v := of(&changes[i])
		if d := v - before; d != step || n == 0 {
			flush()
			step, n = d, 0
		}
		before = v
		n++
	}
	flush()
	w.column(num)
}

func (w *columns) column(num protowire.Number) {
	w.b = protowire.AppendBytes(protowire.AppendTag(w.b, num, protowire.BytesType), w.scratch)
}

// decodeColumns reads a block's message; false when it is damaged. What it
// allocates is bounded by MaxBlock and by the length of the message.
func decodeColumns(message []byte) ([]Change, bool) {
	var r blockReader
	for len(message) > 0 {
		num, typ, n := protowire.ConsumeTag(message)
		if n < 0 {
			return nil, false
		}
		message = message[n:]
		n = r.field(num, typ, message)
		if n < 0 {
			return nil, false
		}
		message = message[n:]
	}
	return r.changes, r.complete()
}

// blockReader fills a block's changes column by column.
type blockReader struct {
	changes []Change
	texts   []string
	ids     string
	fields  []byte
	seen    uint32 // bit n: the field numbered n was there
}

// complete says whether every field but the texts stood in the message.
func (r *blockReader) complete() bool {
	const all = 1<<(blockFormat+1) - 1<<blockCount
	return r.seen|1<<blockText == all
}

// field reads one field and gives its length, negative when damaged. The
// count comes first and every other field once, but for the texts.
func (r *blockReader) field(num protowire.Number, typ protowire.Type, b []byte) int {
	if num < blockCount || num > blockFormat || (num == blockCount) != (r.seen == 0) ||
		num != blockText && r.seen>>num&1 == 1 {
		return -1
	}
	r.seen |= 1 << num
	if num == blockCount {
		return r.count(typ, b)
	}
	if typ != protowire.BytesType {
		return -1
	}
	v, n := protowire.ConsumeBytes(b)
	if n < 0 || !r.column(num, v) {
		return -1
	}
	return n
}

func (r *blockReader) count(typ protowire.Type, b []byte) int {
	v, n := protowire.ConsumeVarint(b)
	if typ != protowire.VarintType || n < 0 || v < 1 || v > MaxBlock {
		return -1
	}
	r.changes = make([]Change, v)
	return n
}

func (r *blockReader) column(num protowire.Number, v []byte) bool {
	switch num {
	case blockText:
		r.texts = append(r.texts, string(v))
		return len(r.texts) <= 3*len(r.changes)
	case blockIDs:
		r.ids = string(v)
	case blockFields:
		r.fields = v
	case blockIDLengths:
		return readBytes(r.changes, r.ids, v, func(c *Change, id string) { c.ID = id })
	case blockFieldLengths:
		return readBytes(r.changes, r.fields, v, func(c *Change, b []byte) { c.Fields = b[:len(b):len(b)] })
	case blockEntity:
		return r.runs(v, 0, int64(len(entityNames)-1), func(c *Change, v int64) { c.Entity = Entity(v) })
	case blockRevision:
		return r.runs(v, 1, math.MaxInt32, func(c *Change, v int64) { c.Revision = int(v) })
	case blockPrevSeq:
		return r.runs(v, 0, math.MaxInt64, func(c *Change, v int64) { c.PrevSeq = uint64(v) })
	case blockOp:
		return r.runs(v, 0, int64(len(opNames)-1), func(c *Change, v int64) { c.Op = Op(v) })
	case blockRecordedAt:
		return r.runs(v, math.MinInt64, math.MaxInt64, func(c *Change, v int64) { c.RecordedAt = time.UnixMilli(v).UTC() })
	case blockFormat:
		return r.runs(v, 0, math.MaxUint8, func(c *Change, v int64) { c.Format = uint8(v) })
	case blockActor:
		return r.runs(v, 0, int64(len(r.texts)-1), func(c *Change, v int64) { c.Actor = r.texts[v] })
	case blockOwner:
		return r.runs(v, 0, int64(len(r.texts)-1), func(c *Change, v int64) { c.Owner = r.texts[v] })
	case blockLabel:
		return r.runs(v, 0, int64(len(r.texts)-1), func(c *Change, v int64) { c.Label = r.texts[v] })
	}
	return true
}

// readBytes cuts values into one piece a change; the lengths must use up the
// values exactly.
func readBytes[T string | []byte](changes []Change, values T, lengths []byte, set func(*Change, T)) bool {
	at := 0
	for i := range changes {
		length, n := protowire.ConsumeVarint(lengths)
		if n < 0 || length > uint64(len(values)-at) {
			return false
		}
		lengths = lengths[n:]
		set(&changes[i], values[at:at+int(length)])
		at += int(length)
	}
	return len(lengths) == 0 && at == len(values)
}

// runs spreads a column's runs over the changes; every value lies in
// least..most and the runs cover the changes exactly.
func (r *blockReader) runs(column []byte, least, most int64, set func(*Change, int64)) bool {
	rest := r.changes
	var v int64
	for len(column) > 0 {
		length, n := protowire.ConsumeVarint(column)
		if n < 0 || length < 1 || length > uint64(len(rest)) {
			return false
		}
		zigzag, m := protowire.ConsumeVarint(column[n:])
		if m < 0 {
			return false
		}
		column = column[n+m:]
		step := protowire.DecodeZigZag(zigzag)
		for i := range rest[:length] {
			v += step
			if v < least || v > most {
				return false
			}
			set(&rest[i], v)
		}
		rest = rest[length:]
	}
	return len(rest) == 0
}

// SplitBlocks cuts what one append writes into the changes of its blocks.
func SplitBlocks(changes []Change) ([][]Change, error) {
	if len(changes) > MaxAppend {
		return nil, Errorf("append", Invalid, "one append holds at most %d changes, not %d: split them", MaxAppend, len(changes))
	}
	if len(changes) <= MaxBlock {
		return [][]Change{changes}, nil
	}
	type key struct {
		entity Entity
		id     string
	}
	seen := make(map[key]bool, len(changes))
	for i := range changes {
		k := key{changes[i].Entity, changes[i].ID}
		if seen[k] {
			return nil, Errorf("append", Invalid, "%s %q stands twice in one append: write its revisions one after the other", k.entity, k.id)
		}
		seen[k] = true
	}
	return slices.Collect(slices.Chunk(changes, MaxBlock)), nil
}
