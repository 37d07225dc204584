# One service account a class of trust. None has a key; nobody but the service itself acts as it.
resource "google_service_account" "identity" {
  for_each = local.identities

  account_id   = "${var.deployment}-${each.key}"
  display_name = "OnMemOS ${each.key}"

  depends_on = [google_project_service.all]
}

# Those that call: the gateways, Pub/Sub.
resource "google_service_account" "caller" {
  for_each = {
    gateway-public = "The public gateway, which calls public functions"
    gateway-admin  = "The admin gateway, which calls admin functions"
    pushes         = "Pub/Sub, which calls workers and jobs"
  }

  account_id   = "${var.deployment}-${each.key}"
  display_name = each.value

  depends_on = [google_project_service.all]
}

locals {
  # Who makes and removes sessions: the backends' own workers, whoever gives up on a start, and the jobs that hold what they made
  # against what should be.
  keepers = setintersection(keys(local.identities), concat(
    [for worker in local.workers : worker.identity if worker.backend != null],
    ["worker-dead-letters", "jobs"],
  ))
  # Who speaks to the agents of sessions on Cloud Run: whoever starts a session's service lets these in there, so that none of them may
  # call any other service.
  session_callers = setunion(
    local.keepers,
    setintersection(keys(local.identities), ["public-functions", "admin-functions", "shell", "worker-sweep"]),
  )

  project_roles = merge(
    { for name in keys(local.identities) : "${name}/datastore" => { identity = name, role = "roles/datastore.user" } },
    { for name in local.keepers : "${name}/sessions" => { identity = name, role = google_project_iam_custom_role.sessions.name } },
    { for name in setsubtract(local.session_callers, local.keepers) : "${name}/looks" => { identity = name, role = google_project_iam_custom_role.looks.name } },
    { for name in ["public-functions", "jobs"] : "${name}/buckets" => { identity = name, role = google_project_iam_custom_role.buckets.name } },
    var.gke ? { for name in local.keepers : "${name}/gke" => { identity = name, role = "roles/container.developer" } } : {},
  )
}

resource "google_project_iam_member" "identity" {
  for_each = local.project_roles

  project = var.project
  role    = each.value.role
  member  = google_service_account.identity[each.value.identity].member
}

# Sessions on Cloud Run: what their keepers do with them, and nothing of domains, policies of the project, or keys.
resource "google_project_iam_custom_role" "sessions" {
  role_id     = "${var.deployment}Sessions"
  title       = "OnMemOS sessions"
  description = "Makes, lists and removes services and jobs of Cloud Run"
  permissions = [
    "run.executions.cancel",
    "run.executions.delete",
    "run.executions.get",
    "run.executions.list",
    "run.jobs.create",
    "run.jobs.delete",
    "run.jobs.get",
    "run.jobs.list",
    "run.jobs.run",
    "run.operations.get",
    "run.operations.list",
    "run.services.create",
    "run.services.delete",
    "run.services.get",
    "run.services.getIamPolicy",
    "run.services.list",
    "run.services.setIamPolicy",
    "run.services.update",
  ]

  depends_on = [google_project_service.all]
}

# Where a session's agent is, its service says.
resource "google_project_iam_custom_role" "looks" {
  role_id     = "${var.deployment}Looks"
  title       = "OnMemOS session addresses"
  description = "Sees services of Cloud Run"
  permissions = [
    "run.services.get",
    "run.services.list",
  ]

  depends_on = [google_project_service.all]
}

# Buckets that accounts ask for.
resource "google_project_iam_custom_role" "buckets" {
  role_id     = "${var.deployment}Buckets"
  title       = "OnMemOS buckets"
  description = "Makes, lists and removes buckets of accounts, with what is in them"
  permissions = [
    "storage.buckets.create",
    "storage.buckets.delete",
    "storage.buckets.get",
    "storage.buckets.list",
    "storage.objects.delete",
    "storage.objects.list",
  ]

  depends_on = [google_project_service.all]
}

# Sessions run as this, unless their workspace has an identity of its own. It may do nothing.
resource "google_service_account" "session" {
  account_id   = "${var.deployment}-session"
  display_name = "OnMemOS sessions, which may do nothing"

  depends_on = [google_project_service.all]
}

resource "google_service_account_iam_member" "session" {
  for_each = local.keepers

  service_account_id = google_service_account.session.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.identity[each.key].member
}
