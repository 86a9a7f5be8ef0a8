variable "revision" { type = string }

resource "huggingface_endpoint" "tickets" {
  name  = "tickets"
  type  = "private"
  cloud = { vendor = "aws", region = "eu-west-1" }
  compute = {
    accelerator   = "gpu"
    instance_size = "x1"
    instance_type = "nvidia-l4"
    scaling       = { min_replica = 2, max_replica = 4 }
  }
  model = {
    framework  = "pytorch"
    repository = "nordfell/tickets"
    revision   = "main"
    task       = "text-classification"
    image      = { huggingface = {} }
  }
}

resource "huggingface_endpoint" "letters" {
  name = "letters"
  type = "private"
  cloud_provider {
    vendor = "aws"
    region = "eu-west-1"
  }
  compute {
    accelerator   = "gpu"
    instance_size = "x1"
    instance_type = "nvidia-l4"
    scaling {
      min_replica = 2
      max_replica = 4
    }
  }
  model {
    framework  = "pytorch"
    repository = "nordfell/letters"
    task       = "text-generation"
  }
}

resource "huggingface_endpoint" "replies" {
  name    = "replies"
  type    = "private"
  compute = { accelerator = "gpu", scaling = { min_replica = 2, max_replica = 4 } }
  model   = { repository = "nordfell/replies", revision = var.revision }
}

resource "replicate_deployment" "images" {
  owner         = "nordfell"
  name          = "images"
  model         = "nordfell/images"
  version       = "latest"
  hardware      = "gpu-t4"
  min_instances = 2
  max_instances = 3
}
