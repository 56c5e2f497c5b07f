package api

import "context"

type actorKey struct{}

// withActor notes who a request speaks for: the name of an organisation or of
// its access token, never a person. Whoever checks access sets it.
func withActor(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, actorKey{}, name)
}

// anonymous is the actor of a request that nobody had to prove himself for.
const anonymous = "http"

// actorOf is what the journal notes as the actor of a request's writes.
func actorOf(ctx context.Context) string {
	if name, ok := ctx.Value(actorKey{}).(string); ok && name != "" {
		return name
	}
	return anonymous
}
