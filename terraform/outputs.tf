output "public_url" {
  description = "ONMEMOS_URL of the CLI and the SDK"
  value       = local.public_url
}

output "admin_url" {
  description = "The admin face; its first key is in the secret `admin_key_secret`"
  value       = "https://${google_api_gateway_gateway.face["admin"].default_hostname}"
}

output "shell_url" {
  description = "Terminals and ports of sessions"
  value       = var.domain != null ? "https://${var.domain}" : google_cloud_run_v2_service.shell.uri
}

output "admin_key_secret" {
  description = "gcloud secrets versions access latest --secret=…"
  value       = google_secret_manager_secret.all["ONMEMOS_INTERNAL_API_KEY"].secret_id
}

output "images" {
  description = "Where images of the control plane are pushed"
  value       = "${google_artifact_registry_repository.images.location}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}"
}

output "functions" {
  description = "Each function's service"
  value       = { for name, service in google_cloud_run_v2_service.function : name => service.uri }
}

output "domain_address" {
  description = "What an A record of the domain points to"
  value       = try(google_compute_global_address.front[0].address, null)
}
