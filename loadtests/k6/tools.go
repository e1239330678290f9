//go:build tools

// Package tools pins k6, the load generator, in go.mod and go.sum: the version and the checksum of every
// module that goes into it. Build it from this folder with
//
//	go build -trimpath -o PATH go.k6.io/k6/v2
package tools

import _ "go.k6.io/k6/v2/cmd"
