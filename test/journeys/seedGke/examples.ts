/** What the product's own descriptions show of GKE, as it stands there. */

export const configuration = `export GKE_NAMESPACE_PREFIX="onmemos"
export GKE_DEFAULT_IMAGE="alpine:latest"
export GKE_SHELL="/bin/sh"

# Ensure kubectl context is set
kubectl config current-context
`

export const pythonCreates = `import requests

response = requests.post(
    "http://localhost:8080/v1/sessions",
    headers={"X-API-Key": "your-api-key"},
    json={
        "provider": "gke",
        "template": "python",
        "namespace": "ml-training",
        "user": "researcher",
        "long_lived": True,
        "expected_duration_minutes": 480  # 8 hours
    }
)

session = response.json()
print(f"GKE Pod created: {session['id']}")
`

export const pythonTrains = `from sdk.python.client import OnMemOSClient

client = OnMemOSClient("http://localhost:8080", "your-api-key")

# Create long-lived GKE session for ML training
session = client.create_session({
    "provider": "gke",
    "template": "python",
    "namespace": "ml-training",
    "user": "researcher",
    "long_lived": True,
    "expected_duration_minutes": 480
})

# ML training setup
setup_commands = [
    "pip install torch torchvision torchaudio",
    "pip install transformers datasets",
    "nvidia-smi",  # Check GPU availability
    "python -c 'import torch; print(f\\"PyTorch version: {torch.__version__}\\")'"
]

for cmd in setup_commands:
    result = client.execute_session(session['id'], cmd)
    print(f"Setup: {cmd}")
    print(f"Output: {result['stdout']}")
    print(f"Success: {result['success']}\\n")

# Training script (simplified)
training_script = '''
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

# Load model and tokenizer
model_name = "gpt2"
tokenizer = AutoTokenizer.from_pretrained(model_name)
model = AutoModelForCausalLM.from_pretrained(model_name)

print(f"Loaded {model_name} model")
print(f"Model parameters: {sum(p.numel() for p in model.parameters()):,}")
'''

result = client.execute_session(session['id'], f"python -c '{training_script}'")
print(f"Training setup: {result['stdout']}")

# Keep session alive for training
print(f"Session {session['id']} ready for training. Don't forget to delete when done!")
`

export const pythonContext = `from sdk.python.client import OnMemOSClient

client = OnMemOSClient("http://localhost:8080", "your-api-key")

# GKE context manager (planned)
with client.gke_workspace_session("python", "ml-training", "researcher", ttl_minutes=480) as workspace:
    result = workspace.execute("nvidia-smi")
    print(f"GPU info: {result['stdout']}")
`

export const podNotReady = `kubectl get pods -A | grep onmemos
kubectl describe pod <pod-name> -n <namespace>
`

export const environment = `export ONMEMOS_INTERNAL_API_KEY="onmemos-internal-key-2024-secure"
export AUTO_PROVISION_IDENTITY="true"
export GCP_PROJECT="ai-engine-448418"
export GKE_REGION="us-central1"
export GKE_CLUSTER="onmemos-autopilot"
`

export const shellSocket =
  'ws://host/v1/gke/shell/{session_id}?k8s_ns={ns}&pod={pod}&passport={passport}'
