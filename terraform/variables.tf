variable "project" {
  description = "The id of the Google Cloud project. It must be there, and have a billing account."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "A project's id has 6 to 30 of a-z, 0-9 and dashes, and begins with a letter; `gcloud projects list` shows yours. Its name and its number are something else."
  }
}

variable "region" {
  description = "Where everything is."
  type        = string
  default     = "us-central1"
  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]$", var.region))
    error_message = "Name a region such as us-central1, not a zone such as us-central1-a; `gcloud run regions list` shows them."
  }
}

variable "deployment" {
  description = "What names begin with: tells this deployment from another in the same project."
  type        = string
  default     = "onmemos"
  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,9}$", var.deployment))
    error_message = "Use 2 to 10 of a-z and 0-9, beginning with a letter: a service account's id has room for no more."
  }
}

variable "image" {
  description = "The image with every function and the shell, by digest: REGION-docker.pkg.dev/PROJECT/DEPLOYMENT/plane@sha256:…"
  type        = string
  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest (…@sha256:…): a tag may be another image tomorrow, and Terraform would not see it. `npm run deploy` does so."
  }
}

variable "session_image" {
  description = "The image of sessions on Cloud Run, with our agent; without it none runs there."
  type        = string
  default     = null
}

variable "backends" {
  description = "What runs sessions; a worker is deployed for each."
  type        = set(string)
  default     = ["cloud_run"]
}

variable "settings" {
  description = "Settings of functions and shell beyond those made here: `npm run config` lists them. No secrets."
  type        = map(string)
  default     = {}
  validation {
    condition     = length(setintersection(keys(var.settings), [for secret in jsondecode(file("${path.module}/functions.json")).secrets : secret.name])) == 0
    error_message = "A secret does not belong into `settings`, which everybody who may see the service can read: give it in `secrets`, and name it in `optional_secrets`."
  }
}

variable "optional_secrets" {
  description = "Which of the secrets that nothing needs are there, such as STRIPE_API_KEY."
  type        = set(string)
  default     = []
  validation {
    condition     = length(setsubtract(var.optional_secrets, [for secret in jsondecode(file("${path.module}/functions.json")).secrets : secret.name if !secret.required])) == 0
    error_message = "These can be named: ${join(", ", [for secret in jsondecode(file("${path.module}/functions.json")).secrets : secret.name if !secret.required])}."
  }
}

variable "secrets" {
  description = "The secrets' values, each read only when its version is made: afterwards none need be given."
  type        = map(string)
  default     = {}
  ephemeral   = true
}

variable "secrets_version" {
  description = "One more than before makes new versions of all secrets, with the values in `secrets`."
  type        = number
  default     = 1
  validation {
    condition     = var.secrets_version >= 1 && floor(var.secrets_version) == var.secrets_version
    error_message = "Count from 1."
  }
}

variable "domain" {
  description = "A domain of yours, such as api.example.com: makes a load balancer with a certificate in front of gateway and shell. It costs about 18 dollars a month."
  type        = string
  default     = null
  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "Write the host alone, such as api.example.com: no https://, no path, no port."
  }
}

variable "instances_max" {
  description = "How many instances a function may have at once: what a flood of requests can cost at most."
  type        = number
  default     = 10
  validation {
    condition     = var.instances_max >= 1 && var.instances_max <= 100
    error_message = "Between 1 and 100."
  }
}

variable "instances_min" {
  description = "Instances that wait for requests, by function (such as sessions-create = 1). Each costs about 5 dollars a month."
  type        = map(number)
  default     = {}
}

variable "keep" {
  description = "Whether what holds data (database, buckets) refuses to be destroyed."
  type        = bool
  default     = true
}

variable "backup_days" {
  description = "How long a daily backup of the database is kept; 0 makes none."
  type        = number
  default     = 7
  validation {
    condition     = var.backup_days >= 0 && var.backup_days <= 98
    error_message = "Google keeps backups for 98 days at most."
  }
}

variable "gke" {
  description = "Makes a GKE Autopilot cluster. Google waives the fee of one cluster of a billing account; pods are billed by what they ask for."
  type        = bool
  default     = false
}

variable "filestore" {
  description = "Makes a Filestore instance of 1 TiB for shared volumes. It costs about 164 dollars a month, used or not."
  type        = bool
  default     = false
}

variable "alert_emails" {
  description = "Who is told when something is wrong; without any there are no alerts."
  type        = set(string)
  default     = []
  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "Write addresses such as oncall@example.com."
  }
}

variable "budget" {
  description = "Tells the billing account's administrators when half, nine tenths, all of so many dollars a month are spent."
  type        = object({ billing_account = string, dollars = number })
  default     = null
  validation {
    condition     = var.budget == null || can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account))
    error_message = "A billing account looks like 01ABCD-234567-89EF01; `gcloud billing accounts list` shows yours."
  }
}
