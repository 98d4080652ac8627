package runpod

// V1 is version 1 of the API, which Runpod retired in November 2026.
const V1 Version = "v1"

// DefaultEndpointV1 is the public base URL of v1.
const DefaultEndpointV1 = "https://rest.runpod.io/v1"
