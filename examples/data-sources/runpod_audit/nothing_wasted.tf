# What may be wasted, each until a day. After that day it counts again, and its
# reason says until when it was ignored.
data "runpod_audit" "guard" {
  ignore = {
    chat5slsep2w9q = "2026-12-31" # kept warm for the launch
    note4a40q9zk1  = "2026-11-13" # was needed for a demo
  }
}

# A check only warns. To stop the plan instead, use a precondition. Needs Terraform 1.5.
check "nothing_is_wasted" {
  assert {
    condition     = length(data.runpod_audit.guard.findings) == 0
    error_message = data.runpod_audit.guard.summary
  }
}
