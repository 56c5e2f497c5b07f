package api

// Values of headers that nearly every answer carries, made once. They are set
// under their canonical names and shared between answers: nobody changes them,
// and whoever adds another value gets a list of his own.
var (
	noStore            = []string{"no-store"}
	noCache            = []string{"no-cache"}
	privateNoCache     = []string{"private, no-cache"}
	contentPolicyValue = []string{contentPolicy}
	noSniff            = []string{"nosniff"}
	noReferrer         = []string{"no-referrer"}
	sameOrigin         = []string{"same-origin"}
	gzipValue          = []string{"gzip"}
)
