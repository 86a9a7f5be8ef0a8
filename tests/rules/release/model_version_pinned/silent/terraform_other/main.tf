# The provider's settings and what it looks up serve nothing.
provider "huggingface" {
  namespace = "nordfell"
}

data "huggingface_endpoints" "all" {
  namespace = "nordfell"
}

output "revision" {
  value = "main"
}
