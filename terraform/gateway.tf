# The front door: a gateway a face, which routes by method and path and costs nothing while nobody comes. Who calls is checked
# by the function, which alone knows the keys; the gateway only may call functions of its own face.
locals {
  faces = { for face in toset([for route in local.routes : route.face]) : face => { for name, route in local.routes : name => route if route.face == face } }

  descriptions = {
    for face, routes in local.faces : face => jsonencode({
      swagger  = "2.0"
      info     = { title = "OnMemOS ${face}", version = "1" }
      schemes  = ["https"]
      produces = ["application/json"]
      paths = {
        for path in distinct([for route in routes : route.path]) : path => {
          for name, route in routes : lower(route.method) => {
            operationId = replace(name, "-", "_")
            parameters = [
              for parameter in regexall("\\{(\\w+)\\}", path) : { name = parameter[0], in = "path", required = true, type = "string" }
            ]
            responses = { default = { description = "See docs/openapi.json" } }
            "x-google-backend" = {
              address          = local.address[name]
              jwt_audience     = local.address[name]
              path_translation = "APPEND_PATH_TO_ADDRESS"
              deadline         = 300
            }
          } if route.path == path
        }
      }
    })
  }
}

resource "google_api_gateway_api" "face" {
  provider = google-beta
  for_each = local.faces

  api_id       = "${var.deployment}-${each.key}"
  display_name = "OnMemOS ${each.key}"

  depends_on = [google_project_service.all]
}

resource "google_api_gateway_api_config" "face" {
  provider = google-beta
  for_each = local.faces

  api = google_api_gateway_api.face[each.key].api_id
  # Nothing of it can be changed: another description is another config.
  api_config_id = "${each.key}-${substr(sha256(local.descriptions[each.key]), 0, 12)}"

  openapi_documents {
    document {
      path     = "${each.key}.json"
      contents = base64encode(local.descriptions[each.key])
    }
  }
  gateway_config {
    backend_config {
      google_service_account = google_service_account.caller["gateway-${each.key}"].email
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_api_gateway_gateway" "face" {
  provider = google-beta
  for_each = local.faces

  gateway_id = "${var.deployment}-${each.key}"
  region     = var.region
  api_config = google_api_gateway_api_config.face[each.key].id
}
