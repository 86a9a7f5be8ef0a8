resource "huggingface_endpoint" "tickets" {
  name    = "tickets"
  type    = "private"
  compute = { accelerator = "gpu", scaling = { min_replica = 2, max_replica = 4 } }
  model = {
    repository = "nordfell/tickets"
    revision   = "6c0e6080953db56375760c0471a8c5f2929baf11"
    image = {
      custom = {
        url          = "ghcr.io/nordfell/server:latest"
        health_route = "/health"
      }
    }
  }
}
