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
    revision   = "6c0e6080953db56375760c0471a8c5f2929baf11"
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
    revision   = "6c0e6080953db56375760c0471a8c5f2929baf11"
    task       = "text-generation"
  }
}

resource "huggingface_endpoint" "replies" {
  name    = "replies"
  type    = "private"
  compute = { accelerator = "gpu", scaling = { min_replica = 2, max_replica = 4 } }
  model   = { repository = "nordfell/replies", revision = "6c0e6080953db56375760c0471a8c5f2929baf11" }
}

resource "replicate_deployment" "images" {
  owner         = "nordfell"
  name          = "images"
  model         = "nordfell/images"
  version       = "5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa"
  hardware      = "gpu-t4"
  min_instances = 2
  max_instances = 3
}
