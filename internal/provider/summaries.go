package provider

// The summaries of all diagnostics. The troubleshooting guide explains each of
// them, and a test compares the two.
const (
	summaryMissingKey      = "Missing Runpod API key"
	summaryInvalidKey      = "Invalid Runpod API key"
	summaryInvalidVersion  = "Invalid Runpod API version"
	summaryInvalidEndpoint = "Invalid Runpod endpoint"
	summaryInvalidProxy    = "Invalid proxy setting"
	summaryInvalidTime     = "Invalid time"
	summaryInvalidWindow   = "Invalid time window"
	summaryInvalidNumber   = "Invalid number"
	summaryInvalidTimeout  = "Invalid timeout"
	summaryInvalidArgument = "Invalid argument"

	summaryUnknownConfig = "The Runpod provider is not configured yet"
	summaryNeedsV2       = "This data source needs Runpod's API v2"

	summaryContract       = "Runpod's answer is incomplete or contradicts itself"
	summaryUnknownGPUType = "Unknown GPU type"
	summaryUnattributed   = "The GPU type of some charges is unknown"
	summaryNoPrice        = "A price is unknown"
	summaryClock          = "This machine's clock is wrong"
	summaryWiderWindow    = "Runpod used a wider time window"
	summaryInterrupted    = "Reading from Runpod was interrupted"
	summaryTimeout        = "Runpod did not answer in time"
	summaryTooLarge       = "Runpod's answer is too large"
	summaryRedirect       = "Unexpected redirect from Runpod's API"
	summaryTLS            = "No secure connection to Runpod"
	summaryUnreachable    = "Runpod cannot be reached"
	summaryProxyAuth      = "The proxy requires authentication"
	summaryHostNotFound   = "Host not found"
	summaryCutShort       = "Runpod's answer was cut short"
	summaryUnauthorized   = "Runpod rejected the API key"
	summaryForbidden      = "Runpod denied access"
	summaryBadRequest     = "Runpod rejected the request"
	summaryV1Retired      = "Runpod's API v1 is retired"
	summaryRouteNotFound  = "Runpod's API was not found at this endpoint"
	summaryRateLimit      = "Runpod's rate limit was exceeded"
	summaryServerError    = "Runpod's API returned a server error"
	summaryUnexpected     = "Runpod returned an unexpected status"
	summaryInternal       = "Internal error in the Runpod provider"
)
