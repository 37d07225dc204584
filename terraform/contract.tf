# What is deployed, as `npm run derive` computes it from shared/contract.
locals {
  contract = jsondecode(file("${path.module}/functions.json"))
  indexes  = jsondecode(file("${path.module}/../firestore.indexes.json"))

  functions = {
    for line in local.contract.functions : line.name => line
    if line.backend == null ? true : contains(var.backends, line.backend)
  }
  routes  = { for name, line in local.functions : name => line if line.kind == "route" }
  workers = { for name, line in local.functions : name => line if line.kind == "worker" }
  jobs    = { for name, line in local.functions : name => line if line.kind == "job" }

  subscriptions = {
    for line in local.contract.subscriptions : line.name => line
    if contains(keys(local.workers), line.function)
  }
  topics = toset(flatten([
    for topic in local.contract.topics : compact([topic.name, topic.dead_letter])
  ]))

  identities = {
    for line in local.contract.identities : line.name => line
    if line.name == "shell" || contains([for function in local.functions : function.identity], line.name)
  }
  secrets = {
    for line in local.contract.secrets : line.name => line
    if line.required || contains(var.optional_secrets, line.name)
  }
}
