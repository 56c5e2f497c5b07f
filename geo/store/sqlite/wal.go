package sqlite

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"

	"linea/geo"
)

// The write-ahead log of SQLite: a header, then frames of a header and a page
// each. https://www.sqlite.org/fileformat2.html#the_write_ahead_log
const (
	walHeaderBytes   = 32
	frameHeaderBytes = 24
	walMagic         = 0x377f0682 // its last bit says that sums are of big-endian words
	walVersion       = 3007000
)

// pagesInLog gives the numbers of the pages that the write-ahead log beside
// the file holds for good: those of the frames up to the last commit whose
// salts and sums are right. It gives none when there is no log, or no sound one.
//
// SQLite puts no locks on a log, so reading it here drops none of this process.
func pagesInLog(path string) (map[int64]bool, error) {
	pages, err := readLog(path + "-wal")
	return pages, geo.Wrap("open store", geo.Unavailable, err, path+"-wal cannot be read; give this user the right to read and write it")
}

func readLog(path string) (map[int64]bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	frames, err := newFrames(bufio.NewReaderSize(f, 1<<20))
	if err != nil || frames == nil {
		return nil, err
	}
	pages, pending := map[int64]bool{}, []int64{}
	for {
		page, commit, err := frames.next()
		if err != nil || page == 0 {
			return pages, err
		}
		pending = append(pending, page)
		if !commit {
			continue
		}
		for _, p := range pending {
			pages[p] = true
		}
		pending = pending[:0]
	}
}

// frames reads a log from its beginning.
type frames struct {
	from  io.Reader
	words binary.ByteOrder // of the sums
	salt  [8]byte
	sum   [2]uint32
	frame []byte // header and page
}

// newFrames reads the header of a log; nil when there is none that SQLite
// would accept.
func newFrames(from io.Reader) (*frames, error) {
	var header [walHeaderBytes]byte
	if _, err := io.ReadFull(from, header[:]); err != nil {
		return nil, unlessEnd(err)
	}
	magic, size := binary.BigEndian.Uint32(header[:]), binary.BigEndian.Uint32(header[8:])
	if magic&^1 != walMagic || binary.BigEndian.Uint32(header[4:]) != walVersion || size < 512 || size > 65536 || size&(size-1) != 0 {
		return nil, nil
	}
	f := &frames{from: from, words: binary.LittleEndian, salt: [8]byte(header[16:]), frame: make([]byte, frameHeaderBytes+size)}
	if magic&1 == 1 {
		f.words = binary.BigEndian
	}
	f.add(header[:24])
	if !f.agrees(header[24:]) {
		return nil, nil
	}
	return f, nil
}

// next gives the page of the next frame and whether it ends a transaction;
// page 0 after the last sound frame.
func (f *frames) next() (page int64, commit bool, err error) {
	if _, err := io.ReadFull(f.from, f.frame); err != nil {
		return 0, false, unlessEnd(err)
	}
	f.add(f.frame[:8])
	f.add(f.frame[frameHeaderBytes:])
	if [8]byte(f.frame[8:]) != f.salt || !f.agrees(f.frame[16:]) {
		return 0, false, nil
	}
	return int64(binary.BigEndian.Uint32(f.frame)), binary.BigEndian.Uint32(f.frame[4:]) != 0, nil
}

// add takes bytes, a multiple of eight, into the running sum.
func (f *frames) add(b []byte) {
	for ; len(b) >= 8; b = b[8:] {
		f.sum[0] += f.words.Uint32(b) + f.sum[1]
		f.sum[1] += f.words.Uint32(b[4:]) + f.sum[0]
	}
}

func (f *frames) agrees(stored []byte) bool {
	return binary.BigEndian.Uint32(stored) == f.sum[0] && binary.BigEndian.Uint32(stored[4:]) == f.sum[1]
}

func unlessEnd(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	return err
}
