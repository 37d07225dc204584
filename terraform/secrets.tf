resource "google_secret_manager_secret" "all" {
  for_each = local.secrets

  secret_id = "${var.deployment}-${each.value.secret_id}"
  replication {
    auto {}
  }

  depends_on = [google_project_service.all]
}

# The value passes by: it is in no plan and no state.
resource "google_secret_manager_secret_version" "all" {
  for_each = local.secrets

  secret                 = google_secret_manager_secret.all[each.key].id
  secret_data_wo         = lookup(var.secrets, each.key, null)
  secret_data_wo_version = var.secrets_version
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = merge([
    for identity in local.identities : {
      for secret in identity.secrets : "${identity.name}/${secret}" => { identity = identity.name, secret = secret }
      if contains(keys(local.secrets), secret)
    }
  ]...)

  secret_id = google_secret_manager_secret.all[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.identity[each.value.identity].member
}
