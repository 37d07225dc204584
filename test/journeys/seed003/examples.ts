/** What the product's own description shows of Cloud Run, as it stands there. */

export const createSession = `POST /v1/sessions
Content-Type: application/json
X-API-Key: your-api-key

{
  "provider": "cloud_run|gke|workstations|auto",
  "template": "python|nodejs|go",
  "namespace": "team-a",
  "user": "alice",
  "ttl_minutes": 60,
  "storage": {
    "bucket": "my-bucket",
    "filestore": {
      "ip": "10.0.0.1",
      "share": "workspace"
    }
  },
  "needs_ssh": false,
  "long_lived": false,
  "expected_duration_minutes": 30
}`

export const getSession = `GET /v1/sessions/{session_id}
X-API-Key: your-api-key`

export const executeCommand = `POST /v1/sessions/{session_id}/execute
Content-Type: application/json
X-API-Key: your-api-key

{
  "command": "ls -la /workspace",
  "timeout": 120
}`

export const connectionInfo = `GET /v1/sessions/{session_id}/connect
X-API-Key: your-api-key`

export const deleteSession = `DELETE /v1/sessions/{session_id}
X-API-Key: your-api-key`

export const createWorkspace = `POST /v1/cloudrun/workspaces
Content-Type: application/json
X-API-Key: your-api-key

{
  "template": "python",
  "namespace": "team-a",
  "user": "alice",
  "ttl_minutes": 30,
  "storage_options": {
    "bucket": "my-bucket",
    "filestore": {
      "ip": "10.0.0.1",
      "share": "workspace"
    }
  }
}`

export const executeInWorkspace = `POST /v1/cloudrun/workspaces/{workspace_id}/execute?command=pwd&timeout=30
X-API-Key: your-api-key`

export const workspaceShell =
  'WebSocket: /v1/cloudrun/workspaces/{workspace_id}/shell?api_key=your-api-key'

export const pythonCreates = `import requests

response = requests.post(
    "http://localhost:8080/v1/sessions",
    headers={"X-API-Key": "your-api-key"},
    json={
        "provider": "cloud_run",
        "template": "python",
        "namespace": "data-processing",
        "user": "analyst",
        "ttl_minutes": 60,
        "storage": {
            "bucket": "data-lake-bucket",
            "filestore": {
                "ip": "10.0.0.1",
                "share": "workspace"
            }
        }
    }
)

session = response.json()
print(f"Session created: {session['id']}")
print(f"Service URL: {session['url']}")
`

export const pythonShell = `import asyncio
import websockets
import json

async def interactive_shell(session_id: str, api_key: str):
    ws_url = f"ws://localhost:8080/v1/cloudrun/workspaces/{session_id}/shell?api_key={api_key}"
    
    async with websockets.connect(ws_url) as websocket:
        # Send command
        await websocket.send(json.dumps({
            "type": "command",
            "command": "ls -la /workspace"
        }))
        
        # Receive response
        response = await websocket.recv()
        data = json.loads(response)
        
        if data.get("type") == "command_result":
            print(f"Output: {data['stdout']}")
            print(f"Error: {data['stderr']}")
            print(f"Success: {data['success']}")

# Usage
asyncio.run(interactive_shell("ws-my-project-developer-123", "your-api-key"))
`

export const curlCreates = `# Generate API key
export API_KEY="onmemos-internal-key-2024-secure"

# Use in requests
curl -H "X-API-Key: $API_KEY" \\
     -X POST http://localhost:8080/v1/sessions \\
     -H "Content-Type: application/json" \\
     -d '{"template": "python", "namespace": "test", "user": "user"}'
`

export const curlLooks = `curl -H "X-API-Key: $API_KEY" \\
     http://localhost:8080/v1/sessions/<session-id>
`

export const curlAsksHealth = `# Server health
curl http://localhost:8080/health
`

export const curlAsksHealthWithKey = `# GCP connectivity
curl -H "X-API-Key: $API_KEY" \\
     http://localhost:8080/health
`

export const gcloudLists = 'gcloud run services list --region=us-central1'
export const gcloudDescribes = 'gcloud run services describe <service-name> --region=us-central1'

export const pythonClient = String.raw`from sdk.python.client import OnMemOSClient

# Initialize client
client = OnMemOSClient(
    base_url="http://localhost:8080",
    api_key="your-api-key"
)

# Create session with automatic provider selection
session = client.create_session({
    "template": "python",
    "namespace": "my-project",
    "user": "developer",
    "ttl_minutes": 120
})

print(f"Session created: {session['id']}")

# Execute commands
result = client.execute_session(session['id'], "python --version")
print(f"Python version: {result['stdout']}")

# Execute multiple commands
commands = [
    "pwd",
    "ls -la",
    "echo 'Hello from OnMemOS!'",
    "python -c 'import sys; print(sys.version)'"
]

for cmd in commands:
    result = client.execute_session(session['id'], cmd)
    print(f"Command: {cmd}")
    print(f"Output: {result['stdout']}")
    print(f"Success: {result['success']}\n")

# Clean up
client.delete_session(session['id'])
`

export const pythonContext = `from sdk.python.client import OnMemOSClient

client = OnMemOSClient("http://localhost:8080", "your-api-key")

# Cloud Run context manager
with client.cloudrun_workspace_session("python", "data-analysis", "analyst", ttl_minutes=60) as workspace:
    result = workspace.execute("pip install pandas numpy")
    print(f"Install result: {result['success']}")
    
    result = workspace.execute("python -c 'import pandas as pd; print(pd.__version__)'")
    print(f"Pandas version: {result['stdout']}")

`
