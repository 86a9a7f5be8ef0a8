package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// allowed are the builtins a policy may call. A builtin that is neither here nor refused below stops the tests: after
// an update of OPA every new one is looked at.
var allowed = strings.Fields(`
abs all and any array.concat array.flatten array.reverse array.slice assign base64.decode base64.encode base64.is_valid
base64url.decode base64url.encode base64url.encode_no_pad bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor
cast_array cast_boolean cast_null cast_object cast_set cast_string ceil concat contains count crypto.hmac.equal
crypto.hmac.md5 crypto.hmac.sha1 crypto.hmac.sha256 crypto.hmac.sha512 crypto.md5 crypto.parse_private_keys crypto.sha1
crypto.sha256 crypto.x509.parse_certificate_request crypto.x509.parse_certificates crypto.x509.parse_keypair
crypto.x509.parse_rsa_private_key div endswith eq equal floor format_int glob.match glob.quote_meta graph.reachable
graph.reachable_paths graphql.is_valid graphql.parse graphql.parse_and_verify graphql.parse_query graphql.parse_schema
graphql.schema_is_valid gt gte hex.decode hex.encode indexof indexof_n internal.member_2 internal.member_3
internal.print internal.template_string intersection io.jwt.decode io.jwt.verify_eddsa io.jwt.verify_es256
io.jwt.verify_es384 io.jwt.verify_es512 io.jwt.verify_hs256 io.jwt.verify_hs384 io.jwt.verify_hs512
io.jwt.verify_ps256 io.jwt.verify_ps384 io.jwt.verify_ps512 io.jwt.verify_rs256 io.jwt.verify_rs384
io.jwt.verify_rs512 is_array is_boolean is_null is_number is_object is_set is_string json.filter json.is_valid
json.marshal json.marshal_with_options json.match_schema json.patch json.remove json.unmarshal json.verify_schema
lower lt lte max min minus mul neq net.cidr_contains net.cidr_contains_matches net.cidr_expand net.cidr_intersects
net.cidr_is_valid net.cidr_merge net.cidr_overlap numbers.range numbers.range_step object.filter object.get
object.keys object.remove object.subset object.union object.union_n or plus print product re_match
regex.find_all_string_submatch_n regex.find_n regex.globs_match regex.is_valid regex.match regex.replace regex.split
regex.template_match rego.metadata.chain rego.metadata.rule rego.parse_module rem replace round semver.compare
semver.is_valid set_diff sort split sprintf startswith strings.any_prefix_match strings.any_suffix_match strings.count
strings.render_template strings.replace_n strings.reverse strings.split_n substring sum time.add_date time.clock
time.date time.diff time.format time.parse_duration_ns time.parse_ns time.parse_rfc3339_ns time.weekday to_number trim
trim_left trim_prefix trim_right trim_space trim_suffix type_name union units.parse units.parse_bytes upper
uri.is_valid uri.parse urlquery.decode urlquery.decode_object urlquery.encode urlquery.encode_object uuid.parse walk
yaml.is_valid yaml.marshal yaml.unmarshal`)

// lenient are allowed to document policies, because conftest's users have them: without a tracer this one does nothing.
var lenient = []string{"trace"}

// timed are allowed where the caller gives the time of the run.
var timed = []string{"time.now_ns", "io.jwt.decode_verify"}

const (
	network     = "it reaches the network"
	environment = "it reads the environment of the process"
	files       = "it reads files"
	random      = "it gives another answer every time"
	clock       = "it reads the clock of the machine, so that a run could not be repeated"
	tracing     = "it is for debugging with other tools; use print"
)

// refused says of each builtin that is not allowed why. The last ones are conftest's.
var refused = map[string]string{
	"http.send":              network,
	"net.lookup_ip_addr":     network,
	"providers.aws.sign_req": network,
	"opa.runtime":            environment,
	"rand.intn":              random,
	"uuid.rfc4122":           random,
	"io.jwt.encode_sign":     random,
	"io.jwt.encode_sign_raw": random,
	"trace":                  tracing,
	"internal.test_case":     tracing,
	"crypto.x509.parse_and_verify_certificates":              clock,
	"crypto.x509.parse_and_verify_certificates_with_options": clock,
	"time.now_ns":                 clock,
	"io.jwt.decode_verify":        clock,
	"parse_config":                "only conftest has it; use yaml.unmarshal or json.unmarshal",
	"parse_config_file":           files,
	"parse_combined_config_files": files,
}

// capabilities is what a policy may use: the allowed builtins, and no host for the references of a JSON schema.
func capabilities(role string, version ast.RegoVersion, clock bool) *ast.Capabilities {
	caps := ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(version))
	known := make(map[string]bool, len(allowed)+len(timed))
	for _, name := range allowed {
		known[name] = true
	}
	for _, name := range lenient {
		known[name] = role == "documents"
	}
	for _, name := range timed {
		known[name] = role == "documents" && clock
	}
	kept := make([]*ast.Builtin, 0, len(known))
	for _, builtin := range caps.Builtins {
		if known[builtin.Name] {
			kept = append(kept, builtin)
		}
	}
	caps.Builtins = kept
	caps.AllowNet = []string{}
	return caps
}

var undefinedFunction = regexp.MustCompile(`undefined function ([\w.]+)`)

// explained gives OPA's "undefined function" the reason, where the function exists and is refused.
func explained(message string) string {
	match := undefinedFunction.FindStringSubmatch(message)
	if match == nil || refused[match[1]] == "" {
		return message
	}
	return fmt.Sprintf("%s is not allowed in policies: %s", match[1], refused[match[1]])
}
