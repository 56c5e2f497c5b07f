package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"linea/api/access"
)

func newToken(w *world) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Say who may ask a server: make, list and revoke access tokens",
		Long: `Say who may ask a server. As soon as a store has one token, every request needs
one, and only with one may the server be reached from other machines. Programs
send it as "Authorization: Bearer ..."; people sign in with it on the map.

A token belongs to an organisation or a machine, never to a person: its name
stands in the journal beside whatever is written with it. Its scopes are read
(ask and export), write (add, change, retract, import) and admin (/metrics). What
create and revoke do counts from the next request on, without a restart.

Only hashes are kept, in a file of their own beside the store: whoever gets the
store, or an old backup of it, gets no say in who may ask.`,
		Example: `  linea token create --name sheriff-dispatch --scopes read,write
  linea token create --name prometheus --scopes admin --expires 2027-01-01
  linea token list
  linea token revoke sheriff-dispatch`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTokenCreate(w), newTokenList(w), newTokenRevoke(w))
	return cmd
}

// tokenCommand gives a command that works on the file of tokens.
func tokenCommand(w *world, cmd *cobra.Command, do func(f access.File, args []string) error) *cobra.Command {
	s := addSettings(cmd, "store", "tokens")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		return do(access.File{Path: s.tokensFile(), Now: time.Now}, args)
	}
	return cmd
}

func newTokenCreate(w *world) *cobra.Command {
	var name, expires string
	var scopes []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "create --name NAME --scopes SCOPE,...",
		Short: "Make a token and print it, once",
		Long: `Make a token and print it on standard output. It is shown this once: only its
hash is kept. Its id, the part after linea_, recognises it in lists.`,
		Example: `  linea token create --name red-cross-nogales --scopes read
  linea token create --name gate-sensor-3 --scopes write --expires 90d > gate3.token`,
	}
	cmd.Flags().StringVar(&name, "name", "", "`name` of the organisation or machine, never of a person")
	cmd.Flags().StringSliceVar(&scopes, "scopes", nil, "`what` it may do, separated by commas: read, write, admin")
	cmd.Flags().StringVar(&expires, "expires", "", "`when` it ends: a day such as 2027-01-01, at its first moment in UTC, or a span such as 90d or 12h; default: never")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON instead of the token alone")
	return tokenCommand(w, cmd, func(f access.File, _ []string) error {
		ends, err := endOf(expires, f.Now())
		if err != nil {
			return err
		}
		wanted, err := access.ParseScopes(scopes)
		if err != nil {
			return usagef("--scopes: %w", err)
		}
		if err := access.CheckName(name); err != nil {
			return usagef("--name: %w", err)
		}
		token, text, err := f.Create(name, wanted, ends)
		if err != nil {
			return err
		}
		time.Sleep(access.LongestTrust) // from now on no server is open that was so until the first token
		if asJSON {
			return json.NewEncoder(w.stdout).Encode(struct {
				Token string `json:"token"`
				tokenShown
			}{text, shown(token, f.Now())})
		}
		fmt.Fprintf(w.stderr, "Token %s of %s may %s. Keep it now: it is not shown again.\n", token.ID, token.Name, words(token.Scopes))
		_, err = fmt.Fprintln(w.stdout, text)
		return err
	})
}

// endOf reads when a token ends; the zero time is never.
func endOf(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		if !day.After(now) {
			return time.Time{}, usagef("--expires: %s is over; name a later day", text)
		}
		return day, nil
	}
	var days int
	if n, err := fmt.Sscanf(text, "%dd", &days); err == nil && n == 1 && text == fmt.Sprintf("%dd", days) && days > 0 && days < 40_000 {
		return now.UTC().AddDate(0, 0, days).Truncate(time.Second), nil
	}
	if span, err := time.ParseDuration(text); err == nil && span > 0 {
		return now.UTC().Add(span).Truncate(time.Second), nil
	}
	return time.Time{}, usagef("--expires: %q is neither a day such as 2027-01-01 nor a span such as 90d or 12h", text)
}

// tokenShown is a token as lists show it: without its hash.
type tokenShown struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Scopes    []access.Scope `json:"scopes"`
	State     string         `json:"state"`
	CreatedAt time.Time      `json:"created_at"`
	ExpiresAt time.Time      `json:"expires_at,omitzero"`
	RevokedAt time.Time      `json:"revoked_at,omitzero"`
}

func shown(t access.Token, now time.Time) tokenShown {
	return tokenShown{t.ID, t.Name, t.Scopes, t.State(now), t.CreatedAt, t.ExpiresAt, t.RevokedAt}
}

func newTokenList(w *world) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the tokens, revoked and expired ones too",
		Long:    "List the tokens, revoked and expired ones too, because the journal goes on naming\nthem. None of them can be read from the list.",
		Example: "  linea token list\n  linea token list --json",
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON instead of a table")
	return tokenCommand(w, cmd, func(f access.File, _ []string) error {
		tokens, err := f.List()
		if err != nil {
			return err
		}
		list := make([]tokenShown, len(tokens))
		for i, t := range tokens {
			list[i] = shown(t, f.Now())
		}
		if asJSON {
			return json.NewEncoder(w.stdout).Encode(list)
		}
		if len(list) == 0 {
			fmt.Fprintf(w.stderr, "There is no token in %s: the server can be reached from this machine only.\n", f.Path)
			return nil
		}
		return printTokens(w.stdout, list)
	})
}

func printTokens(to io.Writer, list []tokenShown) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "id\tname\tscopes\tstate\tcreated\texpires\trevoked")
	for _, t := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, words(t.Scopes), t.State, moment(t.CreatedAt), moment(t.ExpiresAt), moment(t.RevokedAt))
	}
	return table.Flush()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}

func words(scopes []access.Scope) string {
	list := make([]string, len(scopes))
	for i, s := range scopes {
		list[i] = string(s)
	}
	return strings.Join(list, ",")
}

func newTokenRevoke(w *world) *cobra.Command {
	cmd := &cobra.Command{
		Use: "revoke NAME|ID", Short: "End tokens for good, from the next request on",
		Long:    "End all tokens of a name, or the one with an id, for good and from the next\nrequest on. Browsers that signed in with one are signed out.",
		Example: "  linea token revoke red-cross-nogales\n  linea token revoke k3f9a2bq",
		Args:    cobra.ExactArgs(1),
	}
	return tokenCommand(w, cmd, func(f access.File, args []string) error {
		ended, err := f.Revoke(args[0])
		for _, t := range ended {
			fmt.Fprintf(w.stdout, "revoked %s of %s\n", t.ID, t.Name)
		}
		return err
	})
}
