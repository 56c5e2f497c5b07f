package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"linea/geo"
	"linea/geo/store/sqlite"
)

// copied is what backup and restore say.
type copied struct {
	Store string `json:"store"`
	File  string `json:"file"`
	Head  string `json:"head"` // seq:chain, to be noted
	Bytes int64  `json:"bytes"`
	Kept  string `json:"kept,omitempty"` // where restore put the store that was there
}

func newBackup(w *world) *cobra.Command {
	var out string
	var force, asJSON bool
	cmd := &cobra.Command{
		Use:   "backup --out FILE",
		Short: "Copy the store while it is in use, and prove the copy",
		Long: `Copy the store, as of one moment, while servers and imports go on. The file gets
its name when it is whole, on disk, and proved as linea check does; a file that is
there is not replaced unless --force says so. It prints the head of the journal:
keep it where neither store nor backup is, and linea check --past proves later
that the past was not rewritten.

Access tokens are not in the store, so neither are they in its backup.`,
		Example: `  linea backup --out /mnt/backup/linea-$(date +%F).gpkg
  linea backup --store /data/linea.gpkg --out latest.gpkg --force`,
	}
	s := addSettings(cmd, "store")
	cmd.Flags().StringVar(&out, "out", "", "`file` to write")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it is there")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON report instead of text")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		if out == "" {
			return usagef("--out: name the file to write")
		}
		if out == standardOutput {
			return usagef("--out: a backup is proved before it gets its name, so it is a file; name one (./- for a file of that name)")
		}
		head, err := backup(cmd.Context(), s.Store, out, force)
		if err != nil {
			return err
		}
		return reportCopy(w, copied{Store: s.Store, File: out, Head: headText(head)}, out, asJSON)
	}
	return cmd
}

func backup(ctx context.Context, store, out string, force bool) (geo.Head, error) {
	if _, err := os.Stat(out); err == nil && !force {
		return geo.Head{}, usagef("--out: %s is there already; name another file, or replace it with --force", out)
	}
	if err := replaceable(ctx, out); err != nil {
		return geo.Head{}, err
	}
	if err := goesOn(ctx, out, store); err != nil {
		return geo.Head{}, err
	}
	var head geo.Head
	return head, named(out, store, force, func(part string) (err error) {
		head, err = sqlite.Backup(ctx, store, part)
		return err
	})
}

// replaceable refuses what no copy may take the place of: a device or folder,
// and a store in use. Whoever has that open would go on writing into a file
// without a name, and its log would be taken for one of the copy.
func replaceable(ctx context.Context, path string) error {
	path = realPath(path)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return usagef("--out: %s is no file; name one", path)
	}
	for _, suffix := range []string{"-wal", "-journal"} {
		if _, gone := os.Stat(path + suffix); gone == nil {
			return errors.Join(err, sqlite.Release(ctx, path))
		}
	}
	return err
}

// goesOn fails when the file out holds a journal that the store's does not go on
// from: another store, or reports that only that file has. A damaged one may be
// replaced.
func goesOn(ctx context.Context, out, store string) error {
	if !isDatabase(out) {
		return nil
	}
	old, err := sqlite.Open(ctx, out, sqlite.Options{ReadOnly: true})
	if geo.CodeOf(err) == geo.Damaged {
		return nil
	}
	if err != nil {
		return err
	}
	head, err := old.Head(ctx)
	if err = errors.Join(err, old.Close()); err != nil || head.Seq == 0 {
		return err
	}
	holds, err := holdsHead(ctx, store, head)
	if err == nil && !holds {
		err = usagef("--out: %s is another store, or holds what %s does not; name another file, or delete that one first", out, store)
	}
	return err
}

// holdsHead says whether a store's journal once ended in the head.
func holdsHead(ctx context.Context, path string, head geo.Head) (holds bool, err error) {
	s, err := sqlite.Open(ctx, path, sqlite.Options{ReadOnly: true})
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for block, err := range s.Blocks(ctx, head.Seq-1) {
		return err == nil && block.Seq == head.Seq && block.Chain == head.Chain, err
	}
	return false, nil
}

// named lets write make a file under another name and gives it its own when it
// is whole. It has the rights of the file like, which it is a copy of.
func named(path, like string, force bool, write func(part string) error) error {
	path = realPath(path)
	part := path + partSuffix
	unwritable := func(err error) error {
		return geo.Wrap("copy", geo.Unavailable, err, fmt.Sprintf("%s cannot be written; check the rights on its folder", path))
	}
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(err)
	}
	defer os.Remove(part) //nolint:errcheck // it has its name by then, or is of no use
	info, err := os.Stat(like)
	if err != nil {
		return geo.Wrap("copy", geo.NotFound, err, fmt.Sprintf("there is no store %s; name an existing one", like))
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm()|0o200)
	if err != nil {
		return unwritable(err)
	}
	if err := errors.Join(f.Close(), write(part)); err != nil {
		return err
	}
	if force {
		err = os.Rename(part, path)
	} else if err = os.Link(part, path); errors.Is(err, fs.ErrExist) {
		return usagef("%s has come into being meanwhile; name another file", path)
	} else if err != nil { // a file system without links
		err = os.Rename(part, path)
	}
	return errors.Join(err, syncDir(filepath.Dir(path)))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func reportCopy(w *world, c copied, file string, asJSON bool) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	c.Bytes = info.Size()
	if asJSON {
		return json.NewEncoder(w.stdout).Encode(c)
	}
	if c.Kept != "" {
		fmt.Fprintf(w.stdout, "%s is kept as %s\n", c.Store, c.Kept)
	}
	_, err = fmt.Fprintf(w.stdout, "%s: %s bytes, proved\nhead %s\n", file, grouped(int(c.Bytes)), c.Head)
	return err
}

func newRestore(w *world) *cobra.Command {
	var from string
	var force, asJSON bool
	cmd := &cobra.Command{
		Use:   "restore --from FILE",
		Short: "Make a store of a backup, once the backup is proved",
		Long: `Make a store of a backup. The backup is proved first, as linea check does, and left
as it is. A store that is there is not touched unless --force says so: then it is
kept beside, under a name that ends in .replaced- and the time. Stop the server
first; while one has the store open, nothing is done.

The store gets an id of its own, so that no browser or proxy takes an answer that
it kept from the journal's other continuation for one of this store.`,
		Example: `  linea restore --from /mnt/backup/linea-2026-11-28.gpkg
  linea restore --from latest.gpkg --store /data/linea.gpkg --force`,
	}
	s := addSettings(cmd, "store")
	cmd.Flags().StringVar(&from, "from", "", "`file` that linea backup wrote")
	cmd.Flags().BoolVar(&force, "force", false, "replace the store if it is there, and keep it beside")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON report instead of text")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		switch {
		case from == "":
			return usagef("--from: name the backup")
		case sameFile(from, s.Store):
			return usagef("--from: %s is the store itself", from)
		}
		head, kept, err := restore(cmd.Context(), from, s.Store, force)
		if err != nil {
			return err
		}
		return reportCopy(w, copied{Store: s.Store, File: s.Store, Head: headText(head), Kept: kept}, s.Store, asJSON)
	}
	return cmd
}

// restore says where the store went that was there.
func restore(ctx context.Context, from, store string, force bool) (head geo.Head, kept string, err error) {
	_, statErr := os.Stat(store)
	there := statErr == nil
	if there && !force {
		return head, "", usagef("--store: %s is there already; name another file, or replace it with --force", store)
	}
	err = named(store, from, false, func(part string) error {
		if head, err = sqlite.Restored(ctx, from, part); err != nil || !there {
			return err
		}
		kept, err = setAside(ctx, store)
		return err
	})
	return head, kept, err
}

// freeName gives a name that no file has: two stores of one second are both kept.
func freeName(name string) string {
	free := name
	for n := 2; ; n++ {
		if _, err := os.Lstat(realPath(free)); err != nil {
			return free
		}
		free = fmt.Sprintf("%s-%d", name, n)
	}
}

// setAside gives the store that is there another name, unless it is in use.
func setAside(ctx context.Context, store string) (string, error) {
	if err := sqlite.Release(ctx, store); err != nil && geo.CodeOf(err) != geo.Damaged {
		return "", err
	}
	kept := freeName(sqlite.Beside(store, time.Now()))
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} { // a damaged one may keep its log
		if err := os.Rename(realPath(store)+suffix, realPath(kept)+suffix); err != nil && !(suffix != "" && errors.Is(err, fs.ErrNotExist)) {
			return "", geo.Wrap("restore", geo.Unavailable, err, fmt.Sprintf("%s cannot be set aside; check the rights on its folder", store))
		}
	}
	return kept, nil
}
