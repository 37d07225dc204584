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
