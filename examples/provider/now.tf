data "runpod_audit" "now" {}

output "now" {
  description = "What costs money now, and what of it is wasted, in one line."
  value       = data.runpod_audit.now.summary
}
